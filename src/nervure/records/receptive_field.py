"""Which part of an image a unit of a layer can see."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReceptiveFieldRecord:
    """The receptive fields of a layer: what its units see of the network's input image.

    The unit in row r and column c of the layer's map sees ``height`` rows of pixels, starting at row ``offset[0] + r *
    stride[0]``, and likewise the columns, as far as they are inside the image.

    Args:
        layer: the layer's name.
        height: rows of pixels that a unit sees, far from the border.
        width: pixels in such a row.
        map_height: rows of the layer's map; 1 if it has none.
        map_width: columns of the layer's map.
        picture_height: rows of the image.
        picture_width: pixels in its rows.
        stride: the distance in pixels between the fields of neighboring units, down and to the right; None if it is
            not uniform, or if there is only one unit.
        offset: the first row and the first column that the first unit would see, negative for padding; None if there is
            no stride.
        is_cut: whether the image is too small for any unit to see a whole field: ``height`` and ``width`` are then only
            the part inside the image.
    """

    layer: str
    height: int
    width: int
    map_height: int
    map_width: int
    picture_height: int
    picture_width: int
    stride: tuple[int, int] | None = None
    offset: tuple[int, int] | None = None
    is_cut: bool = False

    @property
    def sees_all(self) -> bool:
        """Whether a unit can see the whole image."""
        return (self.height, self.width) == (self.picture_height, self.picture_width)


@dataclass(frozen=True, slots=True)
class LayerUnits:
    """The units of a layer: filters, or the channels of its map.

    Args:
        layer: its name.
        kind: its class name.
        num_units: the number of units.
        field: what they can see of the image.
    """

    layer: str
    kind: str
    num_units: int
    field: ReceptiveFieldRecord
