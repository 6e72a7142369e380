"""The parts of pictures that excite the units of a layer most."""

from __future__ import annotations

from dataclasses import dataclass

from nervure.records.picture import Picture
from nervure.records.receptive_field import LayerUnits


@dataclass(frozen=True, slots=True)
class Patch:
    """What a unit saw when it answered most: its receptive field, cut out of the picture, and nothing beyond it.

    Args:
        value: what the unit answered.
        picture: the part of the picture.
        top: the row of the picture that the part begins with.
        left: the pixel of a row that it begins with.
        index: the place of the picture in its data.
        path: its file, or None.
        truth: its true label, or None.
    """

    value: float
    picture: Picture
    top: int
    left: int
    index: int
    path: str | None = None
    truth: str | None = None


@dataclass(frozen=True, slots=True)
class UnitPatches:
    """One unit (a filter, a channel of the layer's map).

    Args:
        unit: its number.
        patches: the strongest first, from as many pictures; none where it never answered anything but one number.
    """

    unit: int
    patches: tuple[Patch, ...]


@dataclass(frozen=True, slots=True)
class LayerPatches(LayerUnits):
    """What excites the units of one layer.

    Args:
        units: those that were asked for.
    """

    units: tuple[UnitPatches, ...]


@dataclass(frozen=True, slots=True)
class PatchesRecord:
    """Some layers, in the order in which a picture passes them.

    Args:
        count: how many pictures were looked at.
        layers: the layers.
    """

    count: int
    layers: tuple[LayerPatches, ...]
