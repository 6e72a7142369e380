from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nervure.explain.rules.windows import Windows
from nervure.records.place import every_index
from nervure.shapes import num_windows, window_margins


@st.composite
def _windows(draw: st.DrawFn) -> Windows:
    axes = []
    for _ in range(draw(st.integers(1, 2))):
        size, kernel = draw(st.integers(1, 6)), draw(st.integers(1, 3))
        stride, dilation = draw(st.sampled_from([(1, 1), (2, 1), (3, 1), (1, 2)]))
        padding = draw(st.sampled_from(["valid", "same", "causal"]))
        count = num_windows(size, kernel, stride, padding, dilation) or 0
        axes.append((size, count, kernel, stride, dilation, window_margins(size, kernel, stride, padding, dilation)[0]))
    return Windows(*zip(*axes, strict=True))


@given(_windows())
def test_the_three_views_tell_of_the_same_meetings(windows: Windows) -> None:
    seen = {(w, k, cell) for w in every_index(windows.counts) for k, cell in windows.cells(w)}
    over = {(w, k, cell) for cell in every_index(windows.sizes) for k, w in windows.over(cell)}
    met = {(w, k, cell) for k in every_index(windows.kernel) for w, cell in windows.met(k)}
    assert seen == over == met


def test_a_window_at_the_border_sees_less() -> None:
    windows = Windows((3, 3), (3, 3), (3, 3), (1, 1), (1, 1), (1, 1))
    assert [len(windows.cells(window)) for window in itertools.product(range(3), repeat=2)] == [
        4,
        6,
        4,
        6,
        9,
        6,
        4,
        6,
        4,
    ]


@pytest.mark.parametrize(("stride", "cells"), [(1, [0, 1]), (2, [2, 3])])
def test_windows_move_by_their_stride(stride: int, cells: list[int]) -> None:
    windows = Windows((6,), (2,), (2,), (stride,), (1,), (0,))
    assert [cell for _, (cell,) in windows.cells((1,))] == [cell + (stride == 1) for cell in cells]
