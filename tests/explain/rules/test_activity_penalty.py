from __future__ import annotations

from nervure.layers import ActivityRegularization, Dense
from tests.explain.proving import assert_corruption_is_found, network_of, proved


def test_every_number_agrees() -> None:
    proved([Dense(3, activation="tanh", activity_regularizer="l2"), Dense(1)], (2,))


def test_a_penalty_is_shared_by_the_samples_and_belongs_to_the_loss() -> None:
    network = network_of([ActivityRegularization(l2=0.5, name="kept"), Dense(1)], (1,))
    explanation = network.explain([[1.0], [3.0]], [[0.0], [0.0]])
    explanation.verify(everything=True)
    name = next(name for name in explanation.names if "penalty" in name)
    assert explanation.value_of(name).value == 0.5 * (1 + 9) / 2
    assert name in str(explanation.value_of("loss"))


def test_a_changed_number_is_found() -> None:
    explanation = proved([Dense(3, activity_regularizer="l2", name="hidden"), Dense(1)], (2,))
    assert_corruption_is_found(explanation, "gradient", "hidden/output", (0, 1))
