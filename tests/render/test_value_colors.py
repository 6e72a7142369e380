from __future__ import annotations

import numpy as np

from nervure.render.value_colors import (
    map_colors,
    overlay_colors,
    picture_colors,
    shares_of,
    signed_colors,
    unsigned_colors,
)
from tests.render import insight_records as records


def test_shares_are_parts_of_the_scale() -> None:
    np.testing.assert_allclose(shares_of(records.SIGNED), [[-1, 0], [1, -64 / 127]])


def test_colours_are_those_of_the_pages() -> None:
    assert signed_colors(np.array([-0.5, 0.5, 0.25])).tolist() == [[146, 186, 222], [250, 186, 122], [252, 220, 188]]
    assert unsigned_colors(np.array([0.5])).tolist() == [[126, 126, 126]]


def test_a_map_is_signed_where_it_has_to_be() -> None:
    assert map_colors(records.SIGNED)[0, 1].tolist() == [255, 255, 255]
    assert map_colors(records.UNSIGNED)[0, 0].tolist() == [236, 236, 236]
    assert map_colors(records.UNSIGNED, signed=True)[0, 0].tolist() == [255, 255, 255]


def test_grey_and_coloured_pictures_have_three_channels() -> None:
    assert picture_colors(records.GREY)[0].tolist() == [[0, 0, 0], [80, 80, 80]]
    assert picture_colors(records.COLORED)[0].tolist() == [[255, 0, 0], [0, 255, 0]]


def test_an_overlay_leaves_the_picture_where_the_map_is_zero() -> None:
    drawn = overlay_colors(records.GREY, records.SIGNED)
    assert drawn[0, 1].tolist() == [80, 80, 80]
    assert drawn[1, 0].tolist() == [round(160 * 0.2 + 0.8 * each) for each in (192, 86, 0)]
