from __future__ import annotations

import pytest

from nervure.errors import ArgumentError
from nervure.optimizers.schedules import CosineDecay


def test_the_rate_falls_along_half_a_wave_and_stays() -> None:
    schedule = CosineDecay(0.1, 10, alpha=0.1)
    assert [schedule(step) for step in (0, 5, 10, 1000)] == pytest.approx([0.1, 0.055, 0.01, 0.01])


def test_the_rise_ends_where_the_fall_begins() -> None:
    schedule = CosineDecay(0.01, 10, warmup_target=0.1, warmup_steps=3)
    assert [schedule(step) for step in (0, 1, 3, 8, 13)] == pytest.approx([0.01, 0.04, 0.1, 0.05, 0.0])


def test_no_length_is_refused() -> None:
    with pytest.raises(ArgumentError, match="decay_steps > 0"):
        CosineDecay(0.1, 0)
