from __future__ import annotations

from nervure.layers import LSTM, BatchNormalization, Conv1D, Masking, TimeDistributed
from tests.explain.proving import assert_corruption_is_found, proved


def test_steps_are_samples_and_steps_again() -> None:
    explanation = proved(TimeDistributed(Conv1D(2, 2), name="each"), (3, 4, 1))
    assert str(explanation.value_of("each/steps", (4, 3, 0))).splitlines()[1] == "  h[4,3,0] = x[1,1,3,0]"
    assert str(explanation.gradient_of("input", (1, 1, 3, 0))).splitlines()[1] == "  dE/dx[1,1,3,0] = dE/dh[4,3,0]"
    assert_corruption_is_found(explanation, "value", "each/output", (1, 2, 0, 1))


def test_a_layer_that_looks_at_several_samples_goes_step_after_step() -> None:
    explanation = proved(TimeDistributed(BatchNormalization(), name="each"), (2, 2), samples=3)
    assert str(explanation.value_of("each/step_1", (2, 0))).splitlines()[1] == "  h[2,0] = x[2,1,0]"


def test_sequences_of_sequences() -> None:
    proved(TimeDistributed(LSTM(1)), (2, 3, 2))
    proved([Masking(), TimeDistributed(Conv1D(1, 1))], (2, 2, 1), x=[[[[1.0], [0.0]], [[0.0], [0.0]]]])
