from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nervure import Input, Model, Sequential
from nervure.errors import ArgumentError, ShapeError, StateError
from nervure.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten, InputLayer
from tests.models.networks import Halves, assert_explained, numbers


def described(model: Sequential) -> list[str]:
    return [model.name_of(layer) for layer in model.layers]


@pytest.mark.parametrize(
    "make",
    [
        lambda: [Input((4,)), Dense(3), Dense(2)],
        lambda: [InputLayer((4,)), Dense(3), Dense(2)],
        lambda: [Dense(3, input_shape=(4,)), Dense(2)],
        lambda: [Dense(3, input_dim=4), Dense(2)],
        lambda: (Dense(3, batch_input_shape=(None, 4)), Dense(2)),
        lambda: [Sequential([Dense(3, input_shape=(4,))]), Dense(2)],
        lambda: [Model(x := Input((4,)), Dense(3)(x)), Dense(2)],
    ],
)
def test_the_input_shape_may_be_given_in_every_form(make: Any) -> None:
    model = Sequential(make())
    assert model.built
    assert model.graph.input_shapes == ((None, 4),)
    assert model.count_params() == 15 + 8
    assert len(model.layers) == 2


def test_layers_added_one_by_one_make_the_same_network() -> None:
    model = Sequential(name="net")
    for layer in (Input((4,)), Dense(3, activation="relu"), Dropout(0.5), Dense(2)):
        model.add(layer)
    assert described(model) == ["dense", "dropout", "dense_1"]
    assert model.predict(numbers(5, 4), verbose=0).shape == (5, 2)
    assert model.name == "net"


def test_layers_that_are_there_keep_their_weights_when_another_is_added() -> None:
    model = Sequential([Input((4,)), Dense(3)])
    before = model.get_weights()
    model.add(Dense(2))
    for weight, old in zip(model.get_weights()[:2], before, strict=True):
        np.testing.assert_array_equal(weight, old)


def test_the_layer_added_last_is_removed_first() -> None:
    first, second = Dense(3), Dense(2)
    model = Sequential([Input((4,)), first, second])
    before = first.get_weights()
    assert model.pop() is second
    assert model.layers == [first]
    assert model.predict(numbers(5, 4), verbose=0).shape == (5, 3)
    np.testing.assert_array_equal(first.get_weights()[0], before[0])
    model.add(Dense(7))
    assert model.graph.output_shapes == ((None, 7),)
    assert described(model) == ["dense", "dense_1"]


def test_from_an_empty_chain_nothing_can_be_removed() -> None:
    for model in (Sequential(), Sequential([Input((4,))])):
        assert_explained(StateError, model.pop)
    model = Sequential([Input((4,)), Dense(2)])
    model.pop()
    assert not model.built
    assert_explained(StateError, model.pop)


def test_what_is_no_layer_is_refused() -> None:
    for wrong, named in ((Dense, "Dense"), (3, "3"), ("dense", "'dense'"), (np.zeros(3), "0")):
        assert_explained(ArgumentError, lambda given=wrong: Sequential([given]), named)
    assert_explained(ArgumentError, lambda: Sequential(Dense(3)), "Dense")
    assert_explained(ArgumentError, lambda: Sequential().add(None), "None")


def test_a_layer_stands_in_a_chain_once() -> None:
    layer = Dense(4)
    assert_explained(ArgumentError, lambda: Sequential([Input((4,)), layer, layer]), "dense")


def test_an_input_stands_at_the_beginning() -> None:
    assert_explained(ArgumentError, lambda: Sequential([Input((4,)), Dense(4), Input((4,))]), "2")
    assert_explained(ArgumentError, lambda: Sequential([Dense(4), Input((4,))]), "1")


def test_names_given_twice_are_refused() -> None:
    assert_explained(ArgumentError, lambda: Sequential([Dense(2, name="a"), Dense(2, name="a")]), "'a'")


def test_a_layer_with_several_outputs_does_not_fit_into_a_chain() -> None:
    assert_explained(ArgumentError, lambda: Sequential([Input((4,)), Halves(), Dense(2)]), "halves")


def test_a_layer_that_does_not_fit_leaves_the_model_as_it_was() -> None:
    model = Sequential([Input((8, 8, 1)), Conv2D(2, 3)])
    before = model.get_weights()
    with pytest.raises(ShapeError):
        model.add(Conv2D(2, 9))
    assert described(model) == ["conv2d"]
    model.add(Flatten())
    assert model.predict(numbers(2, 8, 8, 1), verbose=0).shape == (2, 72)
    np.testing.assert_array_equal(model.get_weights()[0], before[0])


def test_a_first_layer_that_fails_leaves_no_input_behind() -> None:
    model = Sequential()
    with pytest.raises(ShapeError):
        model.add(Conv2D(2, 9, input_shape=(4, 4, 1)))
    model.add(Conv2D(2, 3, input_shape=(8, 8, 3)))
    assert model.graph.input_shapes == ((None, 8, 8, 3),)


def test_building_needs_layers_and_a_shape_that_fits() -> None:
    assert_explained(StateError, lambda: Sequential().build((None, 4)))
    model = Sequential([Dense(3)])
    model.build((None, 4))
    assert_explained(ShapeError, lambda: model.build((None, 5)), "(N, 4)", "(N, 5)")
    model.build([None, 4])
    assert model.count_params() == 15


def test_a_shape_that_fails_can_be_mended() -> None:
    model = Sequential([Conv2D(2, 3), Flatten(), Dense(2)])
    with pytest.raises(ShapeError):
        model.build((None, 2, 2, 1))
    model.build((None, 8, 8, 1))
    assert model.built


@pytest.mark.parametrize("how", ["fit", "evaluate", "predict", "call", "train_on_batch", "gradients", "trace"])
def test_data_builds_a_model_that_waits_for_its_shape(how: str) -> None:
    model = Sequential([Flatten(), BatchNormalization(), Dense(1)])
    model.compile("sgd", "mse")
    x, y = numbers(6, 2, 3), numbers(6, 1)
    {
        "fit": lambda: model.fit(x, y, verbose=0),
        "evaluate": lambda: model.evaluate(x, y, verbose=0),
        "predict": lambda: model.predict(x, verbose=0),
        "call": lambda: model(x),
        "train_on_batch": lambda: model.train_on_batch(x, y),
        "gradients": lambda: model.gradients(x, y),
        "trace": lambda: model.trace(x),
    }[how]()
    assert model.graph.input_shapes == ((None, 2, 3),)
    assert model.count_params() == 24 + 7


def test_an_input_shape_on_a_later_layer_is_ignored_and_advised_on_once_where_it_contradicts(
    caplog: pytest.LogCaptureFixture,
) -> None:
    model = Sequential([Dense(3, input_shape=(4,)), Dense(3, input_shape=(3,)), Dense(3, input_shape=(4,))])
    assert model.built
    assert [record.getMessage() for record in caplog.records] == [
        (
            "Dense 'dense_2': input_shape=(4,) is ignored, because the layer before it outputs (N, 3). "
            "Only the first layer of a model needs input_shape."
        )
    ]
    model.add(Dense(3, input_shape=(9,)))
    assert len(caplog.records) == 1


def test_a_chain_of_an_input_alone_is_not_built() -> None:
    model = Sequential([Input((4,))])
    assert model.layers == []
    assert not model.built
    model.add(Dense(2))
    assert model.built


def test_a_frozen_chain_freezes_what_is_added() -> None:
    model = Sequential([Input((4,)), Dense(3)])
    model.trainable = False
    layer = Dense(2)
    model.add(layer)
    assert not layer.trainable
