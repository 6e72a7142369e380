from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import GRU, ActivityRegularization, Bidirectional, Conv2D, Dense, Flatten, Input, TimeDistributed
from nervure.models import Sequential
from nervure.regularizers import L2
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers


def test_it_keeps_the_rules_of_layers() -> None:
    check_layer_rules(lambda: ActivityRegularization(0.1, 0.2), (3, 4))
    check_layer_rules(ActivityRegularization, (5,))


def test_numbers_pass_as_they_are() -> None:
    x = numbers(0, 2, 3, 4)
    assert np.array_equal(ActivityRegularization(l2=0.3)(x), x)
    assert ActivityRegularization.passes_mask


def loss_of(*layers: object, x: np.ndarray) -> tuple[Sequential, float]:
    model = Sequential([Input(x.shape[1:]), *layers])
    model.compile(optimizer="sgd", loss="mse")
    return model, float(model.evaluate(x, np.zeros_like(model.predict(x, verbose=0)), verbose=0))


def test_the_penalty_is_added_to_the_loss() -> None:
    x = numbers(1, 4, 3)
    _, plain = loss_of(Flatten(), x=x)
    _, penalized = loss_of(ActivityRegularization(l1=0.5, l2=0.25), x=x)
    assert penalized - plain == pytest.approx((0.5 * np.abs(x).sum() + 0.25 * (x**2).sum()) / 4, rel=1e-5)


def test_any_layer_takes_a_penalty_on_its_outputs() -> None:
    x = numbers(2, 4, 3)
    model, penalized = loss_of(Flatten(activity_regularizer="l2"), x=x)
    _, plain = loss_of(Flatten(), x=x)
    assert penalized - plain == pytest.approx(0.01 * (x**2).sum() / 4, rel=1e-4)
    again = Sequential.from_config(model.get_config())
    assert again.layers[-1].activity_regularizer.l2 == 0.01


def test_outputs_shrink_where_only_the_penalty_counts() -> None:
    x = numbers(3, 32, 6)
    model = Sequential([Input((6,)), Dense(4, activity_regularizer=L2(0.5)), Dense(1)])
    model.compile(optimizer="sgd", loss="mse", loss_weights=[0.0])
    before = np.square(model.layers[0](x)).sum()
    model.fit(x, np.zeros((32, 1)), epochs=20, verbose=0)
    assert np.square(model.layers[0](x)).sum() < 0.9 * before


def test_in_bfloat16_the_penalty_keeps_its_digits() -> None:
    x = numbers(4, 8, 6, 6, 3)
    values = []
    for precision in ("float32", "bfloat16"):
        model = Sequential([Input((6, 6, 3)), Conv2D(8, 3, activity_regularizer="l1", kernel_initializer="ones")])
        model.compile(optimizer="sgd", loss="mse", precision=precision)
        values.append(model.evaluate(x, np.zeros((8, 4, 4, 8)), verbose=0))
    assert values[1] == pytest.approx(values[0], rel=5e-3)


def test_inside_time_distributed_the_place_for_it_is_named() -> None:
    assert_says(ArgumentError, lambda: TimeDistributed(Dense(3, activity_regularizer="l1")), "TimeDistributed itself")
    x = numbers(5, 4, 5, 3)
    _, penalized = loss_of(TimeDistributed(Flatten(), activity_regularizer="l1"), x=x)
    _, plain = loss_of(TimeDistributed(Flatten()), x=x)
    assert penalized - plain == pytest.approx(0.01 * np.abs(x).sum() / 4, rel=1e-4)


def test_both_directions_are_penalized() -> None:
    x = numbers(6, 4, 5, 3)
    layer = Bidirectional(GRU(2, activity_regularizer="l2"))
    _, penalized = loss_of(layer, x=x)
    y = np.asarray(layer(x))
    plain = np.square(y).mean()
    assert penalized - plain == pytest.approx(0.01 * np.square(y).sum() / 4, rel=1e-4)


def test_what_cannot_be_meant_is_refused() -> None:
    assert_says(ArgumentError, lambda: ActivityRegularization(l1=-1.0), "l1")
    assert_says(ShapeError, lambda: ActivityRegularization()([Input((4,)), Input((4,))]), "[(N, 4), (N, 4)]")
