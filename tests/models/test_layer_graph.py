from __future__ import annotations

import random
from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nervure.keras
from nervure import Input, Model, Sequential
from nervure.errors import ArgumentError
from nervure.layers import Add, Concatenate, Dense, InputLayer
from nervure.layers.nested import num_positions, positions
from nervure.models.layer_graph import LayerGraph, graph_inside
from tests.models.networks import Halves, assert_explained, numbers
from tests.parity.both import KERAS_CONVERSION

SIZE = 3


def graph_of(model: Any) -> LayerGraph:
    graph: LayerGraph = model.graph
    return graph


def random_network(library: Any, seed: int) -> Any:
    """Inputs, layers that read any earlier tensors, shared layers, models inside, any outputs."""
    draw = random.Random(seed)
    tensors = [library.Input((SIZE,), name=f"in{number}") for number in range(draw.randint(1, 3))]
    inputs = list(tensors)
    shared = [library.layers.Dense(SIZE, name=f"shared{number}") for number in range(2)]
    for number in range(draw.randint(2, 9)):
        kind = draw.choice(["dense", "dense", "add", "shared", "model"])
        read = [draw.choice(tensors) for _ in range(draw.randint(2, 3))]
        if kind == "add":
            made = library.layers.Add(name=f"add{number}")(read)
        elif kind == "shared":
            made = draw.choice(shared)(read[0])
        elif kind == "model":
            inside = [library.Input((SIZE,)), library.layers.Dense(SIZE, name=f"inner{number}")]
            made = library.Sequential(inside, name=f"model{number}")(read[0])
        else:
            made = library.layers.Dense(SIZE, name=f"dense{number}")(read[0])
        tensors.append(made)
    outputs = draw.sample(tensors, draw.randint(1, min(3, len(tensors))))
    # Keras wants every input to be used.
    return library.Model(inputs, library.layers.Add(name="all")([*inputs, *inputs, *outputs]))


@pytest.mark.filterwarnings(KERAS_CONVERSION)
@settings(max_examples=40)
@given(seed=st.integers(0, 10**6))
def test_layers_and_weights_have_the_order_of_keras(seed: int) -> None:
    ours, theirs = random_network(nervure.keras, seed), random_network(keras, seed)
    assert [layer.name for layer in ours.layers] == [layer.name for layer in theirs.layers]
    paths = [parameter.name for parameter in graph_parameters(ours)]
    assert [f"{path.split('/')[-2]}/{path.split('/')[-1]}" for path in paths] == [
        "/".join(variable.path.split("/")[-2:]) for variable in theirs.weights
    ]
    ours.set_weights([variable.value.detach().numpy() for variable in theirs.weights])
    x = [numbers(4, SIZE, seed=number) for number in range(len(ours.inputs))]
    np.testing.assert_allclose(ours.predict(x, verbose=0), theirs.predict(x, verbose=0), rtol=1e-4, atol=1e-4)


def graph_parameters(model: Any) -> Any:
    from nervure.models.network import named_parameters

    return named_parameters(model.graph)


def test_calls_are_ordered_so_that_each_finds_its_inputs() -> None:
    x = Input((4,))
    first = Dense(4)(x)
    second = Add()([first, x])
    graph = graph_of(Model(x, Add()([second, Dense(4)(second), first])))
    known = {id(tensor) for tensor in graph.inputs}
    for node in graph.nodes:
        assert all(id(tensor) in known for tensor in node.inputs)
        known.update(id(tensor) for tensor in node.outputs)
    assert all(id(tensor) in known for tensor in graph.outputs)


def test_an_output_that_depends_on_a_missing_input_is_an_error() -> None:
    left, right = Input((4,), name="left"), Input((4,), name="right")
    both = Add()([left, right])
    assert_explained(ArgumentError, lambda: Model(left, both), "'right'")


def test_a_layer_that_no_output_needs_is_left_out() -> None:
    x = Input((4,))
    Dense(5, name="unused")(x)
    model = Model(x, Dense(2, name="used")(x))
    assert [layer.name for layer in model.layers] == ["input_layer", "used"]


def test_an_input_that_no_output_needs_stays_an_input() -> None:
    left, right = Input((4,), name="left"), Input((4,), name="right")
    model = Model([left, right], Dense(2)(left))
    assert [layer.name for layer in model.layers] == ["left", "right", "dense"]
    assert model.predict([numbers(3, 4), numbers(3, 4)], verbose=0).shape == (3, 2)


def test_a_model_may_begin_behind_a_layer() -> None:
    x = Input((4,))
    hidden = Dense(5, activation="relu")(x)
    y = Dense(2)(hidden)
    whole, first, second = Model(x, y), Model(x, hidden), Model(hidden, y)
    values = numbers(3, 4)
    np.testing.assert_array_equal(
        second.predict(first.predict(values, verbose=0), verbose=0), whole.predict(values, verbose=0)
    )
    assert [layer.name for layer in second.layers] == ["dense_1"]
    assert second.input_names == ["dense"]


def test_a_chain_is_recognized_and_what_is_none_is_not() -> None:
    x = Input((4,))
    hidden = Dense(4)(x)
    shared = Dense(4)
    assert graph_of(Sequential([Input((4,)), Dense(3), Dense(2)])).is_chain
    assert graph_of(Model(x, Dense(3)(hidden))).is_chain
    assert not graph_of(Model(x, Add()([x, hidden]))).is_chain
    assert not graph_of(Model(x, shared(shared(x)))).is_chain
    assert not graph_of(Model(x, [hidden, Dense(3)(x)])).is_chain
    assert not graph_of(Model([x, Input((4,))], hidden)).is_chain


def test_the_sources_of_a_layer_are_named_once_over_all_its_calls() -> None:
    left, right = Input((4,), name="left"), Input((4,), name="right")
    shared = Dense(4, name="shared")
    model = Model([left, right], Concatenate(name="joined")([shared(left), shared(right), shared(left)]))
    assert model.graph.sources(shared) == ("left", "right")
    assert model.graph.sources(model.get_layer("joined")) == ("shared",)


def test_a_network_of_a_thousand_layers_does_not_run_out_of_stack() -> None:
    x = tensor = Input((2,))
    for _ in range(1000):
        tensor = Add()([tensor, x])
    model = Model(x, tensor)
    np.testing.assert_allclose(model.predict(np.ones((1, 2), "float32"), verbose=0), [[1001.0, 1001.0]])


def test_positions_count_layers_and_not_inputs_and_a_model_counts_its_own() -> None:
    inner = Sequential([Input((4,)), Dense(4), Dense(4)])
    model = Sequential([Input((4,)), Dense(4), inner, Dense(2)])
    assert [position for position, _ in positions(model.graph.layers)] == [0, 0, 1, 3]
    assert num_positions(inner) == 2
    assert num_positions(model) == 4
    assert num_positions(InputLayer((3,))) == 0


def test_the_graph_of_a_model_inside_is_found_and_a_layer_has_none() -> None:
    inner = Sequential([Input((4,)), Dense(4)])
    assert graph_inside(inner) is inner.graph
    assert graph_inside(Dense(3)) is None
    assert graph_inside(Sequential([Dense(3)])) is None


def test_both_outputs_of_a_layer_can_be_read_apart() -> None:
    x = Input((6,))
    first, second = Halves()(x)
    model = Model(x, [second, Add()([first, second])])
    values = numbers(3, 6)
    right, total = model.predict(values, verbose=0)
    np.testing.assert_array_equal(right, values[:, 3:])
    np.testing.assert_allclose(total, values[:, :3] + values[:, 3:], rtol=1e-6)
