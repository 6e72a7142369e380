"""The filters of a convolution."""

from __future__ import annotations

from dataclasses import dataclass

from nervure.records.picture import Picture
from nervure.records.value_map import ValueMap


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter.

    Args:
        unit: its number.
        maps: its weights, one map per input channel; all maps of a layer share one scale.
        color: for three channels, its weights as one color per position: mid-gray is 0; None for other channels.
    """

    unit: int
    maps: tuple[ValueMap, ...]
    color: Picture | None = None


@dataclass(frozen=True, slots=True)
class FiltersRecord:
    """The filters of a layer.

    Args:
        layer: its name.
        kind: its class name.
        height: rows of a filter.
        width: weights in a row.
        channels: how many channels a filter reads.
        filters: the filters, in order.
    """

    layer: str
    kind: str
    height: int
    width: int
    channels: int
    filters: tuple[Filter, ...]
