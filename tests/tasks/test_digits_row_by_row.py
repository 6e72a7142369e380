"""Real digits read as sequences: 28 rows of 28 gray levels each, one after another."""

from __future__ import annotations

import numpy as np
import pytest

from nervure import set_seed
from nervure.data import digits
from nervure.layers import GRU, LSTM, Bidirectional, Dense, Input, Masking, Rescaling, SimpleRNN
from nervure.layers.layer import Layer
from nervure.models import Sequential
from nervure.optimizers import Adam

TRAINING = 8000


def shuffled_digits() -> tuple[np.ndarray, np.ndarray]:
    """The shipped digits in an order that does not change; the last 2,000 are held out."""
    x, y = digits()
    order = np.random.default_rng(0).permutation(len(x))
    return x[order], y[order]


def reader(recurrent: Layer, *before: Layer, learning_rate: float = 3e-3) -> Sequential:
    set_seed(1)
    model = Sequential([Input((28, 28)), Rescaling(1 / 255), *before, recurrent, Dense(10, activation="softmax")])
    model.compile(Adam(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


@pytest.mark.parametrize("make", [
    lambda: LSTM(32), lambda: GRU(32), lambda: SimpleRNN(32), lambda: Bidirectional(LSTM(16)),
], ids=["lstm", "gru", "simple rnn", "bidirectional"])  # fmt: skip
def test_the_loss_falls_in_a_few_steps(make: object) -> None:
    x, y = shuffled_digits()
    model = reader(make())  # type: ignore[operator]
    history = model.fit(x[:1024], y[:1024], batch_size=64, epochs=4, verbose=0, seed=1)
    losses = history.history["loss"]
    assert losses[-1] < 0.85 * losses[0]
    assert history.history["accuracy"][-1] > 0.25


def test_empty_rows_can_be_left_out() -> None:
    x, y = shuffled_digits()
    model = reader(LSTM(32), Masking())
    history = model.fit(x[:1024], y[:1024], batch_size=64, epochs=4, verbose=0, seed=1)
    assert history.history["accuracy"][-1] > 0.25
    # A digit without its empty rows above and below is the same digit.
    rows = np.nonzero(x[0].any(1))[0]
    inked = np.zeros_like(x[:1])
    inked[0, : rows[-1] - rows[0] + 1] = x[0, rows[0] : rows[-1] + 1]
    assert np.allclose(model.predict(inked, verbose=0), model.predict(x[:1], verbose=0), atol=1e-5)


@pytest.mark.slow
def test_an_lstm_recognizes_nineteen_of_twenty_held_out_digits() -> None:
    x, y = shuffled_digits()
    model = reader(LSTM(128))
    model.fit(x[:TRAINING], y[:TRAINING], batch_size=64, epochs=8, verbose=0, seed=1)
    model.optimizer.learning_rate = 3e-4
    model.fit(x[:TRAINING], y[:TRAINING], batch_size=64, epochs=2, verbose=0, seed=2)
    _, accuracy = model.evaluate(x[TRAINING:], y[TRAINING:], verbose=0)
    assert accuracy > 0.95
