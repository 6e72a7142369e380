"""Chooses the convolution kernel: a short table of rules, each measured against oneDNN, and an environment variable.

``NERVURE_CONVOLUTION`` is ``auto`` (or unset) for the table, ``onednn`` to leave every convolution to torch,
``winograd`` for Winograd's algorithm wherever it applies.
"""

from __future__ import annotations

import functools
import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from nervure.errors import ArgumentError
from nervure.kernels.native import compiled

_VARIABLE = "NERVURE_CONVOLUTION"
_CHOICES = ("auto", "winograd", "onednn")
_NO_LIMIT = 1 << 62
# Gathering windows takes as long for one filter as for many; lines of many channels do not fit into the cache.
# Measured.
_FEWEST_GATHERED, _MOST_IN_LINES = 32, 1024
# Beyond these, oneDNN sums the gradients of weights faster: many taps with stride 1 on many channels; small kernels on
# very many separate channels. Measured with one thread.
_MOST_TAPS, _MOST_SEEN, _MOST_OWN = 9, 15, 255
_VOLUME = 3  # axes
_TERM_BY_TERM = ContextVar("term_by_term", default=False)


Sizes = tuple[int, ...]


class Rule(NamedTuple):
    """One rule: the kernel that is faster for convolutions of these sizes.

    Attributes:
        kernel: "winograd" or "direct".
        operation: "forward", "input_gradient" or "weight_gradient".
        channels: the minimum and maximum number of input channels.
        filters: the minimum number of filters.
    """

    kernel: str
    operation: str
    channels: tuple[int, int]
    filters: int


# Measured against oneDNN (benchmarks/convolution.py) on one processor, with AVX-512 and AVX2. If no rule fits, oneDNN.
RULES = (
    Rule("direct", "forward", (1, 4), 8),
    Rule("direct", "weight_gradient", (1, 4), 8),
    Rule("winograd", "forward", (6, _NO_LIMIT), 1),
    Rule("winograd", "weight_gradient", (8, _NO_LIMIT), 1),
    # Wherever the weight's gradient has a kernel, so that torch, which computes both at once, is not needed.
    Rule("winograd", "input_gradient", (8, _NO_LIMIT), 1),
    Rule("winograd", "input_gradient", (1, 7), 3),
)
# The maximum number of weights (channels times filters) and the minimum number of outputs of a batch, not counting
# channels: transforming a kernel takes as long for one pixel as for a thousand.
FEWEST_PIXELS = ((4096, 1), (65536, 32), (_NO_LIMIT, 512))


def chosen_kernel(operation: str, channels: int, filters: int, pixels: int) -> str:
    """The kernel for a 3x3 convolution of stride 1 in float32: "winograd", "direct" or "onednn".

    The choice does not depend on the number of threads, so neither do the bits of the result.

    Args:
        operation: "forward", "input_gradient" or "weight_gradient".
        channels: the number of input channels.
        filters: the number of filters.
        pixels: the number of outputs of the batch, not counting channels.

    Raises:
        ArgumentError: ``NERVURE_CONVOLUTION`` is not one of auto, winograd, onednn.

    Examples:
        >>> chosen_kernel("forward", channels=5, filters=2, pixels=784)
        'onednn'
    """
    word = chosen_word()
    if word == "onednn" or _TERM_BY_TERM.get() or not has_convolutions():
        return "onednn"
    return "winograd" if word == "winograd" else ruled_kernel(operation, channels, filters, pixels)


def weight_gradient_kernel(channels: int, filters: int, groups: int) -> str:
    """Which native body sums the weight's gradient if no rule of the table fits: "depthwise", "line" or "window".

    Args:
        channels: the number of input channels.
        filters: the number of filters.
        groups: the number of groups that both are split into.

    Examples:
        >>> weight_gradient_kernel(16, 64, 1), weight_gradient_kernel(256, 64, 1), weight_gradient_kernel(8, 8, 8)
        ('line', 'window', 'depthwise')
    """
    if channels == filters == groups:
        return "depthwise"
    seen, made = channels // groups, filters // groups
    return "window" if min(seen, made) >= _FEWEST_GATHERED and seen * made > _MOST_IN_LINES else "line"


def onednn_sums_faster(channels: int, filters: int, groups: int, kernel: Sizes, strides: Sizes) -> bool:
    """Whether oneDNN was measured to be faster than these bodies for the weight's gradient, with one thread each.

    Args:
        channels: the number of input channels.
        filters: the number of filters.
        groups: the number of groups that both are split into.
        kernel: the kernel size along each axis.
        strides: the strides of the kernel.

    Examples:
        >>> onednn_sums_faster(64, 64, 1, (5, 5), (1, 1)), onednn_sums_faster(64, 64, 1, (5, 5), (2, 2))
        (True, False)
    """
    taps, seen, made = math.prod(kernel), channels // groups, filters // groups
    if 1 < channels == groups:
        return taps <= _MOST_TAPS and filters > _MOST_OWN
    if groups > 1:
        return taps > 1
    is_many = len(kernel) == _VOLUME or min(seen, made) > _MOST_SEEN
    return is_many and taps > _MOST_TAPS and set(strides) == {1}


@contextmanager
def term_by_term() -> Iterator[None]:
    """In this context, convolutions sum their terms directly as written, for element-by-element comparisons.

    Winograd's algorithm rounds relative to the numbers of a whole tile: where all terms are 0, it may leave 1e-9.
    """
    before = _TERM_BY_TERM.set(True)
    try:
        yield
    finally:
        _TERM_BY_TERM.reset(before)


def ruled_kernel(operation: str, channels: int, filters: int, pixels: int) -> str:
    """The kernel from the table; arguments as in :func:`chosen_kernel`.

    Examples:
        >>> ruled_kernel("forward", channels=32, filters=32, pixels=784)
        'winograd'
        >>> ruled_kernel("forward", channels=1, filters=32, pixels=784)
        'direct'
        >>> ruled_kernel("forward", channels=512, filters=512, pixels=49)
        'onednn'
    """
    fewest = next(fewest for most, fewest in FEWEST_PIXELS if channels * filters <= most)
    for rule in RULES if pixels >= fewest else ():
        fits = rule.channels[0] <= channels <= rule.channels[1] and filters >= rule.filters
        if rule.operation == operation and fits:
            return rule.kernel
    return "onednn"


@functools.cache
def chosen_word() -> str:
    """The value of the environment variable, read once per process.

    Raises:
        ArgumentError: ``NERVURE_CONVOLUTION`` is not one of auto, winograd, onednn.
    """
    word = os.environ.get(_VARIABLE, "") or "auto"
    if word not in _CHOICES:
        raise ArgumentError.of("kernels.convolution", where=_VARIABLE, choices=", ".join(_CHOICES), got=word)
    return word


def has_convolutions() -> bool:
    """Whether the compiled module has convolutions: built by a compiler without vector types, it has none."""
    return hasattr(compiled(), "winograd_forward")
