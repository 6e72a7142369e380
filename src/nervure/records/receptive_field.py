"""Which part of a picture a unit of a layer can see."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReceptiveFieldRecord:
    """The receptive fields of a layer: what its units see of the picture that enters the network.

    The unit in row r and column c of the layer's map sees the pixels from row ``offset[0] + r * stride[0]`` on,
    ``height`` of them, and likewise columns, as far as they lie inside the picture.

    Args:
        layer: the layer's name.
        height: rows of pixels that a unit sees, far from the border.
        width: pixels in such a row.
        map_height: rows of the layer's map; 1 where it has none.
        map_width: columns of it.
        picture_height: rows of the picture.
        picture_width: pixels in its rows.
        stride: how many pixels lie between the fields of neighbouring units, down and to the right; None where that is
            not the same everywhere, or where there is one unit only.
        offset: the first row and the first pixel that the first unit would see, below 0 for those that are padding;
            None where there is no stride.
        is_cut: whether the picture is too small for a single unit to see a whole field: ``height`` and ``width`` are
            then only what the picture has of it.
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
        """Whether a unit can see the whole picture."""
        return (self.height, self.width) == (self.picture_height, self.picture_width)


@dataclass(frozen=True, slots=True)
class LayerUnits:
    """The units of a layer: filters, or the channels of its map.

    Args:
        layer: its name.
        kind: the name of its class.
        num_units: how many units it has.
        field: what of the picture they can see.
    """

    layer: str
    kind: str
    num_units: int
    field: ReceptiveFieldRecord
