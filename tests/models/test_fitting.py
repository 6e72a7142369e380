from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
import torch

from nervure import Input, Sequential, callbacks, set_seed
from nervure.data import ArrayDataset
from nervure.errors import ArgumentError, DataError, StateError, UnknownNameError
from nervure.layers import Dense, Flatten
from nervure.optimizers import SGD
from nervure.regularizers import L2
from tests.models.networks import (
    Batches,
    Scale,
    assert_explained,
    assert_same_weights,
    dense_network,
    numbers,
    picture_network,
    some_digits,
    two_ended,
    two_ended_data,
    vectors,
)
from tests.models.test_evaluation import every_form


@pytest.mark.parametrize("form", list(every_form(*vectors(1))))
def test_data_may_come_in_every_form(form: str) -> None:
    x, y = vectors(24)
    models = []
    for given in (every_form(x, y)[form], {"x": x, "y": y}):
        set_seed(1)
        model = dense_network()
        takes_size = isinstance(given["x"], (np.ndarray, torch.Tensor, list, dict))
        model.fit(**given, batch_size=8 if takes_size else None, shuffle=False, verbose=0)
        models.append(model)
    if form == "a dataset of torch":  # cut into 32
        set_seed(1)
        models[1] = dense_network()
        models[1].fit(x, y, shuffle=False, verbose=0)
    for one, other in zip(models[0].get_weights(), models[1].get_weights(), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-7)
    assert models[0].optimizer.iterations == models[1].optimizer.iterations


def test_fit_learns_real_digits() -> None:
    set_seed(0)
    model = dense_network(units=32)
    x, y = vectors(2000)
    history = model.fit(x[:1600], y[:1600], epochs=8, validation_data=(x[1600:], y[1600:]), verbose=0).history
    assert list(history) == ["loss", "accuracy", "val_loss", "val_accuracy"]
    assert [len(values) for values in history.values()] == [8] * 4
    assert history["val_accuracy"][-1] > 0.8
    assert history["loss"][-1] < history["loss"][0] / 2


def test_the_history_is_returned_and_kept() -> None:
    model = dense_network()
    history = model.fit(*vectors(20), epochs=2, seed=6, verbose=0)
    assert model.history is history
    assert history.epoch == [0, 1]
    assert history.seed == model.run_seed == 6
    assert isinstance(history.history["loss"][0], float)


def run_of(seed: int | None, *, fit_seed: int | None = None) -> Any:
    set_seed(seed)
    model = picture_network()
    x, y = some_digits(48)
    model.fit(x, y, epochs=2, batch_size=16, seed=fit_seed, verbose=0, validation_split=0.25, stratify=True)
    return model


def test_the_same_seed_gives_the_same_bits_twice_in_a_process() -> None:
    first, second = run_of(7), run_of(7)
    assert_same_weights(first, second)
    assert first.history.history == second.history.history
    assert not np.array_equal(run_of(8).get_weights()[0], first.get_weights()[0])


def test_without_a_seed_runs_differ_and_record_what_repeats_them() -> None:
    first, second = run_of(None), run_of(None)
    assert first.seed != second.seed
    assert first.history.seed != second.history.seed
    set_seed(first.seed)
    again = picture_network()
    x, y = some_digits(48)
    again.fit(x, y, epochs=2, batch_size=16, seed=first.history.seed, verbose=0, validation_split=0.25, stratify=True)
    assert_same_weights(again, first)


def test_the_seed_of_fit_decides_on_order_and_masks_alone() -> None:
    set_seed(1)
    first = run_of(1, fit_seed=5)
    assert_same_weights(first, run_of(1, fit_seed=5))
    assert first.seed == 1
    assert not np.array_equal(run_of(1, fit_seed=6).get_weights()[0], first.get_weights()[0])


PROGRAM = """
import numpy as np, nervure as nv
from tests.models.networks import picture_network, some_digits
nv.set_seed(12)
model = picture_network()
x, y = some_digits(48)
model.fit(x, y, epochs=2, batch_size=16, verbose=0)
print(" ".join(weight.tobytes().hex() for weight in model.get_weights()))
"""


def test_the_same_seed_gives_the_same_bits_in_two_processes() -> None:
    from tests.house.source import ROOT

    def printed() -> str:
        command = [sys.executable, "-c", PROGRAM]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    first = printed()
    assert len(first) > 1000
    assert printed() == first


def test_epochs_go_on_where_another_fit_stopped() -> None:
    x, y = some_digits(48)
    whole, parts = (run for run in (picture_network(), picture_network()))
    parts.set_weights(whole.get_weights())
    whole.fit(x, y, epochs=3, batch_size=16, seed=4, verbose=0)
    parts.fit(x, y, epochs=1, batch_size=16, seed=4, verbose=0)
    history = parts.fit(x, y, epochs=3, initial_epoch=1, batch_size=16, seed=4, verbose=0)
    assert history.epoch == [1, 2]
    assert_same_weights(whole, parts)


def test_no_epoch_is_no_training() -> None:
    model = dense_network()
    before = model.get_weights()
    assert model.fit(*vectors(8), epochs=0, verbose=0).history == {}
    assert model.fit(*vectors(8), epochs=3, initial_epoch=3, verbose=0).history == {}
    np.testing.assert_array_equal(model.get_weights()[0], before[0])


@pytest.mark.parametrize(
    "wrong",
    [
        {"epochs": 1.5},
        {"epochs": "3"},
        {"epochs": -1},
        {"epochs": True},
        {"initial_epoch": -2},
        {"seed": 0.5},
        {"verbose": "loud"},
        {"verbose": 3},
    ],
)
def test_arguments_that_are_no_numbers_are_errors(wrong: dict[str, Any]) -> None:
    model = dense_network()
    assert_explained(ArgumentError, lambda: model.fit(*vectors(8), **{"verbose": 0, **wrong}), next(iter(wrong)))
    assert model.optimizer.iterations == 0


def test_steps_per_epoch_cuts_epochs_and_goes_on_through_the_data() -> None:
    counted = Batches()
    model = dense_network()
    model.fit(*vectors(40), batch_size=8, steps_per_epoch=3, epochs=4, callbacks=[counted], verbose=0)
    assert counted.epochs == [0, 1, 2, 3]
    assert counted.steps == model.optimizer.iterations == 12


def test_an_endless_generator_needs_steps_per_epoch_and_gets_them() -> None:
    def endless() -> Any:
        x, y = vectors(16)
        while True:
            yield x, y

    model = dense_network()
    history = model.fit(endless(), steps_per_epoch=3, epochs=2, validation_data=vectors(8), verbose=0)
    assert model.optimizer.iterations == 6
    assert len(history.history["val_loss"]) == 2


def test_without_a_loss_training_says_so() -> None:
    model = dense_network(compiled=False)
    model.compile("sgd")
    for ask in (lambda: model.fit(*vectors(8), verbose=0), lambda: model.train_on_batch(*vectors(8))):
        assert_explained(StateError, ask, "loss")


def test_without_targets_training_says_so() -> None:
    model, (x, _) = dense_network(), vectors(8)
    assert_explained(DataError, lambda: model.fit(x, verbose=0), "y")
    assert_explained(DataError, lambda: model.fit(ArrayDataset(x), verbose=0), "y")


def test_a_cross_entropy_that_shapes_decide_trains_like_the_one_it_means() -> None:
    x, y = vectors(20)
    models = []
    for loss in ("crossentropy", "sparse_categorical_crossentropy"):
        set_seed(1)
        model = dense_network(compiled=False)
        model.compile("adam", loss)
        model.fit(x, y, seed=1, verbose=0)
        models.append(model)
    assert_same_weights(*models)
    assert_explained(
        ArgumentError,
        lambda: _compiled(Sequential([Input((196,)), Dense(10)]), "crossentropy").fit(x, y, verbose=0),
        "softmax",
    )


def _compiled(model: Any, loss: str) -> Any:
    model.compile("sgd", loss)
    return model


def test_a_misspelled_argument_of_compile_is_named() -> None:
    model = dense_network()
    assert_explained(ArgumentError, lambda: model.compile(los="mse"), "'los'", "'loss'")
    model.compile("sgd", "sparse_categorical_crossentropy", run_eagerly=True, jit_compile=False, steps_per_execution=1)
    assert_explained(UnknownNameError, lambda: model.compile("sgd", "mse", precision="float16"))


def test_targets_given_by_name_are_checked_and_trained_at_their_output() -> None:
    x, (kind, size) = two_ended_data()
    first, second = (model for model in (two_ended(compiled=True), two_ended(compiled=True)))
    second.set_weights(first.get_weights())
    first.fit(x, [kind, size], seed=1, verbose=0)
    second.fit({"right": x[1], "left": x[0]}, {"size": size, "kind": kind}, seed=1, verbose=0)
    assert_same_weights(first, second)


def test_penalties_are_part_of_the_loss() -> None:
    model = Sequential([Input((4,)), Dense(3, kernel_regularizer=L2(0.1))])
    model.compile("sgd", "mse", metrics=["mse"])
    loss, squared = model.evaluate(numbers(6, 4), numbers(6, 3), verbose=0)
    assert loss == pytest.approx(squared + 0.1 * (model.get_weights()[0] ** 2).sum(), rel=1e-5)
    assert model.train_on_batch(numbers(6, 4), numbers(6, 3))[0] == pytest.approx(loss, rel=1e-5)


def test_penalties_alone_are_a_loss() -> None:
    model = Sequential([Input((4,)), Dense(3, kernel_regularizer=L2(0.1))])
    model.compile(SGD(1.0))
    kernel = model.get_weights()[0]
    model.fit(numbers(6, 4), batch_size=6, verbose=0)
    np.testing.assert_allclose(model.get_weights()[0], 0.8 * kernel, rtol=1e-5)


def test_a_layer_of_ones_own_is_trained() -> None:
    set_seed(1)
    model = Sequential([Input((4,)), Scale(2.0), Dense(1)])
    model.compile(SGD(0.05), "mse")
    x = numbers(64, 4)
    model.fit(x, x.sum(1), epochs=60, batch_size=64, verbose=0)
    assert model.evaluate(x, x.sum(1), verbose=0) < 1e-3
    assert not np.array_equal(model.layers[0].get_weights()[0], np.ones(4))


def test_training_by_hand_returns_the_numbers_of_the_batch() -> None:
    model = dense_network()
    x, y = vectors(30)
    expected = model.evaluate(x, y, verbose=0)
    loss, accuracy = model.train_on_batch(x, y)
    assert loss == pytest.approx(expected[0], rel=1e-5)
    assert accuracy == pytest.approx(expected[1])
    assert model.optimizer.iterations == 1
    assert list(model.train_on_batch(x, y, return_dict=True)) == ["loss", "accuracy"]
    model.compile("sgd", "sparse_categorical_crossentropy")
    assert isinstance(model.train_on_batch(x, y), float)


def test_training_by_hand_weighs_samples_and_classes() -> None:
    x, y = vectors(30)
    models = []
    for arguments in ({"class_weight": {3: 5.0}}, {"sample_weight": np.where(y == 3, 5.0, 1.0)}):
        set_seed(1)
        model = dense_network()
        model.train_on_batch(x, y, **arguments)
        models.append(model)
    assert_same_weights(*models)


def test_training_by_hand_is_one_step_of_fit() -> None:
    x, y = some_digits(16)
    models = []
    for by_hand in (True, False):
        set_seed(1)
        model = picture_network()
        if by_hand:
            model.train_on_batch(x, y)
        else:
            model.fit(x, y, batch_size=16, shuffle=False, verbose=0)
        models.append(model)
    assert_same_weights(*models)


def test_labels_as_a_column_or_a_row_are_the_same(caplog: pytest.LogCaptureFixture) -> None:
    x = numbers(12, 4)
    y = (x[:, 0] > 0).astype("float32")
    models = []
    for targets in (y, y[:, None]):
        set_seed(1)
        model = Sequential([Input((4,)), Dense(1, activation="sigmoid")])
        model.compile("sgd", "binary_crossentropy", metrics=["accuracy"])
        model.fit(x, targets, seed=1, verbose=0)
        models.append(model)
    assert_same_weights(*models)
    assert models[0].history.history == models[1].history.history
    assert caplog.records == []


def test_checks_before_the_first_step_can_be_left_out() -> None:
    model, (x, y) = dense_network(), vectors(8)
    x = x.copy()
    x[3, 7] = np.nan
    assert_explained(DataError, lambda: model.fit(x, y, verbose=0), "x[3, 7]")
    history = model.fit(x, y, preflight=False, verbose=0).history
    assert np.isnan(history["loss"][0])


def test_an_interrupt_leaves_the_model_usable() -> None:
    class Interrupting(callbacks.Callback):
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            if batch == 2:
                raise KeyboardInterrupt

    model = dense_network()
    x, y = vectors(64)
    with pytest.raises(KeyboardInterrupt):
        model.fit(x, y, batch_size=8, callbacks=[Interrupting()], verbose=0)
    assert model.optimizer.iterations == 3
    assert torch.is_grad_enabled()
    model.fit(x, y, verbose=0)
    assert model.predict(x, verbose=0).shape == (64, 10)


def test_a_callback_may_stop_training() -> None:
    class Stopping(callbacks.Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            self.model.stop_training = epoch == 1

    model = dense_network()
    assert model.fit(*vectors(8), epochs=10, callbacks=Stopping(), verbose=0).epoch == [0, 1]
    assert model.fit(*vectors(8), epochs=1, verbose=0).epoch == [0]


def test_what_is_no_callback_is_refused() -> None:
    model = dense_network()
    for wrong in ([callbacks.EarlyStopping], ["history"], 3):
        assert_explained(ArgumentError, lambda given=wrong: model.fit(*vectors(8), callbacks=given, verbose=0))


def test_pictures_without_a_channel_axis_are_taken() -> None:
    model = Sequential([Input((14, 14, 1)), Flatten(), Dense(10, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    x, y = some_digits(16)
    assert x.ndim == 3
    model.fit(x / 255, y, verbose=0)
    assert model.predict(x[..., None] / 255, verbose=0).shape == (16, 10)
