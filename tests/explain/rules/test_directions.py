from __future__ import annotations

import pytest

from nervure.layers import GRU, LSTM, Bidirectional, Dense, Masking, SimpleRNN
from tests.explain.proving import assert_corruption_is_found, proved


@pytest.mark.covering
@pytest.mark.parametrize("mode", ["concat", "sum", "ave", "mul"])
@pytest.mark.parametrize("return_sequences", [False, True])
def test_every_number_agrees(mode: str, return_sequences: bool) -> None:
    proved([Bidirectional(SimpleRNN(2, return_sequences=return_sequences), merge_mode=mode), Dense(1)], (3, 2))


def test_directions_of_masked_sequences() -> None:
    proved([Masking(), Bidirectional(LSTM(1, return_sequences=True))], (3, 2), x=[[[1.0, 2], [0, 0], [3, 4]]])


def test_each_direction_has_its_own_names() -> None:
    explanation = proved(Bidirectional(GRU(1), name="both"), (2, 1))
    assert str(explanation.value_of("both/output", (0, 1))).splitlines()[1] == "  o[0,1] = x₂[0,0]"
    assert {"both/forward_gru/h", "both/backward_gru/h"} <= set(explanation.names)
    assert_corruption_is_found(explanation, "value", "both/output", (1, 0))
