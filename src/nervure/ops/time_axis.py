"""Turns time steps into samples and back, for ``TimeDistributed``."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.op import InputGradient, Op, named_gradients


class FoldTimeCache(NamedTuple):
    """Cache for the backward pass: the first two sizes of the input, ``(N, T)``."""

    shape: tuple[int, int]


def fold_time_forward(x: Tensor) -> tuple[Tensor, FoldTimeCache]:
    r"""Turns every step of every sequence into a sample.

    .. math:: y_{n T + t} = x_{nt}

    Args:
        x: (N, T, ...).

    Returns:
        y: (N T, ...), and the cache.
    """
    return x.flatten(0, 1), FoldTimeCache((x.shape[0], x.shape[1]))


def fold_time_backward(dy: Tensor, cache: FoldTimeCache) -> InputGradient:
    """``dx``: the numbers of dy, (N, T, ...)."""
    return InputGradient(dy.reshape(*cache.shape, *dy.shape[1:]))


class UnfoldTimeCache(NamedTuple):
    """Cache for the backward pass: the ``shape`` of the folded input, (N T, ...)."""

    shape: tuple[int, ...]


def unfold_time_forward(x: Tensor, like: Tensor) -> tuple[Tensor, UnfoldTimeCache]:
    r"""Turns samples back into the steps of sequences.

    .. math:: y_{nt} = x_{n T + t}

    Args:
        x: (N T, ...).
        like: (N, T, ...), the tensor that was folded.

    Returns:
        y: (N, T, ...), and the cache.
    """
    return x.reshape(*like.shape[:2], *x.shape[1:]), UnfoldTimeCache(tuple(x.shape))


def unfold_time_backward(dy: Tensor, cache: UnfoldTimeCache) -> tuple[Tensor | None, ...]:
    """``dx``: the numbers of dy, (N T, ...); None for ``like``, of which only the shape was used."""
    return named_gradients(dx=dy.reshape(cache.shape), dlike=None)


class TimeStepCache(NamedTuple):
    """Cache for the backward pass.

    Attributes:
        shape: the shape of the sequences, (N, T, ...).
        step: the step that was taken.
    """

    shape: tuple[int, ...]
    step: int


def time_step_forward(x: Tensor, *, step: int) -> tuple[Tensor, TimeStepCache]:
    r"""One step of every sequence.

    .. math:: y_n = x_{nt}

    Args:
        x: (N, T, ...).
        step: which step.

    Returns:
        y: (N, ...), and the cache.
    """
    return x[:, step], TimeStepCache(tuple(x.shape), step)


def time_step_backward(dy: Tensor, cache: TimeStepCache) -> InputGradient:
    """``dx``: dy at the step, 0 elsewhere."""
    dx = dy.new_zeros(cache.shape)
    dx[:, cache.step] = dy
    return InputGradient(dx)


class StackTimeCache(NamedTuple):
    """Cache for the backward pass: the number of steps in the sequence."""

    num_steps: int


def stack_time_forward(*steps: Tensor) -> tuple[Tensor, StackTimeCache]:
    r"""Stacks steps into sequences.

    .. math:: y_{nt} = x^{(t)}_n

    Args:
        steps: (N, ...) each.

    Returns:
        y: (N, T, ...), and the cache.
    """
    return torch.stack(steps, 1), StackTimeCache(len(steps))


def stack_time_backward(dy: Tensor, cache: StackTimeCache) -> tuple[Tensor, ...]:
    """Each step gets its part of dy."""
    return tuple(dy[:, step] for step in range(cache.num_steps))


FOLD_TIME = Op("fold_time", fold_time_forward, fold_time_backward)
UNFOLD_TIME = Op("unfold_time", unfold_time_forward, unfold_time_backward)
TIME_STEP = Op("time_step", time_step_forward, time_step_backward)
STACK_TIME = Op("stack_time", stack_time_forward, stack_time_backward)
