from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from nervure.data import Batch
from nervure.layers import Activation, BatchNormalization, Dense, Dropout, Layer, Rescaling
from nervure.ops.op import Context
from nervure.training.diagnosis import first_non_finite
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
