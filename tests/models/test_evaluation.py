from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader, TensorDataset

from nervure import Input, Model, Sequential, callbacks, set_seed
from nervure.data import ArrayDataset, GeneratorDataset
from nervure.errors import ArgumentError, DataError, ShapeError
from nervure.layers import Dense, Dropout, Flatten
from tests.models.networks import (
    assert_explained,
    dense_network,
    numbers,
    picture_network,
    some_digits,
    two_ended,
    two_ended_data,
    vectors,
)


class Recorded(callbacks.Callback):
    """Takes the names of the events down."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[str] = []

    def on_test_begin(self, logs: Any = None) -> None:
        self.events.append("test begins")

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        self.events.append(f"test {batch} {sorted(logs)}")

    def on_test_end(self, logs: Any = None) -> None:
        self.events.append("test ends")

    def on_predict_begin(self, logs: Any = None) -> None:
        self.events.append(f"predict begins {self.params['steps']}")

    def on_predict_batch_end(self, batch: int, logs: Any = None) -> None:
        self.events.append(f"predict {batch}")

    def on_predict_end(self, logs: Any = None) -> None:
        self.events.append("predict ends")


def every_form(x: Any, y: Any) -> dict[str, Any]:
    """The same samples in every form, as arguments of ``evaluate``."""
    pairs = [(x[at : at + 8], y[at : at + 8]) for at in range(0, len(x), 8)]
    tensors = TensorDataset(torch.from_numpy(x), torch.from_numpy(y.astype("int64")))
    return {
        "arrays": {"x": x, "y": y},
        "tensors": {"x": torch.from_numpy(x), "y": torch.from_numpy(y.astype("int64"))},
        "lists": {"x": x.tolist(), "y": y.tolist()},
        "a list of one": {"x": [x], "y": [y]},
        "by name": {"x": {"input_layer": x}, "y": {"dense_1": y}},
        "a dataset": {"x": ArrayDataset(x, y, batch_size=8, shuffle=False)},
        "a loader": {"x": DataLoader(tensors, batch_size=8)},
        "a dataset of torch": {"x": tensors},
        "a generator": {"x": (pair for pair in pairs)},
        "an iterable": {"x": GeneratorDataset(lambda: iter(pairs))},
    }


FORMS = list(every_form(*vectors(1)))


@pytest.mark.parametrize("form", FORMS)
def test_data_may_come_in_every_form(form: str) -> None:
    model = dense_network()
    x, y = vectors(20)
    expected = model.evaluate(x, y, verbose=0)
    np.testing.assert_allclose(model.evaluate(**every_form(x, y)[form], verbose=0), expected, rtol=1e-6)


@pytest.mark.parametrize("form", FORMS)
def test_predict_reads_the_inputs_of_every_form_and_leaves_targets_alone(form: str) -> None:
    model = dense_network()
    x, y = vectors(20)
    given = every_form(x, y)[form]["x"]
    np.testing.assert_allclose(model.predict(given, verbose=0), model.predict(x, verbose=0), rtol=1e-5, atol=1e-7)


def test_evaluate_gives_a_number_a_list_or_a_mapping() -> None:
    model = dense_network()
    x, y = vectors(20)
    loss, accuracy = model.evaluate(x, y, verbose=0)
    assert type(loss) is type(accuracy) is float
    assert model.evaluate(x, y, verbose=0, return_dict=True) == {"loss": loss, "accuracy": accuracy}
    model.compile("adam", "sparse_categorical_crossentropy")
    assert model.evaluate(x, y, verbose=0) == pytest.approx(loss)
    assert list(model.evaluate(x, y, verbose=0, return_dict=True)) == ["loss"]


def test_the_values_are_those_of_the_whole_data_whatever_the_batch() -> None:
    model = dense_network()
    x, y = vectors(50)
    expected = model.evaluate(x, y, batch_size=50, verbose=0)
    for size in (1, 7, 32):
        np.testing.assert_allclose(model.evaluate(x, y, batch_size=size, verbose=0), expected, rtol=1e-5)
    np.testing.assert_allclose(
        model.predict(x, batch_size=7, verbose=0), model.predict(x, batch_size=50, verbose=0), rtol=1e-5, atol=1e-7
    )


def test_sample_weights_weigh_the_loss_and_only_weighted_metrics() -> None:
    model = dense_network(compiled=False)
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"], weighted_metrics=["accuracy"])
    x, y = vectors(40)
    right = model.predict(x, verbose=0).argmax(-1) == y
    weight = np.where(y < 5, 3.0, 1.0)
    loss, plain, weighted = model.evaluate(x, y, sample_weight=weight, verbose=0)
    assert plain == pytest.approx(right.mean())
    assert weighted == pytest.approx((right * weight).sum() / weight.sum())
    low, high = (model.evaluate(x[part], y[part], verbose=0)[0] for part in (y < 5, y >= 5))
    assert loss == pytest.approx((3 * low * (y < 5).sum() + high * (y >= 5).sum()) / 40, rel=1e-5)


def test_a_number_of_steps_limits_both() -> None:
    model = dense_network()
    x, y = vectors(40)
    assert model.predict(x, batch_size=8, steps=2, verbose=0).shape == (16, 10)
    limited = model.evaluate(x, y, batch_size=8, steps=2, verbose=0)
    np.testing.assert_allclose(limited, model.evaluate(x[:16], y[:16], verbose=0), rtol=1e-6)


def test_nothing_changes_by_asking() -> None:
    model = picture_network()
    x, y = some_digits(20)
    before, network = model.get_weights(), model.network()
    model.evaluate(x, y, verbose=0)
    model.predict(x, verbose=0)
    model.test_on_batch(x, y)
    model.predict_on_batch(x)
    model(x)
    assert model.network() is network
    assert model.optimizer.iterations == 0
    assert model.optimizer.slots == {}
    for weight, old in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, old)


def test_on_one_batch_the_same_numbers_come_out() -> None:
    model = dense_network()
    x, y = vectors(200)
    assert model.test_on_batch(x, y) == model.evaluate(x, y, batch_size=200, verbose=0)
    assert model.test_on_batch(x, y, return_dict=True)["loss"] == model.test_on_batch(x, y)[0]
    np.testing.assert_array_equal(model.predict_on_batch(x), model.predict(x, batch_size=200, verbose=0))
    halves = model.test_on_batch(x, y, sample_weight=np.full(200, 0.5))
    assert halves[0] == pytest.approx(model.test_on_batch(x, y)[0] / 2)


def test_several_ends_are_lists() -> None:
    model = two_ended(compiled=True)
    x, y = two_ended_data()
    assert len(model.evaluate(x, y, verbose=0)) == 4
    kind, size = model.predict(x, batch_size=5, verbose=0)
    assert (kind.shape, size.shape) == ((24, 3), (24, 1))
    by_name = model.predict({"right": x[1], "left": x[0]}, verbose=0)
    np.testing.assert_allclose(by_name[0], kind, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("precision", ["float32", "float64", "bfloat16"])
def test_predict_has_the_type_of_the_precision(precision: str) -> None:
    model = dense_network(compiled=False)
    model.compile("sgd", "sparse_categorical_crossentropy", precision=precision)
    wanted = np.float64 if precision == "float64" else np.float32
    x, y = vectors(6)
    assert model.predict(x, verbose=0).dtype == wanted
    assert model.predict(x[:0], verbose=0).dtype == wanted
    assert model(x).dtype == wanted
    assert all(weight.dtype == wanted for weight in model.get_weights())
    model.fit(x, y, verbose=0)
    assert model.predict(x, verbose=0).dtype == wanted


def test_in_float64_predict_is_exact() -> None:
    model = Sequential([Input((3,)), Dense(2, activation="tanh"), Dense(1)])
    model.compile("sgd", "mse", precision="float64")
    x = np.array([[0.1, 0.2, 0.3], [1e-9, 1.0, -1.0]])
    (w1, b1, w2, b2) = model.get_weights()
    np.testing.assert_allclose(model.predict(x, verbose=0), np.tanh(x @ w1 + b1) @ w2 + b2, rtol=1e-14)


def test_no_samples_give_no_predictions_of_the_right_shape() -> None:
    x, _ = some_digits(4)
    assert picture_network().predict(x[:0], verbose=0).shape == (0, 10)
    assert picture_network().predict_on_batch(x[:0]).shape == (0, 10)
    kind, size = two_ended().predict([numbers(0, 6), numbers(0, 6)], verbose=0)
    assert (kind.shape, size.shape) == ((0, 3), (0, 1))
    assert isinstance(dense_network().predict(torch.zeros(0, 196), verbose=0), np.ndarray)
    waiting = Sequential([Flatten(), Dense(3)])
    assert waiting.predict(np.zeros((0, 2, 2)), verbose=0).shape == (0, 3)


def test_no_samples_cannot_be_evaluated() -> None:
    model = dense_network()
    x, y = vectors(4)
    for ask in (
        lambda: model.evaluate(x[:0], y[:0], verbose=0),
        lambda: model.test_on_batch(x[:0], y[:0]),
        lambda: model.fit(x[:0], y[:0], verbose=0),
        lambda: model.train_on_batch(x[:0], y[:0]),
        lambda: model.fit(x, y, validation_data=(x[:0], y[:0]), verbose=0),
    ):
        assert_explained(DataError, ask, "(0, 196)")


def test_data_that_does_not_fit_is_an_error_of_whoever_was_asked() -> None:
    model = dense_network()
    x, y = vectors(4)
    wrong = x[:, :100]
    for name, ask in (
        ("predict", lambda: model.predict(wrong, verbose=0)),
        ("evaluate", lambda: model.evaluate(wrong, y, verbose=0)),
        ("fit", lambda: model.fit(wrong, y, verbose=0)),
        ("gradients", lambda: model.gradients(wrong, y)),
        ("Sequential", lambda: model(wrong)),
    ):
        assert_explained(ShapeError, ask, name, "(N, 196)", "(4, 100)")
    assert_explained(DataError, lambda: two_ended()(numbers(2, 6)), "left, right")
    assert_explained(DataError, lambda: model.evaluate(x, verbose=0))


def test_targets_may_lack_or_have_the_last_axis() -> None:
    model = Sequential([Input((4,)), Dense(1)])
    model.compile("sgd", "mse")
    x, y = numbers(6, 4), numbers(6)
    assert model.evaluate(x, y, verbose=0) == model.evaluate(x, y[:, None], verbose=0)


def test_masks_are_only_drawn_in_training_and_follow_the_seed() -> None:
    set_seed(4)
    model = Sequential([Input((64,)), Dropout(0.5)])
    x = np.ones((2, 64), "float32")
    np.testing.assert_array_equal(model(x), x)
    masked = model(x, training=True)
    assert set(np.unique(masked)) == {0.0, 2.0}
    np.testing.assert_array_equal(model(x, training=True), masked)
    set_seed(5)
    assert not np.array_equal(Sequential([Input((64,)), Dropout(0.5)])(x, training=True), masked)


def test_callbacks_hear_of_evaluations_and_predictions() -> None:
    model, recorded = dense_network(), Recorded()
    x, y = vectors(20)
    model.evaluate(x, y, batch_size=10, callbacks=[recorded], verbose=0)
    model.predict(x, batch_size=10, callbacks=recorded, verbose=0)
    batch = "['accuracy', 'loss']"
    assert recorded.events == [
        "test begins", f"test 0 {batch}", f"test 1 {batch}", "test ends",
        "predict begins 2", "predict 0", "predict 1", "predict ends",
    ]  # fmt: skip
    assert recorded.model is model


def test_what_was_predicted_is_not_part_of_the_model() -> None:
    x = Input((3,))
    model = Model(x, [x, Dense(3)(x)])
    given = numbers(4, 3)
    same, _ = model.predict(given, verbose=0)
    np.testing.assert_array_equal(same, given)
    same[:] = 0
    assert given.any()
    whole = model.predict(given, batch_size=2, verbose=0)[0]
    np.testing.assert_array_equal(whole, given)


@pytest.mark.parametrize("kind", ["float32", "float64", "uint8", "int32", "int64", ">f4", "float16"])
def test_one_array_of_one_batch_gives_what_a_dataset_gives(kind: str) -> None:
    model = picture_network()
    x, _ = some_digits(9)
    pictures = x[..., None].astype(kind)
    expected = model.predict(ArrayDataset(pictures, batch_size=9, shuffle=False), verbose=0)
    np.testing.assert_array_equal(model.predict(pictures, verbose=0), expected)
    turned = np.asfortranarray(pictures)
    np.testing.assert_allclose(model.predict(turned, verbose=0), expected, rtol=1e-5, atol=1e-7)
    pictures.flags.writeable = False
    np.testing.assert_allclose(model.predict(pictures, verbose=0), expected, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("batch_size", [0, -1, 2.5, "8", True])
def test_a_batch_size_that_is_none_is_refused_for_one_batch_too(batch_size: Any) -> None:
    with pytest.raises(ArgumentError):
        dense_network().predict(numbers(1, 196), batch_size=batch_size, verbose=0)


def test_an_output_that_is_an_input_is_a_copy() -> None:
    model = Sequential([Input((3,)), Dropout(0.5)])
    x = numbers(2, 3)
    y = model.predict(x, verbose=0)
    x[:] = 0
    assert np.abs(y).max() > 0
