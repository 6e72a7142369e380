from __future__ import annotations

import pytest

from nervure.errors import ArgumentError
from nervure.optimizers.schedules import ExponentialDecay


def test_the_rate_falls_gradually_or_in_steps() -> None:
    assert ExponentialDecay(0.1, 10, 0.25)(5) == pytest.approx(0.05)
    stairs = ExponentialDecay(0.1, 10, 0.25, staircase=True)
    assert [stairs(step) for step in (0, 9, 10, 19)] == pytest.approx([0.1, 0.1, 0.025, 0.025])


@pytest.mark.parametrize(
    "options",
    [
        {"initial_learning_rate": -1, "decay_steps": 1, "decay_rate": 1},
        {"initial_learning_rate": 1, "decay_steps": 0, "decay_rate": 1},
        {"initial_learning_rate": 1, "decay_steps": 1, "decay_rate": 0},
    ],
)
def test_a_number_outside_its_range_is_refused(options: dict[str, float]) -> None:
    with pytest.raises(ArgumentError, match="ExponentialDecay") as caught:
        ExponentialDecay(**options)  # type: ignore[arg-type]
    assert len(str(caught.value).splitlines()) == 4
