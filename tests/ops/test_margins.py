from __future__ import annotations

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from nervure.ops.margins import with_margins, without_margins
from tests.gradient_check import normal

margins = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=3).map(tuple)


@given(margins, st.floats(-5, 5))
def test_cells_are_put_around_as_numpy_does_and_cut_off_again(
    around: tuple[tuple[int, int], ...], value: float
) -> None:
    x = normal(0, 2, *(4, 3, 2)[: len(around)], 3)
    wide = with_margins(x, around, value)
    assert np.array_equal(wide, np.pad(x.numpy(), ((0, 0), *around, (0, 0)), constant_values=value))
    assert torch.equal(without_margins(wide, around), x)
    assert without_margins(wide, around).is_contiguous()


def test_where_nothing_is_added_nothing_is_copied() -> None:
    x = normal(0, 2, 4, 3)
    assert with_margins(x, ((0, 0),)) is x
    assert without_margins(x, ((0, 0),)) is x


def test_negative_margins_cut_off() -> None:
    x = normal(0, 2, 4, 5, 3)
    assert torch.equal(with_margins(x, ((-1, 0), (0, -2))), x[:, 1:, :3])
