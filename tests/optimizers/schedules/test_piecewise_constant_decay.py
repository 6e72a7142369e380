from __future__ import annotations

import pytest

from nervure.errors import ArgumentError
from nervure.optimizers.schedules import PiecewiseConstantDecay


def test_a_boundary_belongs_to_the_stretch_before_it() -> None:
    schedule = PiecewiseConstantDecay([2, 4], [0.3, 0.2, 0.1])
    assert [schedule(step) for step in range(6)] == [0.3, 0.3, 0.3, 0.2, 0.2, 0.1]


def test_without_boundaries_the_rate_is_one_number() -> None:
    assert PiecewiseConstantDecay([], [0.3])(7) == 0.3


@pytest.mark.parametrize(("boundaries", "values"), [([1], [0.1]), ([2, 1], [0.1, 0.2, 0.3]), ([], [])])
def test_pieces_that_do_not_fit_are_refused(boundaries: list[int], values: list[float]) -> None:
    with pytest.raises(ArgumentError, match="boundaries and values do not match") as caught:
        PiecewiseConstantDecay(boundaries, values)
    assert len(str(caught.value).splitlines()) == 4
