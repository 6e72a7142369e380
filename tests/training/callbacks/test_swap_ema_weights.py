from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from nervure.errors import StateError
from nervure.layers import Dense, Input
from nervure.models import Sequential
from nervure.optimizers import SGD
from nervure.training.callbacks import Callback, EarlyStopping, SwapEMAWeights

# How Keras makes NumPy arrays of its variables.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

X = np.linspace(-1, 1, 40, dtype=np.float32).reshape(20, 2)
Y = (X @ np.array([[2.0], [-1.0]], dtype=np.float32)) ** 2
KERNEL = np.array([[0.3], [-0.2]], dtype=np.float32)


def ours(**options: Any) -> Sequential:
    model = Sequential([Input((2,)), Dense(1)])
    model.compile(optimizer=SGD(0.05, use_ema=True, ema_momentum=0.9, **options), loss="mse")
    model.set_weights([KERNEL, np.zeros(1, np.float32)])
    return model


def of_keras(**options: Any) -> Any:
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(0.05, use_ema=True, ema_momentum=0.9, **options), loss="mse")
    model.set_weights([KERNEL, np.zeros(1, np.float32)])
    return model


def fit(model: Any, *callbacks: Any, epochs: int = 3) -> list[float]:
    history = model.fit(
        X, Y, batch_size=4, epochs=epochs, shuffle=False, validation_data=(X, Y), verbose=0,
        callbacks=list(callbacks),
    )  # fmt: skip
    return list(history.history["val_loss"])


@pytest.mark.parametrize("swap_on_epoch", [False, True])
@pytest.mark.parametrize("options", [{}, {"ema_overwrite_frequency": 4}, {"gradient_accumulation_steps": 2}])
def test_validation_and_the_last_weights_equal_those_of_keras(swap_on_epoch: bool, options: dict[str, Any]) -> None:
    mine, theirs = ours(**options), of_keras(**options)
    expected = fit(theirs, keras.callbacks.SwapEMAWeights(swap_on_epoch))
    assert fit(mine, SwapEMAWeights(swap_on_epoch)) == pytest.approx(expected, rel=1e-5)
    for one, other in zip(mine.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)


def test_without_it_the_average_comes_in_only_at_the_end_as_in_keras() -> None:
    mine, theirs = ours(), of_keras()
    assert fit(mine) == pytest.approx(fit(theirs), rel=1e-5)
    for one, other in zip(mine.get_weights(), theirs.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)
    assert not np.allclose(mine.get_weights()[0], KERNEL)


class Weights(Callback):
    """Takes the weights down at the end of each epoch."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Any] = []

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.seen.append(self.model.get_weights()[0])


def test_with_swap_on_epoch_callbacks_after_it_see_the_average_and_training_goes_on_from_the_weights() -> None:
    plain, swapped = ours(), ours()
    before, after = Weights(), Weights()
    fit(plain, before)
    fit(swapped, SwapEMAWeights(swap_on_epoch=True), after)
    assert not np.allclose(before.seen[0], after.seen[0])
    np.testing.assert_allclose(plain.get_weights()[0], swapped.get_weights()[0], atol=1e-7)


def test_a_run_that_stops_early_ends_with_the_average() -> None:
    stopped, whole = ours(), ours()
    fit(stopped, SwapEMAWeights(swap_on_epoch=True), EarlyStopping("val_loss", min_delta=1e6), epochs=9)
    fit(whole, SwapEMAWeights(swap_on_epoch=True), epochs=2)
    np.testing.assert_allclose(stopped.get_weights()[0], whole.get_weights()[0], atol=1e-7)


def test_predict_and_evaluate_use_the_average_and_leave_the_weights() -> None:
    model = ours()
    for _ in range(5):
        model.train_on_batch(X, Y)
    weights, plain = model.get_weights(), model.predict(X, verbose=0)
    averaged = model.predict(X, verbose=0, callbacks=[SwapEMAWeights()])
    assert not np.allclose(plain, averaged)
    for before, after in zip(weights, model.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)
    loss = model.evaluate(X, Y, verbose=0, callbacks=[SwapEMAWeights()])
    assert loss == pytest.approx(float(np.mean((averaged - Y) ** 2)), rel=1e-5)


def test_without_an_average_it_says_what_to_do() -> None:
    model = Sequential([Input((2,)), Dense(1)])
    model.compile(optimizer="sgd", loss="mse")
    with pytest.raises(StateError, match="does not keep an average of the weights"):
        fit(model, SwapEMAWeights())
