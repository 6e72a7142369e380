"""The parts of images that most strongly activate the units of a layer."""

from __future__ import annotations

from dataclasses import dataclass

from nervure.records.picture import Picture
from nervure.records.receptive_field import LayerUnits


@dataclass(frozen=True, slots=True)
class Patch:
    """What a unit saw at its strongest activation: exactly its receptive field, cut out of the image.

    Args:
        value: the activation of the unit.
        picture: the part of the image.
        top: the first row of the part in the image.
        left: the first column of the part in the image.
        index: the position of the image in its data.
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
        patches: strongest first, each from a different image; empty if its activation never varied.
    """

    unit: int
    patches: tuple[Patch, ...]


@dataclass(frozen=True, slots=True)
class LayerPatches(LayerUnits):
    """What most strongly activates the units of one layer.

    Args:
        units: the requested units.
    """

    units: tuple[UnitPatches, ...]


@dataclass(frozen=True, slots=True)
class PatchesRecord:
    """Some layers, in the order in which an image passes them.

    Args:
        count: the number of images searched.
        layers: the layers.
    """

    count: int
    layers: tuple[LayerPatches, ...]
