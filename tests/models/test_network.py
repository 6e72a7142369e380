from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from nervure import Input, Model, Sequential
from nervure.graph.precision import PRECISIONS
from nervure.layers import Activation, BatchNormalization, Dense, Layer
from nervure.models.network import Network, initialise, named_parameters, owned_parameters
from nervure.ops.op import Context
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
    def output_shape(self, input_shape: Any) -> Any:
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


def test_a_frozen_batch_normalisation_is_lowered_as_frozen() -> None:
    layer = BatchNormalization()
    model = Sequential([Input((4,)), layer, Dense(2)])
    assert model.network().plan.steps[0].options["frozen"] is False
    layer.trainable = False
    assert model.network().plan.steps[0].options["frozen"] is True
