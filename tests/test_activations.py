from __future__ import annotations

import inspect
from typing import Any

import keras
import numpy as np
import pytest
import torch

import nervure
from nervure import activations
from nervure.errors import UnknownNameError
from nervure.layers import Dense
from nervure.layers.activation import activation_of
from nervure.ops.activation import ACTIVATIONS

X = np.linspace(-4, 4, 36, dtype="float32").reshape(3, 12)
ALONG_AN_AXIS = ("glu", "log_softmax", "softmax", "sparsemax")
IN_KERAS = [
    name for name in dir(keras.activations) if name not in ("deserialize", "get", "serialize") and name[0] != "_"
]


def test_there_is_a_function_for_every_name_of_ours_and_of_keras() -> None:
    assert set(activations.__all__) == {*IN_KERAS, "deserialize", "get", "serialize"}
    assert set(ACTIVATIONS) <= {*activations.__all__, "swish"}
    assert nervure.activations is activations


@pytest.mark.parametrize("name", IN_KERAS)
def test_functions_take_what_those_of_keras_take_and_give_their_numbers(name: str) -> None:
    ours, theirs = getattr(activations, name), getattr(keras.activations, name)
    mine, keras_own = (inspect.signature(function).parameters.values() for function in (ours, theirs))
    assert [(p.name, p.default) for p in mine] == [(p.name, p.default) for p in keras_own]
    constants = (0.3, -1.0) if name == "threshold" else ()
    y = ours(X, *constants)
    assert isinstance(y, np.ndarray)
    assert y.dtype == np.float32
    if name == "sparsemax":  # that of Keras does not sum to 1
        assert np.allclose(y.sum(-1), 1, atol=1e-5)
    else:
        assert np.allclose(y, np.asarray(theirs(torch.from_numpy(X), *constants)), atol=1e-5)
    assert torch.equal(ours(torch.from_numpy(X), *constants), torch.from_numpy(y))


def test_a_number_gives_a_number_and_whole_numbers_are_taken() -> None:
    assert float(activations.relu6(7)) == 6.0
    assert activations.softsign([1, -1]).tolist() == [0.5, -0.5]


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("relu", {"negative_slope": 0.1}),
        ("relu", {"max_value": 2.0}),
        ("relu", {"threshold": 1.0}),
        ("leaky_relu", {"negative_slope": 0.3}),
        ("elu", {"alpha": 0.5}),
        ("softmax", {"axis": 0}),
        ("gelu", {"approximate": True}),
    ],
)
def test_constants_go_by_keras_names(name: str, options: dict[str, Any]) -> None:
    ours = getattr(activations, name)(X, **options)
    assert np.allclose(ours, np.asarray(getattr(keras.activations, name)(X, **options)), atol=1e-6)
    assert not np.allclose(ours, getattr(activations, name)(X))


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_numbers_lists_arrays_and_tensors_come_back_as_their_kind(name: str) -> None:
    function = getattr(activations, name)
    tensor = torch.tensor([[1.0, 2.0]], dtype=torch.float64)
    assert isinstance(function(tensor), torch.Tensor)
    assert function(tensor).dtype == torch.float64
    assert function(np.ones((1, 2))).dtype == np.float64
    assert function(np.ones((1, 2), "int64")).dtype == np.float32
    assert isinstance(function([[1.0, 2.0]]), np.ndarray)
    if name not in ALONG_AN_AXIS:
        assert np.shape(function(1.5)) == ()


def test_what_is_given_stays_as_it_was() -> None:
    for name in ACTIVATIONS:
        x = torch.from_numpy(X.copy())
        getattr(activations, name)(x)
        assert np.array_equal(x.numpy(), X), name


def test_read_only_arrays_and_arrays_in_reverse_are_taken() -> None:
    backwards = X[:, ::-1]
    frozen = X.copy()
    frozen.flags.writeable = False
    assert np.array_equal(activations.relu(backwards), np.maximum(backwards, 0))
    assert np.array_equal(activations.relu(frozen), np.maximum(X, 0))


def test_a_tensor_in_a_graph_of_torch_is_taken() -> None:
    x = torch.ones(2, requires_grad=True)
    assert not activations.tanh(x).requires_grad


@pytest.mark.parametrize("name", sorted(set(ACTIVATIONS) - {"linear", "glu"}))
def test_a_function_is_what_its_name_means_to_a_layer(name: str) -> None:
    assert activation_of(getattr(activations, name), "Dense") is not None
    by_name, by_function = Dense(3, activation=name), Dense(3, activation=getattr(activations, name))
    by_name(X)
    by_function(X)
    by_function.set_weights(by_name.get_weights())
    assert np.array_equal(by_name(X), by_function(X))


def test_names_are_found_and_given_back() -> None:
    for name in IN_KERAS:
        assert activations.get(name) is getattr(activations, name)
        assert activations.deserialize(activations.serialize(activations.get(name))).__name__ in (
            name,
            "hard_silu",
            "silu",
        )
    assert activations.get(None) is activations.linear
    assert activations.get(np.sin) is np.sin
    assert activations.deserialize("sine", {"sine": np.sin}) is np.sin
    with pytest.raises(UnknownNameError, match="Did you mean 'relu'"):
        activations.get("rellu")
