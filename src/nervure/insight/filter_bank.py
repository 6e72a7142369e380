"""The filters of a convolution, as small images."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from nervure.errors import ArgumentError
from nervure.insight.class_output import check_model
from nervure.insight.insight import Insight
from nervure.insight.layer_maps import kinds_of
from nervure.insight.value_maps import scale_of, value_map
from nervure.layers.step import Step
from nervure.models.graph_model import GraphModel
from nervure.ops.convolution import CONVOLUTION
from nervure.ops.depthwise_convolution import DEPTHWISE_CONVOLUTION
from nervure.records.filters import Filter, FiltersRecord
from nervure.records.picture import Picture
from nervure.registry import look_up
from nervure.render.insight_tables import filters_text

if TYPE_CHECKING:
    from nervure.render.figure import LooseFigure

_COLORS = 3
_MIDDLE_GRAY, _HALF = 128, 127


class Filters(Insight[FiltersRecord]):
    """The filters of a convolution.

    Attributes:
        record: as plain values.
    """

    def table(self) -> str:
        """Their number, size and strength."""
        return filters_text(self.record)

    def plot(self) -> LooseFigure:
        """The filters, as small images."""
        from nervure.render.picture_figures import filters_figure

        return filters_figure(self.record)


def filters(model: GraphModel, layer: str | None = None) -> Filters:
    """The weights of the first convolution, or of a named one, as small images.

    The filters of the first convolution are readable: they are the patterns it looks for in the image itself. If it
    reads three channels, each filter is also shown as a color image, in which mid-gray is 0.

    Args:
        model: a model with a convolution over images.
        layer: its name; by default the first one.

    Returns:
        ``.record``, ``.plot()``.

    Raises:
        UnknownNameError: there is no such layer; the message suggests the nearest.
        ArgumentError: it does not have filters, or no layer has.

    Examples:
        >>> from nervure.models.zoo import lecture_cnn
        >>> found = filters(lecture_cnn((28, 28, 3))).record
        >>> found.layer, len(found.filters), found.height, found.channels
        ('conv2d', 32, 3, 3)
    """
    check_model(model, "filters")
    name, step = _convolution(model, layer)
    network = model.network()
    network.store.refresh()
    weights = _by_filter(step, step.parameters[0].array.detach().to("cpu", torch.float64))
    height, width, channels, count = weights.shape
    scale = scale_of(weights)
    made = tuple(_filter(unit, weights[..., unit], scale) for unit in range(count))
    kind = kinds_of(model.graph).get(step.layer, step.op.name)
    return Filters(FiltersRecord(name, kind, height, width, channels, made))


def _convolution(model: GraphModel, layer: str | None) -> tuple[str, Step]:
    """The layer's name, and its step with filters."""
    calls: dict[str, list[Step]] = {}
    for step in model.network().plan.steps:
        calls.setdefault(step.owner, []).append(step)
    with_filters = _with_filters(calls)
    if layer is not None:
        look_up(layer, calls, where="filters(layer=...)")
    if not with_filters:
        raise ArgumentError.of(
            "insight.no_filters_at_all", where="filters", name=model.name, known=", ".join(calls),
            example=next(iter(calls), "dense"),
        )  # fmt: skip
    if layer is None:
        layer = next(iter(with_filters))
    if layer not in with_filters:
        raise ArgumentError.of(
            "insight.no_filters", where="filters", name=layer, known=", ".join(with_filters),
            example=next(iter(with_filters)),
        )  # fmt: skip
    return layer, with_filters[layer]


def _with_filters(calls: Mapping[str, list[Step]]) -> dict[str, Step]:
    """The first step with image filters, for each layer that has one."""
    found = {}
    for name, steps in calls.items():
        having = (step for step in steps if step.op in (CONVOLUTION, DEPTHWISE_CONVOLUTION))
        step = next((step for step in having if len(step.parameters[0].shape) == 4), None)
        if step is not None:
            found[name] = step
    return found


def _by_filter(step: Step, weight: Tensor) -> Tensor:
    """(height, width, channels that a filter reads, filters)."""
    if step.op is not DEPTHWISE_CONVOLUTION:
        return weight
    # Each of the M kernels of each of the C channels is a filter that reads one channel.
    return weight.flatten(2)[:, :, None]


def _filter(unit: int, weights: Tensor, scale: float) -> Filter:
    channels = weights.shape[-1]
    maps = tuple(value_map(weights[..., channel], scale) for channel in range(channels))
    return Filter(unit, maps, _colored(weights, scale) if channels == _COLORS else None)


def _colored(weights: Tensor, scale: float) -> Picture:
    levels = (weights / (scale or 1.0)).nan_to_num(0.0).clamp(-1, 1) * _HALF + _MIDDLE_GRAY
    pixels = levels.round().to(torch.uint8).contiguous().numpy().tobytes()
    return Picture(pixels, weights.shape[0], weights.shape[1], _COLORS)
