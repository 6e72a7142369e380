from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.render.layered_layout import Size, layered


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Size], list[tuple[int, int]]]:
    count = draw(st.integers(1, 14))
    sizes = [Size(draw(st.integers(20, 200)), draw(st.integers(10, 60))) for _ in range(count)]
    edges = {(draw(st.integers(0, end - 1)), end) for end in range(1, count) for _ in range(draw(st.integers(1, 3)))}
    return sizes, sorted(edges)


@settings(max_examples=60)
@given(graphs())
def test_boxes_do_not_touch_and_arrows_point_forward(graph: tuple[list[Size], list[tuple[int, int]]]) -> None:
    sizes, edges = graph
    layout = layered(sizes, edges)
    for (place, one), (other_place, other) in combinations(enumerate(layout.centers), 2):
        apart_across = abs(one[0] - other[0]) - (sizes[place].across + sizes[other_place].across) / 2
        apart_along = abs(one[1] - other[1]) - (sizes[place].along + sizes[other_place].along) / 2
        assert max(apart_across, apart_along) > 5
    for route, (start, end) in zip(layout.routes, edges, strict=True):
        alongs = [point[1] for point in route]
        assert alongs == sorted(alongs)
        assert route[0] == (layout.centers[start][0], layout.centers[start][1] + sizes[start].along / 2)
        assert route[-1] == (layout.centers[end][0], layout.centers[end][1] - sizes[end].along / 2)
    for size, (across, along) in zip(sizes, layout.centers, strict=True):
        assert size.across / 2 <= across + 1e-6
        assert across + size.across / 2 <= layout.size.across + 1e-6
        assert along + size.along / 2 <= layout.size.along + 1e-6


def test_a_chain_is_a_straight_line() -> None:
    layout = layered([Size(80, 20), Size(20, 20), Size(50, 20)], [(0, 1), (1, 2)])
    assert len({across for across, _ in layout.centers}) == 1


def test_two_branches_do_not_cross() -> None:
    box = Size(40, 20)
    layout = layered([box] * 6, [(0, 1), (0, 2), (1, 4), (2, 3), (3, 5), (4, 5)])
    left, right = layout.centers[1][0], layout.centers[2][0]
    assert (left < right) == (layout.centers[4][0] < layout.centers[3][0])


def test_no_boxes_take_no_room() -> None:
    assert layered([], []).size == Size(0.0, 0.0)
