from __future__ import annotations

import itertools

from nervure.render.layered_layout import Size
from nervure.render.page_diagram import page_diagram

BOXES = [{"name": name} for name in ("x", "conv2d", "add")]


def test_boxes_stand_side_by_side_on_wide_screens_and_one_below_the_other_on_narrow_ones() -> None:
    diagram = page_diagram(BOXES, [(0, 1), (1, 2), (0, 2)], Size(50, 80))
    assert diagram["boxes"] == BOXES
    assert diagram["wide"]["box"] == (80, 50)
    along = [center[1] for center in diagram["wide"]["centers"]]
    assert along == sorted(along)
    assert min(after - before for before, after in itertools.pairwise(along)) > 80
    assert diagram["narrow"]["box"] == (248, 76)
    assert len(diagram["narrow"]["routes"]) == 3


def test_no_network_is_an_empty_sheet() -> None:
    assert page_diagram([], [], Size(1, 1))["wide"]["size"] == (0, 0)
