from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from nervure.data import Batch
from nervure.layers import Activation, BatchNormalization, Dense, Dropout, Lambda, Layer, Rescaling
from nervure.losses import TorchFunction
from nervure.ops.op import Context
from nervure.training.diagnosis import Cause, first_non_finite, likely_cause, search
from nervure.training.loss_course import LossCourse
from tests.training.pupil import Pupil, line

X, Y = line()


def batch(x: Any = X, y: Any = Y) -> Batch:
    return Batch((torch.tensor(x),), (torch.tensor(y),), (None,), len(x))


def pupil(*between: Layer) -> Pupil:
    first, norm, drop = Dense(4, activation="relu", name="first"), BatchNormalization(name="norm"), Dropout(0.3)
    return Pupil([first, norm, drop, *between, Dense(1, name="last")])


CONTEXT = Context(training=True, seed=7, step=12)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_an_input_is_named_before_all_that_follows_from_it(value: float) -> None:
    x = X.copy()
    x[3, 1] = value
    assert first_non_finite(pupil().step.plan, batch(x), CONTEXT) == ("input", "x[0]", 12)


def test_a_target_is_named() -> None:
    y = Y.copy()
    y[0] = np.nan
    assert first_non_finite(pupil().step.plan, batch(X, y), CONTEXT) == ("target", "y[0]", 12)


@pytest.mark.parametrize(
    ("layer", "parameter", "place"),
    [(0, 0, "first/kernel"), (0, 1, "first/bias"), (1, 3, "norm/moving_variance"), (3, 0, "last/kernel")],
)
def test_a_weight_is_named_by_its_layer_also_where_steps_are_fused(layer: int, parameter: int, place: str) -> None:
    made = pupil()
    made.draft.layers[layer].parameters[parameter].array.fill_(torch.nan)
    assert first_non_finite(made.step.plan, batch(), CONTEXT) == ("weight", place, 12)


def test_the_weights_of_a_layer_whose_activation_is_another_layer_are_its_own() -> None:
    made = Pupil([Dense(4, name="product"), Activation("relu", name="bend"), Dense(1)])
    made.draft.layers[0].parameters[1].array.fill_(torch.inf)
    assert first_non_finite(made.step.plan, batch(), CONTEXT) == ("weight", "product/bias", 12)


def test_the_first_layer_whose_values_overflow_is_named() -> None:
    made = pupil(Rescaling(1e30, name="far"), Rescaling(1e30, name="too_far"))
    assert first_non_finite(made.step.plan, batch(), CONTEXT) == ("output", "too_far/output", 12)


def test_where_all_values_are_finite_it_was_the_loss() -> None:
    made = pupil(Rescaling(1e30, name="far"))
    assert first_non_finite(made.step.plan, batch(), CONTEXT) == ("loss", "loss", 12)


def test_whole_numbers_are_finite_and_an_output_may_lack_targets() -> None:
    whole = Batch((torch.ones(2, 3, dtype=torch.uint8),), (None,), (None,), 2)  # type: ignore[arg-type]
    assert first_non_finite(pupil().step.plan, whole, CONTEXT).what == "loss"


def cause_of(made: Pupil, given: Batch, *losses: float, rate: float = 0.5) -> Cause | None:
    """Why the loss of ``given`` is no number, after steps with these losses."""
    course = LossCourse()
    for loss in losses:
        course.note(loss)
    plan = made.step.plan
    return likely_cause(search(plan, given, CONTEXT), plan, made.step.heads, course, rate)


def own(function: Any) -> Pupil:
    return Pupil([Dense(4, activation="tanh", name="first"), Dense(1, name="last")], loss=TorchFunction(function))


def logarithm(y_true: torch.Tensor, y_pred: torch.Tensor) -> torch.Tensor:
    return torch.log(y_pred - y_pred).mean(-1)


def test_data_that_is_no_number_needs_no_other_cause() -> None:
    x = X.copy()
    x[3, 1] = np.nan
    assert cause_of(pupil(), batch(x), 1.0, 90.0) is None
    assert cause_of(pupil(), batch(X, x[:, :1] * x[:, 1:2]), 1.0, 90.0) is None


def test_a_loss_that_rose_before_tells_of_the_learning_rate() -> None:
    made = pupil(Rescaling(1e30, name="far"), Rescaling(1e30, name="too_far"))
    cause = cause_of(made, batch(), 2.0, 5.0, 70.0)
    assert cause == ("watching.cause_rate", {"rate": 0.5, "first": 2.0, "last": 70.0})


def test_large_weights_tell_of_the_learning_rate_where_the_loss_had_no_time_to_rise() -> None:
    made = pupil(Rescaling(1e30, name="far"))
    made.draft.layers[-1].parameters[0].array.fill_(-3e20)
    cause = cause_of(made, batch(), 2.0)
    assert cause is not None
    assert cause.advice == "watching.cause_large_weights"
    assert cause.values["layer"] == "last"
    assert cause.values["size"] == pytest.approx(3e20)


@pytest.mark.parametrize("losses", [(), (1.0,), (1.0, 90.0)])
def test_own_code_that_reads_finite_numbers_is_the_cause(losses: tuple[float, ...]) -> None:
    layers = [Dense(4, name="first"), Lambda(lambda x: torch.log(x - x), name="logs"), Dense(1, name="last")]
    cause = cause_of(Pupil(layers), batch(), *losses)
    assert cause is not None
    assert cause.advice == "watching.cause_own_layer"
    assert cause.values["layer"] == "logs"
    assert 0 < float(cause.values["largest"]) < 100
    cause = cause_of(own(logarithm), batch(), *losses)
    assert cause is not None
    assert (cause.advice, cause.values["loss"]) == ("watching.cause_own_loss", "logarithm")


def test_a_layer_of_ones_own_with_a_forward_counts_as_own_code() -> None:
    class Roots(Layer):
        def compute_output_shape(self, input_shape: Any) -> Any:
            return input_shape

        def forward(self, x: Any, context: Context) -> Any:
            return torch.sqrt(-(x**2) - 1), x

    cause = cause_of(Pupil([Roots(name="roots"), Dense(1)]), batch(), 1.0)
    assert cause is not None
    assert cause.values["layer"] == "roots"


def test_own_code_that_reads_huge_numbers_is_not_to_blame() -> None:
    layers = [Rescaling(1e20), Lambda(lambda x: x**2, name="squares"), Dense(1, name="last")]
    cause = cause_of(Pupil(layers), batch(), 1.0)
    assert cause is not None
    assert cause.advice == "watching.cause_overflow"
    assert cause.values["layer"] == "squares"


def test_weights_that_were_lost_without_a_rise_tell_of_the_gradient_and_the_layer_nearest_to_it() -> None:
    made = pupil()
    for layer in made.draft.layers[:2]:
        layer.parameters[0].array.fill_(torch.nan)
    cause = cause_of(made, batch(), 2.0, 1.5)
    assert cause == ("watching.cause_gradient", {"layer": "norm", "before": 12, "loss": 1.5})


def test_where_nothing_is_known_no_cause_is_named() -> None:
    made = pupil()
    made.draft.layers[0].parameters[0].array.fill_(torch.nan)
    assert cause_of(made, batch()) is None  # the first step: nobody knows what was before
    assert cause_of(pupil(Rescaling(1e30, name="far")), batch(), 1.0) is None  # a squared error overflows
