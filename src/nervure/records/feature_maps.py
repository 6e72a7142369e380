"""An image as it passes through a network, layer by layer."""

from __future__ import annotations

from dataclasses import dataclass

from nervure.records.picture import Picture
from nervure.records.receptive_field import LayerUnits
from nervure.records.value_map import ValueMap


@dataclass(frozen=True, slots=True)
class UnitMap:
    """The activation of one unit at every position of the image.

    Args:
        unit: its number.
        map: its activations. All maps of a layer share one scale.
    """

    unit: int
    map: ValueMap


@dataclass(frozen=True, slots=True)
class LayerMaps(LayerUnits):
    """The maps of one layer.

    Args:
        maps: the requested maps, in the order of the units.
    """

    maps: tuple[UnitMap, ...]


@dataclass(frozen=True, slots=True)
class FeatureMapsRecord:
    """The layers with maps, in the order in which the image passes them.

    Args:
        picture: the input of the network.
        label: its predicted class; None if the network does not predict a class.
        probability: the probability of that class.
        layers: the layers.
    """

    picture: Picture
    label: str | None
    probability: float | None
    layers: tuple[LayerMaps, ...]
