"""The layout of a network's boxes on a page: left to right if there is room, downwards on narrow screens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nervure.render.layered_layout import Layout, Size, layered

_NARROW = Size(248.0, 76.0)  # px: the width and height of a box in the downward layout


def page_diagram(boxes: Sequence[Mapping[str, Any]], edges: Sequence[tuple[int, int]], wide: Size) -> dict[str, Any]:
    """The data that ``shell/diagram.js`` draws.

    Args:
        boxes: the page's data for each box.
        edges: (from, to), as positions in ``boxes``.
        wide: the height (``across``) and width (``along``) of a box in the left-to-right layout.

    Examples:
        >>> page_diagram([{"name": "x"}, {"name": "dense"}], [(0, 1)], Size(40, 60))["wide"]["centers"]
        ((20.0, 30.0), (20.0, 124.0))
    """
    turned = (wide.along, wide.across)
    return {
        "boxes": boxes,
        "edges": edges,
        "wide": _placed(layered([wide] * len(boxes), edges), turned),
        "narrow": _placed(layered([_NARROW] * len(boxes), edges), _NARROW),
    }


def _placed(layout: Layout, box: tuple[float, float]) -> dict[str, Any]:
    return {"centers": layout.centers, "routes": layout.routes, "size": layout.size, "box": box}
