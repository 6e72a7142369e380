"""A picture on its way through a network, layer by layer."""

from __future__ import annotations

from dataclasses import dataclass

from nervure.records.picture import Picture
from nervure.records.receptive_field import LayerUnits
from nervure.records.value_map import ValueMap


@dataclass(frozen=True, slots=True)
class UnitMap:
    """What one unit answers at every place of the picture.

    Args:
        unit: its number.
        map: its answers. All maps of a layer have one scale.
    """

    unit: int
    map: ValueMap


@dataclass(frozen=True, slots=True)
class LayerMaps(LayerUnits):
    """The maps of one layer.

    Args:
        maps: the maps that were asked for, in the order of the units.
    """

    maps: tuple[UnitMap, ...]


@dataclass(frozen=True, slots=True)
class FeatureMapsRecord:
    """The layers with maps, in the order in which the picture passes them.

    Args:
        picture: what enters the network.
        label: the class it is taken for in the end; None where the network predicts no class.
        probability: what the network gives that class.
        layers: the layers.
    """

    picture: Picture
    label: str | None
    probability: float | None
    layers: tuple[LayerMaps, ...]
