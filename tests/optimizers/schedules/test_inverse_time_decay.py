from __future__ import annotations

import pytest

from nervure.errors import ArgumentError
from nervure.optimizers.schedules import InverseTimeDecay


def test_the_rate_falls_gradually_or_in_steps() -> None:
    assert InverseTimeDecay(0.1, 10, 2.0)(5) == pytest.approx(0.05)
    stairs = InverseTimeDecay(0.1, 10, 1.0, staircase=True)
    assert [stairs(step) for step in (0, 9, 10, 19)] == pytest.approx([0.1, 0.1, 0.05, 0.05])


def test_a_rate_that_would_become_negative_is_refused() -> None:
    with pytest.raises(ArgumentError, match="decay_rate >= 0"):
        InverseTimeDecay(0.1, 10, -0.5)
