from __future__ import annotations

from xml.etree import ElementTree

import numpy as np

from nervure.render.picture_grid import Tile, TileRow, grid_figure

_SQUARE = np.zeros((2, 2, 3), np.uint8)
_WIDE = np.full((1, 4, 3), 90, np.uint8)


def test_captions_and_titles_are_text_and_pictures_one_image() -> None:
    rows = [
        TileRow("<title> $x$", [Tile(_SQUARE, ("one", "두 번째")), Tile(_WIDE)]),
        TileRow("", [Tile(_SQUARE, ("b",))]),
    ]
    svg = grid_figure(rows, "spoken", notes=["note"]).to_svg()
    root = ElementTree.fromstring(svg)
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["<title> $x$", "one", "두 번째", "b", "note"]
    assert len(list(root.iter("{http://www.w3.org/2000/svg}image"))) == 1
    assert root.get("aria-label") == "spoken"


def test_pictures_keep_their_shape_and_their_pixels() -> None:
    figure = grid_figure([TileRow("", [Tile(_SQUARE), Tile(_WIDE)])], "spoken", tile_px=40)
    (image,) = figure.axes[0].get_images()
    sheet = np.asarray(image.get_array())
    assert (sheet == 0).all(2).sum() == 40 * 40
    assert (sheet == 90).all(2).sum() == 10 * 40


def test_long_captions_are_cut_and_empty_pictures_leave_a_gap() -> None:
    rows = [TileRow("", [Tile(np.zeros((0, 3, 3), np.uint8), ("x" * 200,))])]
    figure = grid_figure(rows, "spoken")
    (caption,) = figure.axes[0].texts
    assert caption.get_text().endswith("…")
    assert len(caption.get_text()) < 20
