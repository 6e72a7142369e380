from __future__ import annotations

import math

import pytest

from nervure.errors import ArgumentError
from nervure.optimizers.schedules import CosineDecayRestarts


@pytest.mark.parametrize("t_mul", [1.0, 1.1, 1.5, 2.0, 3.0])
def test_each_period_begins_at_its_full_height(t_mul: float) -> None:
    schedule = CosineDecayRestarts(0.1, 1000, t_mul=t_mul, m_mul=0.5)
    begin, length = 0.0, 1000.0
    for period in range(6):
        step = math.ceil(begin - 1e-6)
        assert schedule(step) == pytest.approx(0.1 * 0.5**period, rel=1e-5)
        if step:
            assert schedule(step - 2) < 1e-4
        begin, length = begin + length, length * t_mul


def test_periods_that_shrink_are_refused() -> None:
    with pytest.raises(ArgumentError, match="t_mul >= 1"):
        CosineDecayRestarts(0.1, 10, t_mul=0.5)
