"""Detects suspicious inputs: not rescaled, rescaled twice, all equal, channels first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from nervure.errors import advise
from nervure.graph.plan import Plan
from nervure.ops.activation import LINEAR
from nervure.ops.convolution import CONVOLUTION
from nervure.ops.cropping import CROPPING
from nervure.ops.depthwise_convolution import DEPTHWISE_CONVOLUTION
from nervure.ops.dropout import DROPOUT
from nervure.ops.pooling import AVERAGE_POOLING, MAX_POOLING
from nervure.ops.rectifiers import RELU
from nervure.ops.rescaling import RESCALING
from nervure.ops.reshape import RESHAPE
from nervure.ops.sample_normalization import UNIT_NORMALIZATION
from nervure.ops.time_axis import FOLD_TIME, UNFOLD_TIME
from nervure.ops.upsampling import UPSAMPLING
from nervure.ops.zero_padding import ZERO_PADDING
from nervure.preflight.data import Samples, slots
from nervure.preflight.endings import NORMALIZATIONS, PRODUCTS

_FEW_SAMPLES = 256
_SMALLEST_SIDE_PX = 8
_DARKEST_BRIGHTEST = 100
_BRIGHTEST = 255
_LARGE = 1000.0
_SMALL_SCALE = 1 / 50
_CHANNELS = (1, 3, 4)
FEWEST_SAMPLES = 20  # fewer are a test of the program, not of the network
# These do not change the magnitude of values.
_SAME_SIZE = (
    RESHAPE, LINEAR, DROPOUT, MAX_POOLING, AVERAGE_POOLING, ZERO_PADDING, CROPPING, UPSAMPLING, FOLD_TIME, UNFOLD_TIME,
)  # fmt: skip
_NORMALIZING = (*NORMALIZATIONS, UNIT_NORMALIZATION)


class Extent(NamedTuple):
    """The range of values in some samples.

    Attributes:
        least: the smallest.
        most: the largest.
        num_samples: the number of samples.
    """

    least: float
    most: float
    num_samples: int

    @property
    def size(self) -> float:
        """The largest distance from 0."""
        return max(-self.least, self.most)


def extent(x: Tensor) -> Extent | None:
    """The smallest and the largest value in some samples; None for booleans."""
    few = _some(x)
    if x.dtype == torch.bool or not few.numel():
        return None
    least, most = torch.aminmax(few)
    return Extent(float(least), float(most), len(few))


def _some(x: Tensor) -> Tensor:
    """Samples from the whole length: later values of a time series may be larger than the first."""
    return x[:: max(len(x) // _FEW_SAMPLES, 1)]


def extents(samples: Samples) -> list[Extent | None]:
    """The extent of each input."""
    return [extent(x) for x in samples.x]


def advise_on_inputs(
    samples: Samples, plan: Plan, input_names: Sequence[str] = (), found: Sequence[Extent | None] | None = None
) -> None:
    """Checks some samples of each input, and the first operations of the network on them.

    Args:
        samples: the arrays, or the first batch of streamed data.
        plan: the unfused steps.
        input_names: of the network's inputs, for data that comes by name.
        found: the extents, if already known.
    """
    for slot, x, seen in zip(slots(samples, input_names), samples.x, found or extents(samples), strict=True):
        if seen is None:
            continue
        if _looks_like_levels(_some(x), seen):
            if _meets_a_product(plan, slot):
                advise("preflight.not_rescaled")
        elif seen.size > _LARGE and _meets_a_product(plan, slot):
            _advise_on_size(x)
        if 0 < seen.size <= 1 and (layer := _shrinking(plan, slot)) is not None:
            advise("preflight.rescaled_twice", layer=layer, most=f"{seen.most:g}")
        if _has_channels_first(x) and _meets_a_convolution(plan, slot):
            channels, height, width = x.shape[1:]
            advise("preflight.channels_first", shape=f"({channels}, {height}, {width})",
                   wanted=f"({height}, {width}, {channels})")  # fmt: skip
    if len(samples.x) == 1 and _are_all_the_same(samples.x[0]):
        advise("preflight.same_inputs", count=len(samples.x[0]))


def _looks_like_levels(x: Tensor, seen: Extent) -> bool:
    """Whether these are images (rather than series) with values from 0 to about 255."""
    if x.ndim not in (3, 4) or min(x.shape[1:3]) < _SMALLEST_SIDE_PX:
        return False
    if seen.least < 0 or not _DARKEST_BRIGHTEST < seen.most <= _BRIGHTEST:
        return False
    # Downscaled images contain fractions; their channels distinguish them from other tables.
    return (x.ndim == 4 and x.shape[-1] in _CHANNELS) or bool((x == x.round()).all())


def _meets_a_product(plan: Plan, slot: int) -> bool:
    """Whether weights multiply the values in ``slot`` directly, without normalization before or after."""
    for number in plan.readers(slot):
        step = plan.steps[number]
        if step.op in _SAME_SIZE and _meets_a_product(plan, step.outputs[0]):
            return True
        if step.op in PRODUCTS and not _is_normalized(plan, step.outputs[0]):
            return True
    return False


def _is_normalized(plan: Plan, slot: int) -> bool:
    """Whether everything that reads ``slot``, apart from a relu, normalizes it to mean 0 and variance 1."""
    readers = [plan.steps[number] for number in plan.readers(slot)]
    return bool(readers) and all(
        step.op in _NORMALIZING or (step.op in (RELU, *_SAME_SIZE) and _is_normalized(plan, step.outputs[0]))
        for step in readers
    )


def _advise_on_size(x: Tensor) -> None:
    """Names the column with the largest values, if a sample is a row."""
    few = _some(x).float()
    spread = few.abs().reshape(-1, few.shape[-1] if few.ndim > 1 else 1).amax(0)
    column = int(spread.argmax())
    is_whole = bool((few == few.round()).all())
    key = "preflight.large_numbers" if is_whole else "preflight.large_inputs"
    advise(key, column=column, most=f"{float(spread[column]):.4g}", usual=f"{float(spread.median()):.3g}")


def _shrinking(plan: Plan, slot: int) -> str | None:
    """The layer that first scales the values in ``slot`` down by at least fifty."""
    for number in plan.readers(slot):
        step = plan.steps[number]
        if step.op is RESCALING:
            scale = step.options["scale"]
            scales = scale if isinstance(scale, (tuple, list)) else (scale,)
            return step.layer if max(abs(each) for each in scales) <= _SMALL_SCALE else None
        if step.op in _SAME_SIZE and (layer := _shrinking(plan, step.outputs[0])) is not None:
            return layer
    return None


def _has_channels_first(x: Tensor) -> bool:
    """Whether these look like square images (N, C, H, W): few channels, then two equal sides."""
    return x.ndim == 4 and x.shape[1] in _CHANNELS and x.shape[2] == x.shape[3] >= _SMALLEST_SIDE_PX


def _meets_a_convolution(plan: Plan, slot: int) -> bool:
    steps = [plan.steps[number] for number in plan.readers(slot)]
    same_axes = (RESCALING, LINEAR, DROPOUT, ZERO_PADDING, *NORMALIZATIONS)
    return any(
        step.op in (CONVOLUTION, DEPTHWISE_CONVOLUTION, MAX_POOLING)
        or (step.op in same_axes and _meets_a_convolution(plan, step.outputs[0]))
        for step in steps
    )


def _are_all_the_same(x: Tensor) -> bool:
    """Whether every sample equals the first; for most data the second sample already differs."""
    if len(x) < FEWEST_SAMPLES or not bool((x[1] == x[0]).all()):
        return False
    return bool((x[:_FEW_SAMPLES] == x[0]).all()) and bool((x == x[0]).all())
