from __future__ import annotations

from nervure.layers import Dense, RepeatVector, ZeroPadding1D
from tests.explain.proving import proved


def test_a_number_that_was_copied_adds_up_the_gradients_of_its_copies() -> None:
    explanation = proved([RepeatVector(3, name="copies"), Dense(1)], (2,))
    assert str(explanation.gradient_of("input", (0, 1))).splitlines()[1] == (
        "  dE/dx[0,1] = dE/dh[0,0,1] + dE/dh[0,1,1] + dE/dh[0,2,1]"
    )


def test_a_number_that_was_put_in_is_a_plain_zero() -> None:
    explanation = proved([ZeroPadding1D(1, name="padded"), Dense(1)], (2, 1))
    assert str(explanation.value_of("padded/output", (0, 0, 0))).splitlines()[1] == "  h[0,0,0] = 0"
