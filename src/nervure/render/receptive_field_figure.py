"""A receptive field as a figure: the pixels of the image that a unit sees."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nervure.records.receptive_field import ReceptiveFieldRecord
from nervure.render.figure import LooseFigure, readable
from nervure.render.insight_words import field_text
from nervure.render.picture_grid import Tile, TileRow, grid_figure
from nervure.render.terminal import printable
from nervure.render.value_colors import unsigned_colors

_TILE_PX = 160


def receptive_field_figure(record: ReceptiveFieldRecord, seen: Sequence[Sequence[bool]]) -> LooseFigure:
    """The image as a gray sheet, with the pixels that the unit sees in black.

    Args:
        record: the fields of the layer.
        seen: for each row, the pixels that are seen.
    """

    def draw() -> LooseFigure:
        colors = unsigned_colors(np.array(seen, dtype=float))
        title = f"{printable(record.layer)}: {field_text(record)}"
        return grid_figure([TileRow(title, [Tile(colors)])], title, tile_px=_TILE_PX)

    return readable(draw)
