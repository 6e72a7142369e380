"""Whole fits beside Keras: gathered gradients, averaged weights, a scale of the loss, schedules, saved files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nervure import layers, models, optimizers, regularizers
from nervure.training.callbacks import Callback

keras = pytest.importorskip("keras")

# How Keras makes NumPy arrays of its variables.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

X = np.linspace(-1, 1, 120, dtype=np.float32).reshape(40, 3)
Y = np.sin(X @ np.array([[2.0], [-1.0], [0.5]], dtype=np.float32))

OPTIONS: list[dict[str, Any]] = [
    {"gradient_accumulation_steps": 4},
    {"use_ema": True, "ema_momentum": 0.9},
    {"use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": 3, "gradient_accumulation_steps": 2},
    {"loss_scale_factor": 256.0, "clipnorm": 0.05},
    {"weight_decay": 0.1, "gradient_accumulation_steps": 3, "global_clipnorm": 0.1},
]


def weights() -> list[Any]:
    shapes = [(3, 5), (5,), (5, 1), (1,)]
    return [np.cos(np.arange(np.prod(shape), dtype=np.float32)).reshape(shape) / 2 for shape in shapes]


def ours(optimizer: Any) -> models.Sequential:
    hidden = layers.Dense(5, "tanh", kernel_regularizer=regularizers.L2(0.01))
    model = models.Sequential([layers.Input((3,)), hidden, layers.Dense(1)])
    model.compile(optimizer=optimizer, loss="mse")
    model.set_weights(weights())
    return model


def of_keras(optimizer: Any) -> Any:
    hidden = keras.layers.Dense(5, "tanh", kernel_regularizer=keras.regularizers.L2(0.01))
    model = keras.Sequential([keras.Input((3,)), hidden, keras.layers.Dense(1)])
    model.compile(optimizer=optimizer, loss="mse")
    model.set_weights(weights())
    return model


def fit(model: Any, *callbacks: Callback, epochs: int = 5) -> Any:
    return model.fit(X, Y, batch_size=4, epochs=epochs, shuffle=False, verbose=0, callbacks=list(callbacks)).history


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("name", ["SGD", "Adam", "Nadam"])
def test_fifty_steps_of_a_network_end_with_the_weights_of_keras(name: str, options: dict[str, Any]) -> None:
    mine = ours(getattr(optimizers, name)(0.01, **options))
    theirs = of_keras(getattr(keras.optimizers, name)(0.01, **options))
    np.testing.assert_allclose(fit(mine)["loss"], fit(theirs)["loss"], rtol=1e-4)
    for one, other in zip(mine.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)


def test_a_schedule_moves_the_weights_as_that_of_keras_does() -> None:
    options = {"decay_steps": 30, "warmup_target": 0.05, "warmup_steps": 10}
    mine = ours(optimizers.Adam(optimizers.schedules.CosineDecay(0.0, **options)))
    theirs = of_keras(keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.0, **options)))
    fit(mine)
    fit(theirs)
    for one, other in zip(mine.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)


def test_a_loaded_model_goes_on_with_its_schedule_and_its_average_bit_for_bit(tmp_path: Path) -> None:
    def made() -> models.Sequential:
        rate = optimizers.schedules.OneCycle(0.05, total_steps=60)
        return ours(optimizers.Nadam(rate, use_ema=True, ema_momentum=0.9))

    whole = made()
    fit(whole, epochs=2)
    whole.save(tmp_path / "model.safetensors")
    loaded = models.load_model(tmp_path / "model.safetensors")
    assert loaded.optimizer.has_schedule
    assert loaded.optimizer.learning_rate == whole.optimizer.learning_rate
    fit(whole, epochs=2)
    fit(loaded, epochs=2)
    for one, other in zip(whole.get_weights(), loaded.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_each_of_the_batches_that_are_gathered_draws_masks_of_its_own() -> None:
    model = models.Sequential([layers.Input((3,)), layers.Dropout(0.5), layers.Dense(1)])
    model.compile(optimizer=optimizers.SGD(0.1, gradient_accumulation_steps=50), loss="mse")
    losses = [model.train_on_batch(X, Y) for _ in range(8)]
    assert len({float(np.asarray(loss).ravel()[0]) for loss in losses}) == 8
