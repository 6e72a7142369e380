from __future__ import annotations

from nervure import Input, Model, Sequential
from nervure.errors import ArgumentError
from nervure.layers import Add, Conv2D, Dense
from nervure.models.naming import distinct, free_name, name_layers
from tests.models.networks import assert_explained, numbers


def test_layers_are_numbered_by_class_in_the_order_of_the_model() -> None:
    model = Sequential([Input((8, 8, 1)), Conv2D(2, 3), Dense(3), Conv2D(2, 3), Dense(3), Dense(3)])
    assert [layer.name for layer in model.layers] == ["conv2d", "dense", "conv2d_1", "dense_1", "dense_2"]


def test_numbers_begin_anew_in_each_model() -> None:
    for _ in range(2):
        model = Sequential([Input((4,)), Dense(3), Dense(2)])
        assert [layer.name for layer in model.layers] == ["dense", "dense_1"]


def test_a_name_that_was_given_is_kept_and_its_number_left_out() -> None:
    layers = [Dense(1), Dense(1, name="dense_1"), Dense(1), Dense(1, name="last")]
    assert list(name_layers(layers, "model").values()) == ["dense_1", "last", "dense", "dense_2"]
    assert [layer.name for layer in layers] == ["dense", "dense_1", "dense_2", "last"]


def test_two_layers_cannot_be_given_one_name() -> None:
    layers = [Dense(1, name="a"), Dense(1), Dense(1, name="a")]
    assert_explained(ArgumentError, lambda: name_layers(layers, "Sequential 'net'"), "Sequential 'net'", "'a'")


def test_a_layer_of_two_models_keeps_its_number_where_it_is_free() -> None:
    x = Input((4,))
    hidden = Dense(3)(x)
    tower = Model(x, Dense(2)(hidden))
    part = Model(x, hidden)
    assert [layer.name for layer in part.layers] == [layer.name for layer in tower.layers[:2]]
    longer = Model(x, Dense(5)(tower.output))
    assert [longer.name_of(layer) for layer in longer.layers] == ["input_layer", "dense", "dense_1", "dense_2"]


def test_joining_two_models_changes_no_name_in_either() -> None:
    ends = []
    for _ in range(2):
        x = Input((4,))
        hidden = Dense(4)(x)
        ends.append((x, hidden, Model(x, Dense(4)(Dense(4)(hidden)))))
    (left, first, _), (right, second, tower) = ends
    names = [tower.name_of(layer) for layer in tower.layers]

    joined = Model([left, right], Add()([first, second]))

    assert [tower.name_of(layer) for layer in tower.layers] == names
    assert [joined.name_of(layer) for layer in joined.layers] == [
        "input_layer", "input_layer_1", "dense", "dense_1", "add",
    ]  # fmt: skip
    joined.compile("sgd", "mse")
    gradients = joined.gradients([numbers(2, 4), numbers(2, 4)], numbers(2, 4))
    assert list(gradients) == ["dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias"]
    assert joined.get_layer("dense_1") is second.node.layer
    tower.compile("sgd", "mse")
    assert len(tower.gradients(numbers(2, 4), numbers(2, 4))) == 6


def test_a_free_name_is_the_first_that_nobody_has() -> None:
    assert free_name("dense", []) == "dense"
    assert free_name("dense", ["dense", "dense_2"]) == "dense_1"
    assert distinct(["a", "b", "a", "a_1", "a"]) == ["a", "b", "a_1", "a_1_1", "a_2"]
