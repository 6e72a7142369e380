"""Where the boxes of a network stand on a page: left to right where there is room, downwards on narrow screens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nervure.render.layered_layout import Layout, Size, layered

_NARROW = Size(248.0, 76.0)  # px: how wide and high a box is where boxes stand one below the other


def page_diagram(boxes: Sequence[Mapping[str, Any]], edges: Sequence[tuple[int, int]], wide: Size) -> dict[str, Any]:
    """What ``shell/diagram.js`` draws.

    Args:
        boxes: what the page says of each one.
        edges: (from, to), by place in ``boxes``.
        wide: the height (``across``) and the width (``along``) of a box where they stand side by side.

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
