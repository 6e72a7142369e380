"""Whole networks of sequences: masks in losses and metrics, states over batches, files, precision, checks."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nervure import set_seed
from nervure.errors import DataError, ShapeError
from nervure.layers import (
    GRU,
    LSTM,
    RNN,
    Bidirectional,
    Dense,
    Embedding,
    Flatten,
    Input,
    LSTMCell,
    Masking,
    TimeDistributed,
)
from nervure.models import Model, Sequential, clone_model, load_model, model_from_json
from tests.layers.cells import Leaky
from tests.layers.layer_rules import assert_says, numbers

WORDS = np.random.default_rng(0).integers(1, 9, (24, 6))
WORDS[:12, 4:] = 0
WORDS[3:6, 1:] = 0
TAGS = np.random.default_rng(1).integers(0, 3, (24, 6))


def tagger(*recurrent: Any) -> Sequential:
    layers = recurrent or (Bidirectional(LSTM(4, return_sequences=True)),)
    return Sequential(
        [Input((6,)), Embedding(9, 5, mask_zero=True), *layers, TimeDistributed(Dense(3, activation="softmax"))]
    )


def test_loss_and_accuracy_count_real_steps_only() -> None:
    model = tagger()
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    real = WORDS != 0
    probabilities = model.predict(WORDS, verbose=0)
    chosen = np.take_along_axis(probabilities, TAGS[..., None], -1)[..., 0]
    logs = model.evaluate(WORDS, TAGS, verbose=0, batch_size=24, return_dict=True)
    assert logs["loss"] == pytest.approx(-np.log(chosen[real]).mean(), rel=1e-5)
    assert logs["accuracy"] == pytest.approx((probabilities.argmax(-1) == TAGS)[real].mean(), rel=1e-5)


def test_what_stands_at_padding_teaches_nothing() -> None:
    results = []
    for spoilt in (TAGS, np.where(WORDS == 0, 2 - TAGS, TAGS)):
        set_seed(3)
        model = tagger()
        model.compile("sgd", "sparse_categorical_crossentropy")
        model.fit(WORDS, spoilt, epochs=2, batch_size=8, shuffle=False, verbose=0)
        results.append(model.get_weights())
    for one, other in zip(*results, strict=True):
        assert np.array_equal(one, other)


def test_sample_weights_and_masks_count_together() -> None:
    model = tagger()
    model.compile("sgd", "sparse_categorical_crossentropy", weighted_metrics=["accuracy"])
    weights = np.random.default_rng(2).random(24).astype("float32")
    real = WORDS != 0
    probabilities = model.predict(WORDS, verbose=0)
    right = probabilities.argmax(-1) == TAGS
    chosen = np.take_along_axis(probabilities, TAGS[..., None], -1)[..., 0]
    logs = model.evaluate(WORDS, TAGS, sample_weight=weights, verbose=0, batch_size=24, return_dict=True)
    spread = weights[:, None] * real
    assert logs["loss"] == pytest.approx((-np.log(chosen) * spread).sum() / real.sum(), rel=1e-5)
    assert logs["accuracy"] == pytest.approx((right * spread).sum() / spread.sum(), rel=1e-5)


def test_states_go_on_from_batch_to_batch_in_training_and_prediction() -> None:
    x, y = numbers(0, 8, 5, 3), numbers(1, 8, 2)
    stateful = Sequential([Input(batch_shape=(4, 5, 3)), GRU(2, stateful=True)])
    plain = Sequential([Input((5, 3)), GRU(2)])
    plain.set_weights(stateful.get_weights())
    first = stateful.predict(x, batch_size=4, verbose=0)
    assert np.allclose(first[:4], plain.predict(x[:4], verbose=0), atol=1e-6)
    assert not np.allclose(first[4:], plain.predict(x[4:], verbose=0), atol=1e-3)
    stateful.reset_states()
    assert np.array_equal(stateful.predict(x, batch_size=4, verbose=0), first)
    stateful.compile("sgd", "mse")
    stateful.reset_states()
    before = stateful.layers[0].states  # type: ignore[attr-defined]
    stateful.gradients(x[:4], y[:4])
    stateful.trace(x[:4])
    assert np.array_equal(stateful.layers[0].states, before)  # type: ignore[attr-defined]
    stateful.train_on_batch(x[:4], y[:4])
    assert not np.array_equal(stateful.layers[0].states, before)  # type: ignore[attr-defined]
    stateful.reset_states()
    called = stateful(x[:4])
    assert not np.allclose(stateful(x[:4]), called, atol=1e-4)


def test_states_are_kept_in_files_and_are_no_weights(tmp_path: Path) -> None:
    x = numbers(0, 8, 5, 3)
    model = Sequential([Input(batch_shape=(4, 5, 3)), LSTM(2, stateful=True)])
    model.predict(x, batch_size=4, verbose=0)
    model.save(tmp_path / "model.safetensors")
    again = load_model(tmp_path / "model.safetensors")
    assert np.array_equal(again.predict(x[:4], batch_size=4, verbose=0), model.predict(x[:4], batch_size=4, verbose=0))
    assert len(model.get_weights()) == 3
    assert model.count_params() == 8 * 6
    other = Sequential([Input(batch_shape=(2, 5, 3)), LSTM(2, stateful=True)])
    model.save_weights(tmp_path / "weights.safetensors")
    other.load_weights(tmp_path / "weights.safetensors")
    assert np.array_equal(other.get_weights()[0], model.get_weights()[0])
    assert not other.layers[0].states[0].any()  # type: ignore[attr-defined]
    plain = Sequential([Input((5, 3)), LSTM(2)])
    plain.save_weights(tmp_path / "plain.safetensors")
    other.load_weights(tmp_path / "plain.safetensors")
    assert np.array_equal(other.get_weights()[1], plain.get_weights()[1])


def test_a_batch_that_is_not_full_is_named() -> None:
    x, y = numbers(0, 6, 5, 3), numbers(1, 6, 2)
    model = Sequential([Input(batch_shape=(4, 5, 3)), GRU(2, stateful=True)])
    model.compile("sgd", "mse")
    assert_says(
        ShapeError, lambda: model.fit(x, y, batch_size=4, verbose=0), "a batch of 4", "a batch of 2", "batch_size"
    )


def nested() -> Sequential:
    return Sequential(
        [
            Input((6,)),
            Embedding(9, 5, mask_zero=True),
            Bidirectional(RNN([LSTMCell(3), LSTMCell(4, activation="relu")], return_sequences=True)),
            TimeDistributed(Sequential([Dense(4, activation="tanh"), Dense(3)])),
            GRU(2, name="last"),
        ]
    )


def test_layers_around_layers_come_back_from_files(tmp_path: Path) -> None:
    model = nested()
    model.compile("adam", "mse")
    model.fit(WORDS, numbers(0, 24, 2), verbose=0)
    model.save(tmp_path / "model.safetensors")
    again = load_model(tmp_path / "model.safetensors")
    assert np.array_equal(again.predict(WORDS, verbose=0), model.predict(WORDS, verbose=0))
    assert again.to_json() == model.to_json()
    model.fit(WORDS, numbers(0, 24, 2), verbose=0, seed=1)
    again.fit(WORDS, numbers(0, 24, 2), verbose=0, seed=1)
    assert np.array_equal(again.predict(WORDS, verbose=0), model.predict(WORDS, verbose=0))
    twin = model_from_json(model.to_json())
    twin.set_weights(model.get_weights())
    assert np.array_equal(twin.predict(WORDS, verbose=0), model.predict(WORDS, verbose=0))


def test_names_of_weights_are_distinct_and_say_where_they_lie() -> None:
    model = nested()
    model.compile("sgd", "mse")
    names = list(model.gradients(WORDS, numbers(0, 24, 2)))
    assert len(set(names)) == len(model.get_weights()) == 20
    for name in ("forward_rnn/lstm_cell/kernel", "backward_rnn/lstm_cell_1/bias"):
        assert any(one.endswith(name) for one in names)
    assert names[-1] == "last/bias"


def test_cells_of_your_own_come_back_from_files(tmp_path: Path) -> None:
    model = Sequential([Input((5, 3)), Bidirectional(RNN(Leaky(4, keeps=0.25)))])
    x = numbers(0, 2, 5, 3)
    model.save(tmp_path / "model.safetensors")
    again = load_model(tmp_path / "model.safetensors", custom_objects={"Leaky": Leaky})
    assert np.array_equal(again.predict(x, verbose=0), model.predict(x, verbose=0))


def test_an_encoder_hands_its_states_to_a_decoder(tmp_path: Path) -> None:
    source, target = Input((None, 3)), Input((None, 2))
    _, h, c = LSTM(4, return_state=True)(Masking()(source))
    decoded = LSTM(4, return_sequences=True)(target, initial_state=[h, c])
    model = Model([source, target], Dense(2)(decoded))
    x, y = numbers(0, 6, 5, 3), numbers(1, 6, 4, 2)
    x[:, 3:] = 0
    model.compile("adam", "mse")
    before = model.evaluate([x, y], y, verbose=0)
    model.fit([x, y], y, epochs=20, verbose=0)
    assert model.evaluate([x, y], y, verbose=0) < before
    short = model.predict([x[:, :3], y], verbose=0)
    assert np.allclose(model.predict([x, y], verbose=0), short, atol=1e-5)
    model.save(tmp_path / "model.safetensors")
    again = load_model(tmp_path / "model.safetensors")
    assert np.array_equal(again.predict([x, y], verbose=0), model.predict([x, y], verbose=0))


@pytest.mark.parametrize("precision", ["float32", "float64", "bfloat16"])
def test_every_precision_trains(precision: str) -> None:
    set_seed(1)
    model = tagger(Bidirectional(LSTM(6, return_sequences=True)), GRU(6, return_sequences=True))
    model.compile("adam", "sparse_categorical_crossentropy", precision=precision)
    model.optimizer.learning_rate = 0.02
    losses = model.fit(WORDS, TAGS % 2, epochs=12, verbose=0, seed=1).history["loss"]
    assert losses[-1] < 0.8 * losses[0]


def test_a_frozen_layer_keeps_its_weights() -> None:
    model = tagger(LSTM(4, return_sequences=True, name="frozen"), GRU(4, return_sequences=True))
    model.get_layer("frozen").trainable = False
    model.compile("adam", "sparse_categorical_crossentropy")
    assert not any(name.startswith("frozen") for name in model.gradients(WORDS, TAGS))
    before = model.get_layer("frozen").get_weights()
    model.fit(WORDS, TAGS, verbose=0)
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_layer("frozen").get_weights(), strict=True))


def one_direction_frozen() -> Sequential:
    model = tagger(Bidirectional(LSTM(4, return_sequences=True), name="both"))
    model.get_layer("both").forward_layer.trainable = False
    return model


def test_a_direction_that_is_frozen_alone_stays_so_in_files_in_text_and_in_a_clone(tmp_path: Path) -> None:
    model = one_direction_frozen()
    model.save(tmp_path / "model.safetensors")
    for made in (load_model(tmp_path / "model.safetensors"), model_from_json(model.to_json()), clone_model(model)):
        both = made.get_layer("both")
        flags = [layer.trainable for layer in (both, both.forward_layer, both.forward_layer.cell, both.backward_layer)]
        assert flags == [True, False, False, True]
        made.compile("adam", "sparse_categorical_crossentropy")
        moved = made.gradients(WORDS, TAGS)
        assert not any("forward" in name for name in moved)
        assert any("backward" in name for name in moved)


def test_the_other_direction_goes_on_learning_when_the_file_is_loaded(tmp_path: Path) -> None:
    model = one_direction_frozen()
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(WORDS, TAGS, verbose=0, seed=1)
    model.save(tmp_path / "model.safetensors")
    again = load_model(tmp_path / "model.safetensors")
    before = again.get_layer("both").get_weights()
    again.fit(WORDS, TAGS, verbose=0, seed=1)
    changed = [not np.array_equal(a, b) for a, b in zip(before, again.get_layer("both").get_weights(), strict=True)]
    assert changed == [False] * 3 + [True] * 3


def test_regularized_weights_inside_add_to_the_loss() -> None:
    plain, regularized = (
        tagger(LSTM(4, return_sequences=True)),
        tagger(LSTM(4, return_sequences=True, kernel_regularizer="l2", recurrent_regularizer="l1")),
    )
    regularized.set_weights(plain.get_weights())
    for model in (plain, regularized):
        model.compile("sgd", "sparse_categorical_crossentropy")
    kernel, recurrent = plain.get_weights()[1:3]
    penalty = 0.01 * (kernel**2).sum() + 0.01 * np.abs(recurrent).sum()
    extra = regularized.evaluate(WORDS, TAGS, verbose=0) - plain.evaluate(WORDS, TAGS, verbose=0)
    assert extra == pytest.approx(penalty, rel=1e-4)


def test_dropout_is_the_same_run_after_run() -> None:
    results = []
    for seed in (5, 5, 6):
        set_seed(1)
        model = tagger(LSTM(4, return_sequences=True, dropout=0.3, recurrent_dropout=0.3))
        model.compile("sgd", "sparse_categorical_crossentropy")
        model.fit(WORDS, TAGS, epochs=2, verbose=0, seed=seed)
        results.append(model.get_weights()[1])
    assert np.array_equal(results[0], results[1])
    assert not np.array_equal(results[0], results[2])


def test_words_without_a_row_are_found_before_the_first_step() -> None:
    model = tagger()
    model.compile("sgd", "sparse_categorical_crossentropy")
    before = model.get_weights()
    wrong = WORDS.copy()
    wrong[20, 3] = 11
    assert_says(DataError, lambda: model.fit(wrong, TAGS, verbose=0), "11 at x[20, 3], in sample 20", "at least 12")
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))
    pair = (wrong, TAGS)
    assert_says(DataError, lambda: model.fit(WORDS, TAGS, validation_data=pair, verbose=0), "in sample 20")
    assert_says(DataError, lambda: model.predict(wrong, verbose=0), "11 at")


def test_a_mask_that_is_let_go_is_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="nervure"):
        model = Sequential([Input((6,)), Embedding(9, 5, mask_zero=True), Flatten(), Dense(1)])
        model.compile("sgd", "mse")
    assert "Flatten 'flatten'" in caplog.text
    caplog.clear()
    with caplog.at_level(logging.WARNING, logger="nervure"):
        tagger().compile("sgd", "sparse_categorical_crossentropy")
    assert "mask" not in caplog.text


def test_an_output_without_the_time_axis_of_its_mask_is_refused() -> None:
    model = Sequential([Input((6,)), Embedding(9, 5, mask_zero=True), Dense(3)])
    model.compile("sgd", lambda y_true, y_pred: (y_true - y_pred).square().mean((1, 2)))
    assert_says(ShapeError, lambda: model.fit(WORDS, numbers(0, 24, 6, 3), verbose=0), "return_sequences=False")


def test_a_clone_has_the_same_layers_and_weights_of_its_own() -> None:
    model = nested()
    twin = clone_model(model)
    assert [weight.shape for weight in twin.get_weights()] == [weight.shape for weight in model.get_weights()]
    twin.set_weights(model.get_weights())
    assert np.array_equal(twin.predict(WORDS, verbose=0), model.predict(WORDS, verbose=0))


def test_the_gates_of_every_step_can_be_looked_at() -> None:
    model = Sequential([Input((5, 3)), LSTM(2, return_sequences=True, name="memory")])
    trace = model.trace(numbers(0, 4, 5, 3))
    (step,) = trace.steps
    assert step.name == "memory/output"
    assert step.cache.forget_gate.shape == (5, 4, 2)
    assert np.allclose(step.cache.hidden[1:].transpose(0, 1), trace["memory/output"])
