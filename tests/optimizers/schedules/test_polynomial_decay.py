from __future__ import annotations

import pytest

from nervure.errors import ArgumentError
from nervure.optimizers.schedules import PolynomialDecay


def test_the_rate_stays_at_its_end() -> None:
    schedule = PolynomialDecay(0.1, 10, end_learning_rate=0.02)
    assert [schedule(step) for step in (0, 5, 10, 1000)] == pytest.approx([0.1, 0.06, 0.02, 0.02])


def test_cycles_begin_again_and_grow_longer() -> None:
    schedule = PolynomialDecay(0.1, 10, end_learning_rate=0.0, cycle=True)
    assert [schedule(step) for step in (0, 10, 11, 20)] == pytest.approx([0.1, 0.0, 0.045, 0.0])


def test_no_length_is_refused() -> None:
    with pytest.raises(ArgumentError, match="decay_steps > 0"):
        PolynomialDecay(0.1, 0)
