from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from nervure import Input, Model, Sequential, callbacks, set_seed
from nervure.errors import ArgumentError
from nervure.layers import Add, Concatenate, Conv2D, Dense, Flatten, GlobalAveragePooling2D
from nervure.models import load_model
from tests.models.networks import (
    assert_explained,
    assert_same_weights,
    dense_network,
    numbers,
    some_digits,
    two_ended,
    two_ended_data,
    vectors,
)

METHODS = (
    "compile", "fit", "evaluate", "predict", "train_on_batch", "test_on_batch", "predict_on_batch", "summary", "save",
    "save_weights", "load_weights", "to_json", "get_layer", "build",
)  # fmt: skip
# Ours has none of these: a plan has no graph mode, and archives come later.
LEFT_OUT = {
    "compile": {"run_eagerly", "steps_per_execution", "jit_compile", "auto_scale_loss"},
    "evaluate": {"kwargs"},
    "save": {"zipped", "kwargs"},
    "save_weights": {"max_shard_size"},
    "load_weights": {"skip_mismatch", "kwargs"},
    "to_json": {"kwargs"},
}


@pytest.mark.parametrize("name", METHODS)
def test_methods_take_the_arguments_of_keras_in_their_order_and_with_their_defaults(name: str) -> None:
    ours = inspect.signature(getattr(Model, name)).parameters
    theirs = inspect.signature(getattr(keras.Model, name)).parameters
    expected = [parameter for parameter in theirs if parameter not in LEFT_OUT.get(name, set())]
    if name == "build":  # theirs is wrapped
        expected = ["self", "input_shape"]
    assert [parameter for parameter in ours if parameter in expected] == expected
    positional = [name for name, each in ours.items() if each.kind is each.POSITIONAL_OR_KEYWORD]
    assert positional[: len(expected)] == expected
    for parameter in expected:
        if parameter in theirs and name != "build":
            assert ours[parameter].default == theirs[parameter].default, parameter


def test_a_model_needs_both_ends() -> None:
    class Own(Model):
        def __init__(self) -> None:
            super().__init__()
            self.layer = Dense(3)

    x = Input((4,))
    for make in (Own, Model, lambda: Model(x), lambda: Model(outputs=Dense(2)(x))):
        assert_explained(ArgumentError, make, "Model(x, y)")


def test_a_class_of_ones_own_may_draw_its_graph_itself(tmp_path: Path) -> None:
    class Tower(Model):
        def __init__(self, units: int) -> None:
            x = Input((4,))
            super().__init__(x, Dense(2)(Dense(units, activation="relu")(x)), name="tower")

    model = Tower(5)
    model.compile("sgd", "mse")
    model.fit(numbers(8, 4), numbers(8, 2), verbose=0)
    model.save(tmp_path / "tower.safetensors")
    again = load_model(tmp_path / "tower.safetensors")
    assert type(again) is Model
    assert_same_weights(again, model)


def test_several_inputs_and_outputs_shared_layers_and_links_are_trained_together() -> None:
    set_seed(1)
    model = two_ended(compiled=True)
    x, y = two_ended_data(64)
    history = model.fit(x, y, epochs=30, verbose=0).history
    assert list(history) == ["loss", "kind_loss", "size_loss", "kind_accuracy"]
    assert history["loss"][-1] < history["loss"][0]
    assert history["loss"][0] == pytest.approx(history["kind_loss"][0] + history["size_loss"][0], rel=1e-5)


def test_weights_of_losses_weigh_the_sum_and_not_the_parts() -> None:
    model = two_ended()
    model.compile("sgd", ["sparse_categorical_crossentropy", "mse"], loss_weights=[0.5, 3.0])
    x, y = two_ended_data()
    total, kind, size = model.evaluate(x, y, verbose=0)
    assert total == pytest.approx(0.5 * kind + 3.0 * size, rel=1e-5)


def test_a_residual_network_learns_digits() -> None:
    set_seed(1)
    x = Input((14, 14, 1))
    hidden = Conv2D(8, 3, padding="same", activation="relu")(x)
    for _ in range(2):
        hidden = Add()([hidden, Conv2D(8, 3, padding="same", activation="relu")(hidden)])
    model = Model(x, Dense(10, activation="softmax")(Flatten()(hidden)))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    pictures, y = some_digits(300)
    history = model.fit(pictures / 255, y, epochs=6, verbose=0).history
    assert history["accuracy"][-1] > 0.8


def test_what_evaluate_gives_is_named_before_any_data_was_seen() -> None:
    model = two_ended(compiled=True)
    assert model.metrics_names == ["loss", "kind_loss", "size_loss", "kind_accuracy"]
    x, y = two_ended_data()
    assert list(model.evaluate(x, y, verbose=0, return_dict=True)) == model.metrics_names


def test_the_ends_of_a_model_make_another_one() -> None:
    model = dense_network()
    deeper = Model(model.input, Dense(3)(model.output))
    assert deeper.count_params() == model.count_params() + 33
    several = two_ended()
    assert [tensor.shape for tensor in several.input] == [(None, 6), (None, 6)]
    joined = Model(several.inputs, Concatenate()(several.outputs))
    assert joined.output.shape == (None, 4)


def test_compile_may_be_called_again_with_another_precision() -> None:
    model = dense_network()
    x, y = vectors(16)
    model.fit(x, y, verbose=0)
    single = model.predict(x, verbose=0)
    model.compile("adam", "sparse_categorical_crossentropy", precision="float64")
    double = model.predict(x, verbose=0)
    assert double.dtype == np.float64
    np.testing.assert_allclose(double, single, rtol=1e-4, atol=1e-6)
    model.fit(x, y, verbose=0)
    model.compile("adam", "sparse_categorical_crossentropy", precision="float32")
    assert model.predict(x, verbose=0).dtype == np.float32
    model.fit(x, y, verbose=0)


def test_sizes_that_are_not_known_take_pictures_of_any_size() -> None:
    model = Sequential([Input((None, None, 1)), Conv2D(3, 3), GlobalAveragePooling2D(), Dense(2)])
    for size in (8, 11):
        assert model.predict(numbers(2, size, size + 1, 1), verbose=0).shape == (2, 2)


def test_a_checkpoint_written_while_training_is_a_whole_model(tmp_path: Path) -> None:
    model = dense_network()
    path = tmp_path / "best.safetensors"
    saving = callbacks.ModelCheckpoint(path)
    model.fit(*vectors(32), epochs=2, callbacks=[saving], verbose=0)
    again = load_model(path)
    assert_same_weights(again, model)
    assert again.optimizer.iterations == model.optimizer.iterations


def test_json_takes_the_arguments_of_json() -> None:
    model = dense_network()
    assert json.loads(model.to_json(indent=2)) == json.loads(model.to_json())
    assert "\n" in model.to_json(indent=2)


def test_the_learning_rate_of_the_optimizer_can_be_changed_between_fits() -> None:
    model = dense_network()
    model.optimizer.learning_rate = 1e-12
    before = model.get_weights()[1]
    model.fit(*vectors(16), verbose=0)
    np.testing.assert_allclose(model.get_weights()[1], before, atol=1e-9)


def test_a_model_says_what_it_is() -> None:
    assert repr(two_ended()) == "<Model name=two_ended>"
    assert repr(Sequential(name="net")) == "<Sequential name=net>"


def test_losses_are_shown_as_compile_was_given_them() -> None:
    model: Any = dense_network()
    assert model.loss.name == "sparse_categorical_crossentropy"
