from __future__ import annotations

from nervure.layers import Activation, Dense
from tests.explain.proving import proved


def test_the_identity_hands_everything_on() -> None:
    explanation = proved([Dense(2, name="before"), Activation("linear", name="same"), Dense(2, name="after")], (3,))
    assert str(explanation.value_of("same/output", (0, 1))).splitlines()[1] == "  h[0,1] = x[0,1]"
