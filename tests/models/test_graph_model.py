from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest
import torch

from nervure import Input, Model, Sequential, set_seed
from nervure.errors import ArgumentError, ShapeError, StateError, UnknownNameError
from nervure.layers import BatchNormalization, Concatenate, Conv2D, Dense, Dropout, Flatten
from nervure.models.graph_model import GraphModel
from tests.models.networks import (
    assert_explained,
    assert_same_weights,
    dense_network,
    numbers,
    picture_network,
    some_digits,
    two_ended,
)


def test_a_model_that_is_not_built_says_so_whatever_is_asked() -> None:
    model = Sequential([Dense(3)])
    for ask in (
        model.get_weights,
        model.count_params,
        lambda: model.set_weights([]),
        lambda: model.graph,
        lambda: model.inputs,
        lambda: model.save("model.safetensors"),
    ):
        assert_explained(StateError, ask, "Sequential 'sequential'")


def test_what_needs_compile_says_so() -> None:
    model = dense_network(compiled=False)
    x, y = numbers(2, 196), np.zeros(2)
    for ask in (
        lambda: model.fit(x, y),
        lambda: model.evaluate(x, y),
        lambda: model.train_on_batch(x, y),
        lambda: model.gradients(x, y),
        lambda: model.optimizer,
        lambda: model.metrics_names,
    ):
        assert_explained(StateError, ask, "compile")


def test_whether_it_is_compiled_is_a_yes_or_no_and_can_be_forgotten() -> None:
    model = dense_network(compiled=False)
    assert model.compiled is False
    model.compile("sgd", "mse")
    assert model.compiled is True
    before = model.get_weights()
    model.forget_compilation()
    assert model.compiled is False
    np.testing.assert_equal(model.get_weights(), before)


def test_layers_are_found_by_name_and_by_number() -> None:
    model = dense_network()
    assert model.get_layer("dense_1") is model.layers[1]
    assert model.get_layer(index=0) is model.layers[0]
    assert model.get_layer(index=-1) is model.layers[1]


def test_a_layer_that_is_not_there_is_an_error() -> None:
    model = dense_network()
    assert_explained(UnknownNameError, lambda: model.get_layer("dense_l"), "'dense_l'", "'dense_1'")
    for index in (2, -3):
        assert_explained(ArgumentError, lambda number=index: model.get_layer(index=number), str(index))
    assert_explained(ArgumentError, model.get_layer)
    assert_explained(ArgumentError, lambda: model.get_layer("dense", 0))


def test_layers_of_a_chain_that_is_not_built_are_found_too() -> None:
    model = Sequential([Dense(3), Dense(2)])
    assert model.get_layer("dense_1") is model.layers[1]


def test_freezing_a_model_freezes_every_layer_inside() -> None:
    model = two_ended()
    model.trainable = False
    assert not any(layer.trainable for layer in model.layers)
    assert not any(layer.trainable for layer in model.get_layer("inner").layers)
    model.get_layer("inner").trainable = True
    assert [layer.name for layer in model.get_layer("inner").layers if layer.trainable] == [
        "dense", "batch_normalization",
    ]  # fmt: skip
    assert not model.trainable


@pytest.mark.parametrize("make", [
    lambda: Sequential([Input((4,)), Dense(3)], trainable=False),
    lambda: Model(x := Input((4,)), Dense(3)(x), trainable=False),
])  # fmt: skip
def test_a_model_may_be_frozen_from_the_start(make: Any) -> None:
    model = make()
    assert not any(layer.trainable for layer in model.layers)
    model.compile("sgd", "mse")
    before = model.get_weights()
    model.fit(numbers(4, 4), numbers(4, 3), verbose=0)
    for weight, old in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, old)


def test_without_a_seed_two_models_start_differently_and_each_records_its_own() -> None:
    first, second = dense_network(compiled=False), dense_network(compiled=False)
    assert first.seed != second.seed
    assert not np.array_equal(first.get_weights()[0], second.get_weights()[0])
    set_seed(first.seed)
    assert_same_weights(dense_network(compiled=False), first)


def test_with_a_seed_two_models_start_equally() -> None:
    set_seed(5)
    first = dense_network(compiled=False)
    set_seed(5)
    second = dense_network(compiled=False)
    assert first.seed == second.seed == 5
    assert_same_weights(first, second)
    assert not np.array_equal(first.layers[0].get_weights()[0][:8, :8], first.layers[1].get_weights()[0][:8, :8])


def test_weights_come_in_keras_layout_and_go_back() -> None:
    model = Sequential([Input((8, 8, 2)), Conv2D(5, 3), BatchNormalization(), Flatten(), Dense(3)])
    weights = model.get_weights()
    assert [weight.shape for weight in weights] == [
        (3, 3, 2, 5), (5,), (5,), (5,), (5,), (5,), (180, 3), (3,),
    ]  # fmt: skip
    changed = [weight + 1 for weight in weights]
    model.set_weights(changed)
    for weight, wanted in zip(model.get_weights(), changed, strict=True):
        np.testing.assert_array_equal(weight, wanted)
        assert weight.flags["C_CONTIGUOUS"]


def test_weights_that_were_handed_out_are_copies() -> None:
    model = dense_network()
    model.get_weights()[0][:] = 7
    assert not (model.get_weights()[0] == 7).any()


def test_wrong_weights_change_nothing() -> None:
    model = dense_network()
    before = model.get_weights()
    assert_explained(ShapeError, lambda: model.set_weights(before[:-1]), "3", "4")
    assert_explained(ShapeError, lambda: model.set_weights([*before[:-1], np.zeros(11)]), "(10,)", "(11,)")
    for weight, old in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, old)


def test_a_shared_layer_counts_once() -> None:
    x, shared = Input((4,)), Dense(4)
    model = Model(x, shared(shared(x)))
    assert model.count_params() == 20
    assert len(model.get_weights()) == 2


def test_a_model_has_the_shapes_it_was_drawn_with() -> None:
    model = dense_network()
    assert (model.input_shape, model.output_shape) == ((None, 196), (None, 10))
    model = two_ended()
    assert (model.input_shape, model.output_shape) == ([(None, 6), (None, 6)], [(None, 3), (None, 1)])
    assert_explained(StateError, lambda: Sequential([Dense(2)]).output_shape)


def test_shapes_are_asked_of_layer_after_layer() -> None:
    model = two_ended()
    assert model.compute_output_shape(((None, 6), (None, 6))) == ((None, 3), (None, 1))
    assert dense_network().compute_output_shape((32, 196)) == (32, 10)


def test_a_model_called_on_other_shapes_is_an_error() -> None:
    model = two_ended()
    assert_explained(ShapeError, lambda: model([Input((6,)), Input((7,))]), "(N, 6)", "(N, 7)")
    assert_explained(ShapeError, lambda: model(Input((6,))), "left, right")
    assert_explained(ShapeError, lambda: dense_network()(Input((14, 14))), "(N, 196)")


@pytest.mark.parametrize("kind", ["sequential in model", "model in sequential", "model in model", "three deep"])
def test_a_model_inside_a_model_computes_what_its_layers_compute(kind: str) -> None:
    first, second = Dense(5, activation="relu"), Dense(3)
    x = Input((4,))
    flat = Model(x, second(first(x)))
    if kind == "sequential in model":
        whole: GraphModel = Model(x, second(Sequential([Input((4,)), first])(x)))
    elif kind == "model in sequential":
        whole = Sequential([Model(x, first(x)), second])
    elif kind == "model in model":
        whole = Model(x, Model(y := Input((5,)), second(y))(Model(x, first(x))(x)))
    else:
        whole = Sequential([Sequential([Sequential([Input((4,)), first]), second])])
    values = numbers(6, 4)
    np.testing.assert_array_equal(whole.predict(values, verbose=0), flat.predict(values, verbose=0))
    assert whole.count_params() == flat.count_params()


def test_a_model_inside_is_built_by_the_model_around_it() -> None:
    inner = Sequential([Dense(5, activation="relu"), Dense(2)])
    outer = Sequential([inner, Dense(1)])
    outer.build((None, 4))
    assert inner.built
    assert outer.count_params() == 25 + 12 + 3


def test_called_with_arrays_a_model_gives_arrays_and_with_tensors_tensors() -> None:
    model = dense_network()
    x = numbers(3, 196)
    assert isinstance(model(x), np.ndarray)
    assert isinstance(model(torch.from_numpy(x)), torch.Tensor)
    assert isinstance(model(x.tolist()), np.ndarray)
    np.testing.assert_array_equal(model(x), model.predict(x, verbose=0))


def test_called_with_several_inputs_a_model_gives_a_list_of_its_outputs() -> None:
    model = two_ended()
    x = [numbers(3, 6), numbers(3, 6, seed=1)]
    called, predicted = model(x), model.predict(x, verbose=0)
    assert isinstance(called, list)
    for one, other in zip(called, predicted, strict=True):
        np.testing.assert_array_equal(one, other)


def test_calling_builds_a_chain_that_waits_for_its_shape() -> None:
    model = Sequential([Flatten(), Dense(2)])
    assert model(numbers(3, 4, 5)).shape == (3, 2)
    assert model.graph.input_shapes == ((None, 4, 5),)


def test_called_in_training_masks_are_drawn_and_averages_move() -> None:
    model = Sequential([Input((50,)), Dropout(0.5), BatchNormalization()])
    before = model.get_weights()
    x = np.abs(numbers(64, 50)) + 1  # so many that no column is dropped in all of them
    assert (model(x) > 0).all()
    assert (model(x, training=True) < 0).any()
    after = model.get_weights()
    for weight, old in zip(after[:2], before[:2], strict=True):
        np.testing.assert_array_equal(weight, old)
    assert all((weight != old).all() for weight, old in zip(after[2:], before[2:], strict=True))


def test_output_names_are_those_of_the_layers_and_differ() -> None:
    left, right = Input((4,), name="left"), Input((4,), name="right")
    shared = Dense(2, name="shared")
    model = Model([left, right], [shared(left), shared(right), Concatenate(name="both")([left, right])])
    assert model.input_names == ["left", "right"]
    assert model.output_names == ["shared", "shared_1", "both"]


def test_a_network_up_to_a_layer_is_made_of_its_output() -> None:
    model = dense_network()
    x = numbers(3, 196)
    features = Model(model.inputs, model.get_layer("dense").output)
    traced = model.trace(x)["dense/output"]
    np.testing.assert_allclose(features.predict(x, verbose=0), traced, rtol=1e-5, atol=1e-6)
    rest = Model(model.layers[1].input, model.output)
    np.testing.assert_array_equal(rest.predict(features.predict(x, verbose=0), verbose=0), model.predict(x, verbose=0))
    joined = two_ended()
    assert [tensor.shape for tensor in joined.get_layer("add").input] == [(None, 6), (None, 6)]
    assert joined.get_layer("left").output is joined.inputs[0]


def test_a_layer_of_no_network_has_no_output() -> None:
    layer = Dense(3)
    assert_explained(StateError, lambda: layer.output, "Dense 'dense'")
    assert_explained(StateError, lambda: Sequential([layer]).layers[0].input, "Dense 'dense'")


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])  # noqa: S301
def test_a_copy_of_a_model_trains_apart_from_it(copied: Any) -> None:
    model = picture_network()
    x, y = some_digits(16)
    model.fit(x, y, verbose=0)
    twin, before = copied(model), model.get_weights()
    assert_same_weights(twin, model)
    twin.fit(x, y, verbose=0)
    assert not np.array_equal(twin.get_weights()[0], before[0])
    for weight, old in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, old)
    model.fit(x, y, seed=twin.history.seed, verbose=0)
    assert_same_weights(twin, model)


def test_a_model_that_is_not_compiled_computes_in_the_precision_of_its_weights() -> None:
    x = Input((4,))
    hidden = Dense(3, activation="tanh")(x)
    whole, part = Model(x, Dense(1)(hidden)), Model(x, hidden)
    assert part.precision.name == "float32"
    whole.compile("sgd", "mse", precision="float64")
    whole.predict(numbers(2, 4), verbose=0)
    assert part.precision.name == "float64"
    assert part.predict(numbers(2, 4), verbose=0).dtype == np.float64
    assert all(weight.dtype == np.float64 for weight in whole.get_weights())
