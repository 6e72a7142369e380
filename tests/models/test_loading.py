from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from nervure import Input, Model, Sequential, losses, metrics, models, set_seed
from nervure.errors import FileError, UnknownNameError
from nervure.initializers import HeNormal, Ones
from nervure.layers import LSTM, Bidirectional, Dense, Dropout, LeakyReLU, TorchModule
from nervure.models import clone_model, load_model, model_from_config, model_from_json, save_model
from nervure.optimizers import SGD, Adam, Optimizer
from nervure.regularizers import L1L2
from tests.models.networks import (
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


class SignDescent(Optimizer):
    """An optimizer of one's own."""

    def __init__(self, learning_rate: float = 0.01) -> None:
        super().__init__(learning_rate)

    def step(self, values: torch.Tensor, gradients: torch.Tensor, learning_rate: float) -> None:
        values.sub_(gradients.sign(), alpha=learning_rate)


def fourth_power(y_true: torch.Tensor, y_pred: torch.Tensor) -> torch.Tensor:
    return ((y_true - y_pred) ** 4).mean(-1)


def largest_error(y_true: torch.Tensor, y_pred: torch.Tensor) -> torch.Tensor:
    return (y_true - y_pred).abs().amax(-1)


def reloaded(model: Any, tmp_path: Path, **arguments: Any) -> Any:
    model.save(tmp_path / "model.safetensors")
    return load_model(tmp_path / "model.safetensors", **arguments)


def test_a_loaded_model_predicts_the_same_bits(tmp_path: Path) -> None:
    model = picture_network()
    x, y = some_digits(64)
    model.fit(x, y, verbose=0)
    again = reloaded(model, tmp_path)
    assert_same_weights(again, model)
    np.testing.assert_array_equal(again.predict(x, verbose=0), model.predict(x, verbose=0))
    assert again.evaluate(x, y, verbose=0) == model.evaluate(x, y, verbose=0)
    assert [layer.name for layer in again.layers] == [layer.name for layer in model.layers]


@pytest.mark.parametrize("precision", ["float32", "float64", "bfloat16", "auto"])
@pytest.mark.parametrize("compiled", [True, False])
def test_no_digit_is_lost_in_any_precision(tmp_path: Path, precision: str, compiled: bool) -> None:
    model = dense_network()
    model.compile("adam", "sparse_categorical_crossentropy", precision=precision)
    x, y = vectors(40)
    model.fit(x, y, verbose=0)
    again = reloaded(model, tmp_path, compile=compiled)
    assert_same_weights(again, model)
    assert [weight.dtype for weight in again.get_weights()] == [weight.dtype for weight in model.get_weights()]
    if not compiled:
        assert not again.compiled
        again.compile("adam", "sparse_categorical_crossentropy", precision=precision)
    np.testing.assert_array_equal(again.predict(x, verbose=0), model.predict(x, verbose=0))


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "rmsprop", "adamw", SGD(0.05, momentum=0.9, nesterov=True)])
def test_training_on_after_loading_gives_the_bits_of_an_uninterrupted_run(tmp_path: Path, optimizer: Any) -> None:
    x, y = some_digits(70)

    def network() -> Any:
        set_seed(3)
        model = picture_network()
        kind = optimizer if isinstance(optimizer, str) else type(optimizer).from_config(optimizer.get_config())
        model.compile(kind, "sparse_categorical_crossentropy", metrics=["accuracy"])
        return model

    whole = network()
    expected = whole.fit(x, y, epochs=4, batch_size=16, seed=9, verbose=0).history
    part = network()
    part.fit(x, y, epochs=2, batch_size=16, seed=9, verbose=0)
    again = reloaded(part, tmp_path)
    assert again.optimizer.iterations == part.optimizer.iterations == 10
    history = again.fit(x, y, epochs=4, initial_epoch=2, batch_size=16, seed=9, verbose=0).history
    assert_same_weights(again, whole)
    assert history == {label: values[2:] for label, values in expected.items()}


def test_steps_by_hand_go_on_with_the_same_masks_after_loading(tmp_path: Path) -> None:
    x, y = some_digits(16)
    model = picture_network()
    for _ in range(3):
        model.train_on_batch(x, y)
    again = reloaded(model, tmp_path)
    assert (again.seed, again.run_seed) == (model.seed, model.run_seed)
    assert again.train_on_batch(x, y) == model.train_on_batch(x, y)
    assert_same_weights(again, model)


def test_a_learning_rate_that_was_changed_comes_back(tmp_path: Path) -> None:
    model = dense_network()
    model.fit(*vectors(8), verbose=0)
    model.optimizer.learning_rate = 0.125
    assert reloaded(model, tmp_path).optimizer.learning_rate == 0.125


def test_an_optimizer_that_did_no_step_is_saved_without_a_state(tmp_path: Path) -> None:
    again = reloaded(dense_network(), tmp_path)
    assert again.optimizer.iterations == 0
    assert again.optimizer.slots == {}


def test_graphs_with_several_ends_come_back(tmp_path: Path) -> None:
    model = two_ended(compiled=True)
    x, y = two_ended_data()
    model.fit(x, y, verbose=0)
    again = reloaded(model, tmp_path)
    for one, other in zip(again.predict(x, verbose=0), model.predict(x, verbose=0), strict=True):
        np.testing.assert_array_equal(one, other)
    assert again.evaluate(x, y, verbose=0, return_dict=True) == model.evaluate(x, y, verbose=0, return_dict=True)
    assert again.metrics_names == model.metrics_names


def test_losses_with_options_metrics_and_weights_come_back(tmp_path: Path) -> None:
    model = two_ended()
    model.compile(
        Adam(0.01, clipnorm=1.0),
        loss=[losses.SparseCategoricalCrossentropy(from_logits=False), losses.MeanSquaredError(reduction="sum")],
        loss_weights=[1.0, 0.25],
        metrics=[["accuracy"], [metrics.MeanAbsoluteError(name="distance")]],
        weighted_metrics=[["accuracy"], []],
    )
    x, y = two_ended_data()
    again = reloaded(model, tmp_path)
    assert again.evaluate(x, y, verbose=0, return_dict=True) == model.evaluate(x, y, verbose=0, return_dict=True)
    assert again.metrics_names == model.metrics_names
    assert again.loss[1].reduction == "sum"
    assert again.optimizer.get_config() == model.optimizer.get_config()
    assert again.compile_arguments["loss_weights"] == [1.0, 0.25]


def test_label_smoothing_is_part_of_the_file(tmp_path: Path) -> None:
    model = dense_network(compiled=False)
    model.compile("sgd", losses.CategoricalCrossentropy(label_smoothing=0.2))
    x, y = vectors(8)
    assert reloaded(model, tmp_path).evaluate(x, np.eye(10)[y], verbose=0) == model.evaluate(
        x, np.eye(10)[y], verbose=0
    )


def test_a_loss_that_shapes_decide_comes_back_as_a_name(tmp_path: Path) -> None:
    model = dense_network(compiled=False)
    model.compile("sgd", "crossentropy", metrics=["accuracy"])
    x, y = vectors(8)
    assert reloaded(model, tmp_path).evaluate(x, y, verbose=0) == model.evaluate(x, y, verbose=0)


def test_functions_and_classes_of_ones_own_are_handed_over(tmp_path: Path) -> None:
    model = Sequential([Input((4,)), Scale(2.0), Dense(3)])
    model.compile(SignDescent(0.01), fourth_power, metrics=[largest_error, "mae"])
    x, y = numbers(8, 4), numbers(8, 3, seed=1)
    model.fit(x, y, verbose=0)
    own = {
        "Scale": Scale, "SignDescent": SignDescent, "fourth_power": fourth_power, "largest_error": largest_error,
    }  # fmt: skip
    again = reloaded(model, tmp_path, custom_objects=own)
    assert again.evaluate(x, y, verbose=0, return_dict=True) == model.evaluate(x, y, verbose=0, return_dict=True)
    model.fit(x, y, verbose=0, seed=1)
    again.fit(x, y, verbose=0, seed=1)
    assert_same_weights(again, model)


@pytest.mark.parametrize("missing", ["SignDescent", "fourth_power", "largest_error"])
def test_without_a_function_of_ones_own_the_model_comes_uncompiled_and_says_so(
    tmp_path: Path, missing: str, caplog: pytest.LogCaptureFixture
) -> None:
    model = Sequential([Input((4,)), Dense(3)])
    model.compile(SignDescent(0.01), fourth_power, metrics=[largest_error])
    model.fit(numbers(8, 4), numbers(8, 3), verbose=0)
    own = {"SignDescent": SignDescent, "fourth_power": fourth_power, "largest_error": largest_error}
    del own[missing]
    again = reloaded(model, tmp_path, custom_objects=own)
    assert not again.compiled
    assert_same_weights(again, model)
    assert len(caplog.records) == 1
    assert missing in caplog.records[0].getMessage()


def test_without_a_layer_of_ones_own_nothing_is_loaded(tmp_path: Path) -> None:
    Sequential([Input((4,)), Scale()]).save(tmp_path / "model.safetensors")
    assert_explained(UnknownNameError, lambda: load_model(tmp_path / "model.safetensors"), "'Scale'")


def test_a_module_of_torch_is_handed_over_and_gets_the_weights_of_the_file(tmp_path: Path) -> None:
    def network() -> Any:
        inner = Sequential([Input((4,)), TorchModule(torch.nn.Linear(4, 5)), Dense(4)], name="inner")
        outer = Sequential([Input((4,)), inner, TorchModule(torch.nn.Sequential(torch.nn.BatchNorm1d(4)), name="norm")])
        outer.compile("adam", "mse")
        return outer

    model = network()
    x, y = numbers(12, 4), numbers(12, 4, seed=1)
    model.fit(x, y, epochs=2, verbose=0)
    modules = {"inner/torch_module": torch.nn.Linear(4, 5), "norm": torch.nn.Sequential(torch.nn.BatchNorm1d(4))}
    again = reloaded(model, tmp_path, custom_objects=modules)
    np.testing.assert_array_equal(again.predict(x, verbose=0), model.predict(x, verbose=0))
    model.fit(x, y, verbose=0, seed=1)
    again.fit(x, y, verbose=0, seed=1)
    assert_same_weights(again, model)


def test_arguments_that_are_objects_come_back(tmp_path: Path) -> None:
    layer = Dense(
        3,
        activation=LeakyReLU(0.1),
        kernel_initializer=HeNormal(seed=4),
        kernel_regularizer=L1L2(0.01, 0.02),
        bias_initializer=np.array([1.0, 2.0, 3.0]),
        kernel_constraint="non_neg",
    )
    again = reloaded(Sequential([Input((4,)), layer]), tmp_path).layers[0]
    assert again.activation == layer.activation
    assert again.get_config() == layer.get_config()
    clone = clone_model(Sequential([Input((4,)), layer])).layers[0]
    np.testing.assert_array_equal(clone.get_weights()[0], layer.get_weights()[0])
    np.testing.assert_array_equal(clone.get_weights()[1], [1, 2, 3])


def test_frozen_layers_come_back_frozen(tmp_path: Path) -> None:
    model = dense_network()
    model.layers[0].trainable = False
    model.fit(*vectors(8), verbose=0)
    again = reloaded(model, tmp_path)
    assert [layer.trainable for layer in again.layers] == [False, True]
    x, y = vectors(8)
    model.fit(x, y, verbose=0, seed=2)
    again.fit(x, y, verbose=0, seed=2)
    assert_same_weights(again, model)


def test_a_file_of_weights_is_no_model(tmp_path: Path) -> None:
    dense_network().save_weights(tmp_path / "weights.safetensors")
    assert_explained(FileError, lambda: load_model(tmp_path / "weights.safetensors"), "load_weights")


def test_save_model_is_the_same_as_the_method(tmp_path: Path) -> None:
    model = dense_network()
    save_model(model, tmp_path / "a.safetensors")
    model.save(tmp_path / "b.safetensors")
    assert (tmp_path / "a.safetensors").read_bytes() == (tmp_path / "b.safetensors").read_bytes()


@pytest.mark.parametrize("make", [two_ended, lambda: picture_network(compiled=False), lambda: Sequential([Dense(3)])])
def test_an_architecture_goes_through_json(make: Any) -> None:
    model = make()
    again = model_from_json(model.to_json())
    assert again.to_json() == model.to_json()
    assert type(again) is type(model)
    assert model_from_config(json.loads(model.to_json(indent=2))).to_json() == model.to_json()


def test_a_model_from_json_has_weights_of_its_own() -> None:
    model = two_ended()
    again = model_from_json(model.to_json())
    assert [w.shape for w in again.get_weights()] == [w.shape for w in model.get_weights()]
    assert not np.array_equal(again.get_weights()[0], model.get_weights()[0])
    again.set_weights(model.get_weights())
    x, _ = two_ended_data()
    np.testing.assert_array_equal(again.predict(x, verbose=0)[0], model.predict(x, verbose=0)[0])


def test_text_that_is_no_architecture_is_an_error() -> None:
    for text in ("", "no json", "[" * 100_000, None):
        assert_explained(FileError, lambda given=text: model_from_json(given), "model_from_json")
    for text in ("3", "{}", '{"class_name": "Sequential"}'):
        assert_explained(FileError, lambda given=text: model_from_json(given), "model_from_json")
    single = json.dumps({"class_name": "Dense", "name": "dense", "trainable": True, "config": {"units": 3}})
    assert_explained(FileError, lambda: model_from_json(single), "Dense")


@pytest.mark.parametrize("cls", [Model, Sequential])
def test_get_config_and_from_config_are_inverse(cls: Any) -> None:
    model = two_ended() if cls is Model else picture_network(compiled=False)
    again = cls.from_config(model.get_config())
    assert isinstance(again, cls)
    assert again.get_config() == model.get_config()


def test_a_clone_has_the_architecture_and_fresh_weights() -> None:
    model = two_ended(compiled=True)
    clone = clone_model(model)
    assert clone.to_json() == model.to_json()
    assert not clone.compiled
    assert not np.array_equal(clone.get_weights()[0], model.get_weights()[0])
    assert not {id(layer) for layer in clone.layers} & {id(layer) for layer in model.layers}
    x, _ = two_ended_data()
    clone.set_weights(model.get_weights())
    np.testing.assert_array_equal(clone.predict(x, verbose=0)[1], model.predict(x, verbose=0)[1])


def test_a_clone_holds_layers_of_ones_own_also_in_models_inside() -> None:
    inner = Sequential([Input((4,)), Scale(2.0), TorchModule(torch.nn.Linear(4, 4))])
    model = Sequential([Input((4,)), inner, Scale(3.0), Dense(2)])
    clone = clone_model(model)
    assert clone.layers[0].layers[0].factor == 2.0
    assert clone.layers[0].layers[1].module is not inner.layers[1].module
    x = numbers(5, 4)
    np.testing.assert_array_equal(clone.layers[0](x), inner(x))


def test_a_clone_of_a_chain_that_waits_for_its_shape_waits_too() -> None:
    model = Sequential([Dense(3), Sequential([Dense(2)])])
    clone = clone_model(model)
    assert not clone.built
    clone.build((None, 4))
    assert clone.count_params() == 23


def test_a_clone_may_change_layers_on_the_way() -> None:
    def calmer(layer: Any) -> Any:
        return (
            Dropout(0.1, name=layer.name) if isinstance(layer, Dropout) else type(layer).from_config(layer.get_config())
        )

    clone = clone_model(picture_network(), clone_function=calmer)
    assert clone.get_layer("dropout").rate == 0.1


def test_models_can_be_joined_after_they_were_loaded(tmp_path: Path) -> None:
    first = reloaded(Sequential([Input((4,)), Dense(3)]), tmp_path)
    second = reloaded(Sequential([Input((3,)), Dense(2)]), tmp_path)
    joined = Sequential([first, second])
    assert joined.predict(numbers(2, 4), verbose=0).shape == (2, 2)
    joined.save(tmp_path / "joined.safetensors")
    assert_same_weights(models.load_model(tmp_path / "joined.safetensors"), joined)


def test_loading_draws_nothing_and_what_is_added_later_is_drawn(tmp_path: Path) -> None:
    drawn = []

    class Noting(Ones):
        def draw(self, shape: tuple[int, ...], key: int) -> torch.Tensor:
            drawn.append(shape)
            return super().draw(shape, key)

    inner = Sequential([Dense(3, kernel_initializer=Noting()), Bidirectional(LSTM(2, kernel_initializer=Noting()))])
    model = Sequential([Input((5, 4)), inner, Dense(2, kernel_initializer=Noting())])
    model.compile("adam", "mse")
    model.fit(numbers(4, 5, 4), numbers(4, 2), verbose=0)
    drawn.clear()
    again = reloaded(model, tmp_path, custom_objects={"Noting": Noting})
    assert_same_weights(again, model)
    assert drawn == []
    again.add(Dense(6, kernel_initializer=Noting()))
    assert drawn == [(2, 6)]
    assert again.predict(numbers(3, 5, 4), verbose=0).shape == (3, 6)
