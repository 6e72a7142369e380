"""Twenty steps of every optimizer beside Keras: same weights, same batches, the same losses at every step."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.parity.both import (
    KERAS_CONVERSION,
    assert_close,
    assert_same_numbers,
    batches,
    built_twice,
    convolutional_network,
    dense_network,
    numbers_of_steps,
    small_pictures,
    smooth_convolutional_network,
    vectors,
    weights_of,
)

pytestmark = pytest.mark.filterwarnings(KERAS_CONVERSION)

STEPS, SIZE = 20, 16
OPTIMIZERS: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {}),
    ("SGD", {"learning_rate": 0.03, "momentum": 0.9}),
    ("SGD", {"learning_rate": 0.03, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"learning_rate": 0.1, "weight_decay": 0.01}),
    ("SGD", {"learning_rate": 0.5, "clipvalue": 0.01}),
    ("SGD", {"learning_rate": 0.5, "clipnorm": 0.1}),
    ("SGD", {"learning_rate": 0.5, "global_clipnorm": 0.2}),
    ("RMSprop", {}),
    ("RMSprop", {"rho": 0.5, "momentum": 0.5}),
    ("RMSprop", {"centered": True}),
    ("Adam", {}),
    ("Adam", {"learning_rate": 0.005, "beta_1": 0.8, "beta_2": 0.9, "epsilon": 1e-4}),
    ("Adam", {"amsgrad": True}),
    ("Adam", {"global_clipnorm": 0.1}),
    ("AdamW", {}),
    ("AdamW", {"weight_decay": 0.1, "amsgrad": True, "clipnorm": 0.5}),
]


def optimizer_id(row: tuple[str, dict[str, Any]]) -> str:
    return ",".join([row[0], *(f"{key}={value}" for key, value in row[1].items())])


def compiled_with(name: str, options: dict[str, Any]) -> Any:
    return lambda library: {
        "optimizer": getattr(library.optimizers, name)(**options),
        "loss": "sparse_categorical_crossentropy",
        "metrics": ["accuracy"],
    }


def assert_twins_after_training(ours: Any, theirs: Any, x: Any, y: Any) -> None:
    """The same weights and moving statistics, outputs, loss and accuracy."""
    assert_close(ours.get_weights(), weights_of(theirs), 2e-4)
    assert_close(ours.predict(x, verbose=0), theirs.predict(x, verbose=0))
    arguments = {"batch_size": 24, "verbose": 0, "return_dict": True}
    assert_same_numbers(ours.evaluate(x, y, **arguments), theirs.evaluate(x, y, **arguments))


@pytest.mark.parametrize("row", OPTIMIZERS, ids=optimizer_id)
def test_a_dense_network_loses_the_same_at_each_step(row: tuple[str, dict[str, Any]]) -> None:
    ours, theirs = built_twice(dense_network, compiled_with(*row))
    x, y = vectors(STEPS * SIZE)
    steps = batches(x, y, SIZE)
    numbers = numbers_of_steps(ours, steps)
    assert numbers.shape == (STEPS, 2)
    assert_close(numbers, numbers_of_steps(theirs, steps))
    assert_twins_after_training(ours, theirs, *vectors(100, seed=1))


@pytest.mark.parametrize("row", OPTIMIZERS, ids=optimizer_id)
def test_a_convolutional_network_loses_the_same_at_each_step(row: tuple[str, dict[str, Any]]) -> None:
    ours, theirs = built_twice(smooth_convolutional_network, compiled_with(*row))
    steps = batches(*small_pictures(STEPS * SIZE), SIZE)
    assert_close(numbers_of_steps(ours, steps), numbers_of_steps(theirs, steps))
    assert_twins_after_training(ours, theirs, *small_pictures(100, seed=1))


def test_with_relu_and_max_pooling_the_first_steps_lose_the_same() -> None:
    ours, theirs = built_twice(convolutional_network, compiled_with("Adam", {}))
    steps = batches(*small_pictures(4 * SIZE), SIZE)
    assert_close(numbers_of_steps(ours, steps), numbers_of_steps(theirs, steps))


def test_training_brings_the_loss_down() -> None:
    """So that the comparisons above compare something that moves."""
    ours, _ = built_twice(convolutional_network, compiled_with("Adam", {}))
    lost = numbers_of_steps(ours, batches(*small_pictures(STEPS * SIZE), SIZE))[:, 0]
    assert np.mean(lost[-5:]) < 0.8 * np.mean(lost[:5])
