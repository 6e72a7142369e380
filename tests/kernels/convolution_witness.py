"""3x3 convolutions drawn at random, and how far a kernel is from float64: relative to the largest value of a tensor.

Also run by itself in a process of its own, for each vector width: python -c "...; check_seeds('winograd', 40)".
"""

from __future__ import annotations

import random
from collections.abc import Callable
from types import ModuleType
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.kernels import convolution_in_torch, direct_convolution, winograd
from nervure.kernels.convolution_rules import has_convolutions
from nervure.kernels.native_convolution import Margins, output_sizes

LARGEST_ERROR = 3e-6
_MOST_WORK = 20_000_000  # multiplications a kernel tap: a tenth of a second in float64
VALID, SAME, CAUSAL = ((0, 0), (0, 0)), ((1, 1), (1, 1)), ((2, 0), (2, 0))


class Case(NamedTuple):
    """A convolution with all its tensors, in float32."""

    x: Tensor
    weight: Tensor
    bias: Tensor | None
    dy: Tensor
    margins: Margins
    has_relu: bool

    @property
    def sizes(self) -> tuple[int, int]:
        return self.x.shape[1], self.x.shape[2]


class Results(NamedTuple):
    """What the kernels make of a case; dx is None where a family has no kernel for it."""

    y: Tensor
    dx: Tensor | None
    dweight: Tensor
    dbias: Tensor | None


def case(
    num: int,
    sizes: tuple[int, int],
    channels: int,
    filters: int,
    margins: Margins = SAME,
    seed: int = 0,
    **options: Any,
) -> Case:
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(num, *sizes, channels, generator=generator)
    stored = torch.randn(filters, 3, 3, channels, generator=generator) * (2 / (9 * channels)) ** 0.5
    bias = torch.randn(filters, generator=generator) / 10 if options.get("has_bias", True) else None
    dy = torch.randn(num, *output_sizes(sizes, margins), filters, generator=generator)
    return Case(x, stored.movedim(0, -1), bias, dy, margins, options.get("has_relu", False))


def drawn_case(seed: int, most_channels: int = 300) -> Case:
    draw = random.Random(seed)
    margins = draw.choice([VALID, SAME, SAME, CAUSAL, ((1, 1), (0, 0))])
    least = [3 - sum(pair) if sum(pair) < 2 else 1 for pair in margins]
    sizes = draw.randint(least[0], 40), draw.randint(least[1], 40)
    channels = draw.choice([draw.randint(1, min(20, most_channels)), draw.randint(1, most_channels)])
    filters = draw.choice([draw.randint(1, 20), draw.randint(1, 300)])
    num = draw.randint(1, 4)
    while num * sizes[0] * sizes[1] * channels * filters > _MOST_WORK:
        num, channels, filters = max(1, num // 2), max(1, channels * 2 // 3), max(1, filters * 2 // 3)
    has_bias, has_relu = draw.random() < 0.7, draw.random() < 0.5
    return case(num, sizes, channels, filters, margins, seed, has_bias=has_bias, has_relu=has_relu)


def of_winograd(given: Case) -> Results:
    return _results(given, winograd, "winograd", winograd.winograd_input_gradient)


def of_direct(given: Case) -> Results:
    return _results(given, direct_convolution, "direct", None)


def _results(given: Case, module: ModuleType, name: str, input_gradient: Callable[..., Tensor] | None) -> Results:
    x, weight, bias, dy, margins, has_relu = given
    y = getattr(module, f"{name}_forward")(x, weight, bias, margins, has_relu)
    dx = None if input_gradient is None else input_gradient(dy, weight, margins, given.sizes)
    return Results(y, dx, *getattr(module, f"{name}_weight_gradient")(x, dy, margins, bias is not None))


def of_torch(given: Case, dtype: torch.dtype = torch.float64) -> Results:
    x, weight, dy = (tensor.to(dtype) for tensor in (given.x, given.weight, given.dy))
    bias = None if given.bias is None else given.bias.to(dtype)
    y = convolution_in_torch.forward(x, weight, bias, given.margins, given.has_relu)
    dx = convolution_in_torch.input_gradient(dy, weight, given.margins, given.sizes)
    return Results(y, dx, *convolution_in_torch.weight_gradient(x, dy, given.margins, bias is not None))


def errors(actual: Results, exact: Results) -> dict[str, float]:
    """The largest error of each tensor relative to its largest value; NaN anywhere gives infinity.

    A bias' gradient is a sum of standard normal numbers, which may cancel: it counts as at least a standard deviation.
    """
    found = {}
    deviation = exact.y[..., 0].numel() ** 0.5
    for name, a, b in zip(Results._fields, actual, exact, strict=True):
        if a is None or b is None:
            assert name == "dx" or a is b
            continue
        assert a.shape == b.shape
        largest = b.double().abs().max().clamp(min=deviation if name == "dbias" else 1e-30)
        error = (a.double() - b.double()).abs().max() / largest
        found[name] = error.nan_to_num(nan=torch.inf).item()
    return found


def same_bits(one: Results, other: Results) -> bool:
    return all(a is b if a is None or b is None else torch.equal(a, b) for a, b in zip(one, other, strict=True))


def check_case(given: Case, family: Callable[[Case], Results]) -> None:
    found = errors(family(given), of_torch(given))
    shapes = f"x {tuple(given.x.shape)}, {given.weight.shape[-1]} filters, margins {given.margins}"
    # oneDNN, which the torch bodies run on, rounds more: with few channels 6e-6 of the largest weight's gradient.
    allowed = LARGEST_ERROR if has_convolutions() else 1e-5
    assert max(found.values()) < allowed, f"{found} with {shapes}"


def check_seeds(family: str, count: int, most_channels: int = 300) -> None:
    """Prints the number of cases that were compared."""
    torch.set_grad_enabled(False)
    for seed in range(count):
        check_case(drawn_case(seed, most_channels), {"winograd": of_winograd, "direct": of_direct}[family])
    print(count)
