from __future__ import annotations

import json
import re

import numpy as np

from nervure.render.value_colors import (
    map_colors,
    overlay_colors,
    picture_colors,
    shares_of,
    signed_colors,
    unsigned_colors,
)
from tests.house.source import SOURCE
from tests.render import insight_records as records


def test_shares_are_parts_of_the_scale() -> None:
    np.testing.assert_allclose(shares_of(records.SIGNED), [[-1, 0], [1, -64 / 127]])


def test_colors_are_those_of_the_pages() -> None:
    script = (SOURCE / "render" / "pages" / "shell" / "colors.js").read_text(encoding="utf-8")
    (values,) = re.findall(r"values: \{ below: (.*?), above: (.*?) \}", script)
    middle_and_end = [json.loads(colors) for colors in values]
    assert signed_colors(np.array([[-0.5, -1.0], [0.5, 1.0]])).tolist() == middle_and_end
    gray, black = (json.loads(re.findall(rf"const {name} = (.*?);", script)[0]) for name in ("GRAY", "BLACK"))
    assert unsigned_colors(np.array([0.0, 1.0])).tolist() == [gray, black]


def test_colors_between_them_are_mixed() -> None:
    assert signed_colors(np.array([-0.5, 0.5, 0.25])).tolist() == [[146, 186, 222], [250, 186, 122], [252, 220, 188]]
    assert unsigned_colors(np.array([0.5])).tolist() == [[126, 126, 126]]


def test_a_map_is_signed_where_it_has_to_be() -> None:
    assert map_colors(records.SIGNED)[0, 1].tolist() == [255, 255, 255]
    assert map_colors(records.UNSIGNED)[0, 0].tolist() == [236, 236, 236]
    assert map_colors(records.UNSIGNED, signed=True)[0, 0].tolist() == [255, 255, 255]


def test_gray_and_colored_pictures_have_three_channels() -> None:
    assert picture_colors(records.GRAY)[0].tolist() == [[0, 0, 0], [80, 80, 80]]
    assert picture_colors(records.COLORED)[0].tolist() == [[255, 0, 0], [0, 255, 0]]


def test_an_overlay_leaves_the_picture_where_the_map_is_zero() -> None:
    drawn = overlay_colors(records.GRAY, records.SIGNED)
    assert drawn[0, 1].tolist() == [80, 80, 80]
    assert drawn[1, 0].tolist() == [round(160 * 0.2 + 0.8 * each) for each in (192, 86, 0)]
