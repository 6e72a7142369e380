from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from torch import Tensor

from nervure import Input, Model, Sequential
from nervure.constraints import MaxNorm
from nervure.graph.precision import PRECISIONS
from nervure.layers import Activation, BatchNormalization, Conv2D, Dense, Flatten, Layer, MaxPooling2D
from nervure.models.network import Network, initialise, named_parameters, owned_parameters
from nervure.ops.op import Context
from nervure.optimizers import Adam
from tests.models.networks import dense_network, numbers, two_ended

CPU = torch.device("cpu")


def network_of(model: Model, precision: str = "float32") -> Network:
    return Network(model.graph, PRECISIONS[precision], CPU)


def test_parameters_are_named_by_their_path_and_models_inside_are_opened() -> None:
    assert [name for name, *_ in named_parameters(two_ended().graph)] == [
        "shared/kernel",
        "shared/bias",
        "inner/dense/kernel",
        "inner/dense/bias",
        "inner/batch_normalization/gamma",
        "inner/batch_normalization/beta",
        "inner/batch_normalization/moving_mean",
        "inner/batch_normalization/moving_variance",
        "kind/kernel",
        "kind/bias",
        "size/kernel",
        "size/bias",
    ]


def test_a_layer_inside_and_outside_of_a_model_is_one_layer() -> None:
    shared = Dense(4, name="shared")
    x = Input((4,))
    inner = Sequential([Input((4,)), shared], name="inner")
    model = Model(x, shared(inner(x)))
    assert [owned.layer for owned in owned_parameters(model.graph)] == [shared, shared]
    assert [name for name, *_ in named_parameters(model.graph)] == ["inner/shared/kernel", "inner/shared/bias"]


def test_first_values_depend_on_seed_and_position_and_on_no_name() -> None:
    def drawn(seed: int, names: tuple[str | None, str | None]) -> list[np.ndarray]:
        layers = [Dense(4, name=names[0]), Dense(4, name=names[1])]
        model = Sequential([Input((4,)), *layers])
        for parameter in model.parameters:
            parameter.value = None
        initialise(model.graph, seed)
        return [layer.kernel.array.numpy().copy() for layer in layers]

    first, second = drawn(1, (None, None))
    assert not np.array_equal(first, second)
    for again, value in zip(drawn(1, ("a", "b")), (first, second), strict=True):
        np.testing.assert_array_equal(again, value)
    assert not np.array_equal(drawn(2, (None, None))[0], first)


def test_the_store_has_what_is_trained_what_is_frozen_and_what_is_state() -> None:
    model = two_ended()
    model.get_layer("kind").trainable = False
    names = {id(parameter): name for name, parameter, *_ in named_parameters(model.graph)}
    store = network_of(model).store
    assert [names[id(p)] for p in store.frozen.parameters] == ["kind/kernel", "kind/bias"]
    assert [names[id(p)].rpartition("/")[2] for p in store.state.parameters] == ["moving_mean", "moving_variance"]
    assert len(store.trainable.parameters) == 8
    assert all(p.gradient is not None for p in store.trainable.parameters)
    assert all(p.gradient is None for p in (*store.frozen.parameters, *store.state.parameters))


def test_a_network_stays_until_something_it_was_made_for_changes() -> None:
    model = dense_network()
    network = model.network()
    assert model.network() is network
    model.predict(numbers(2, 196), verbose=0)
    assert model.network() is network
    model.layers[0].trainable = False
    assert model.network() is not network
    frozen = model.network()
    model.compile("adam", "sparse_categorical_crossentropy", precision="float64")
    assert model.network() is not frozen
    assert model.network().store.trainable.dtype == torch.float64


def test_weights_move_into_the_precision_and_back() -> None:
    model = dense_network(compiled=False)
    before = model.get_weights()
    network_of(model, "float64")
    assert all(weight.dtype == np.float64 for weight in model.get_weights())
    network_of(model, "float32")
    for weight, old in zip(model.get_weights(), before, strict=True):
        assert weight.dtype == np.float32
        np.testing.assert_array_equal(weight, old)


def test_two_networks_of_the_same_layers_see_the_newest_weights() -> None:
    model = dense_network(compiled=False)
    part = Model(model.inputs, model.outputs)
    first, second = network_of(model), network_of(part)
    x = torch.from_numpy(numbers(3, 196))
    for network, other in ((first, second), (second, first)):
        network.store.refresh()
        network.store.trainable.values.mul_(1.5)
        (here,), (there,) = network.forward([x], Context()), other.forward([x], Context())
        assert torch.equal(here, there)


def test_in_bfloat16_the_last_activation_is_computed_in_float32() -> None:
    x = Input((4,))
    hidden = Dense(5, activation="relu")(x)
    model = Model(x, [Activation("softmax")(Dense(3)(hidden)), hidden])
    steps = network_of(model, "bfloat16").plan.steps
    assert {step.name: step.is_final for step in steps} == {
        "dense/z": False,
        "dense/output": False,
        "dense_1/output": False,
        "activation/output": True,
    }
    probabilities, values = network_of(model, "bfloat16").forward([torch.from_numpy(numbers(6, 4))], Context())
    assert probabilities.dtype == values.dtype == torch.float32
    torch.testing.assert_close(probabilities.sum(-1), torch.ones(6), rtol=0, atol=1e-6)
    assert torch.equal(values, values.bfloat16().float())


class softmax(Layer):  # noqa: N801  (a name like that of an activation)
    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def forward(self, x: Tensor, context: Context) -> tuple[Tensor, None]:
        return x / 2, None

    def backward(self, dy: Tensor, cache: None) -> tuple[Tensor, dict[str, Tensor]]:
        return dy / 2, {}


def test_a_layer_that_goes_by_the_name_of_an_activation_is_none() -> None:
    x = Input((4,))
    model = Model(x, softmax()(Dense(3)(x)))
    assert not any(step.is_final for step in network_of(model, "bfloat16").plan.steps)


def test_in_float32_nothing_is_marked_final() -> None:
    assert not any(step.is_final for step in network_of(dense_network()).plan.steps)


def test_a_frozen_batch_normalization_is_lowered_as_frozen() -> None:
    layer = BatchNormalization()
    model = Sequential([Input((4,)), layer, Dense(2)])
    assert model.network().plan.steps[0].options["frozen"] is False
    layer.trainable = False
    assert model.network().plan.steps[0].options["frozen"] is True


class Everything(NamedTuple):
    """A model with every kind of weight that is prepared for inference, another one with the same layers, and data."""

    model: Sequential
    part: Model
    x: np.ndarray
    y: np.ndarray


def everything() -> Everything:
    layers = [
        Conv2D(8, 3, activation="relu"), BatchNormalization(momentum=0.5), Conv2D(8, 3), MaxPooling2D(), Flatten(),
        Dense(6, activation="tanh", kernel_constraint=MaxNorm(0.1)), Dense(3, activation="softmax"),
    ]  # fmt: skip
    model = Sequential([Input((10, 10, 1)), *layers])
    model.compile(Adam(0.05, use_ema=True), "sparse_categorical_crossentropy")
    return Everything(model, Model(model.inputs, model.outputs), numbers(8, 10, 10, 1), np.arange(8) % 3)


def doubled(model: Model) -> list[np.ndarray]:
    return [2 * weight for weight in model.get_weights()]


def load_doubled(given: Everything, path: Path) -> None:
    other = everything().model
    other.set_weights(doubled(given.model))
    other.save_weights(path / "weights.safetensors")
    given.model.load_weights(path / "weights.safetensors")


def train_together(given: Everything, _: Path) -> None:
    given.part.compile("sgd", "sparse_categorical_crossentropy")
    given.part.fit(given.x, given.y, verbose=0)


def assign(given: Everything, _: Path) -> None:
    kernel = given.model.layers[0].kernel
    kernel.value = 2 * kernel.array


def exchange_average(given: Everything, _: Path) -> None:
    given.model.fit(given.x, given.y, verbose=0)
    given.model.predict(given.x, verbose=0)
    given.model.optimizer.trade_average()


def fit_another_way(given: Everything, _: Path) -> None:
    given.model.compile("rmsprop", "sparse_categorical_crossentropy")
    given.model.fit(given.x, given.y, verbose=0)


WAYS: dict[str, Callable[[Everything, Path], object]] = {
    "fit": lambda given, _: given.model.fit(given.x, given.y, verbose=0),
    "fit with another optimizer": fit_another_way,
    "train_on_batch": lambda given, _: given.model.train_on_batch(given.x, given.y),
    "set_weights": lambda given, _: given.model.set_weights(doubled(given.model)),
    "set_weights of a layer": lambda given, _: given.model.layers[0].set_weights(doubled(given.model)[:2]),
    "load_weights": load_doubled,
    "another model with the layers": train_together,
    "a value put in place": assign,
    "a value changed in place": lambda given, _: given.model.layers[0].kernel.array.mul_(2),
    "a part changed in place": lambda given, _: given.model.layers[-1].bias.array[1:].add_(1),
    "a moving statistic": lambda given, _: given.model.layers[1].moving_mean.array.sub_(0.5),
    "the average of the weights": exchange_average,
}


@pytest.mark.parametrize("way", list(WAYS))
def test_predictions_follow_a_change_of_the_weights_in_every_way(way: str, tmp_path: Path) -> None:
    given = everything()
    before = given.model.predict(given.x, verbose=0)
    WAYS[way](given, tmp_path)
    after = given.model.predict(given.x, verbose=0)
    assert np.abs(after - before).max() > 1e-5
    assert given.model(given.x) == pytest.approx(after, rel=1e-5)
    assert given.model.trace(given.x).steps[-1].value == pytest.approx(after, rel=1e-4, abs=1e-6)


def test_a_small_network_that_trains_in_native_calls_predicts_with_its_new_weights() -> None:
    model = dense_network()
    x, y = numbers(64, 196), np.arange(64) % 10
    before = model.predict(x, verbose=0)
    model.fit(x, y, verbose=0, epochs=2)
    after = model.predict(x, verbose=0)
    assert np.abs(after - before).max() > 1e-4
    assert model.trace(x).steps[-1].value == pytest.approx(after, rel=1e-4, abs=1e-6)


def test_training_mode_is_computed_as_training_computes() -> None:
    given = everything()
    inference = given.model(given.x)
    assert given.model(given.x) == pytest.approx(inference)
    assert np.abs(inference - given.model(given.x, training=True)).max() > 1e-4


def test_what_predict_gave_stays_when_it_is_asked_again() -> None:
    given = everything()
    first = given.model.predict(given.x[:1], verbose=0)
    kept = first.copy()
    given.model.predict(given.x[1:2], verbose=0)
    np.testing.assert_array_equal(first, kept)
