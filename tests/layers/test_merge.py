from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import Add, Concatenate, Input, add, concatenate
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers, steps_of, walk


@pytest.mark.parametrize(
    "shapes",
    [
        ((4,), (4,)),
        ((3, 4), (3, 4), (3, 4)),
        ((8, 8, 3), (1, 1, 3)),
        ((3, 5, 4), (4,)),
        ((3, 1), (1, 4), (3, 4)),
        ((4,), (3, 4)),
    ],
)
def test_add_keeps_the_rules_of_layers(shapes: tuple) -> None:
    check_layer_rules(Add, *shapes)


@pytest.mark.parametrize(
    ("axis", "shapes"),
    [
        (-1, ((4,), (3,))),
        (1, ((4,), (3,), (2,))),
        (1, ((2, 4), (3, 4))),
        (-2, ((2, 4), (3, 4))),
        (3, ((5, 5, 1), (5, 5, 2))),
    ],
)
def test_concatenate_keeps_the_rules_of_layers(axis: int, shapes: tuple) -> None:
    check_layer_rules(lambda: Concatenate(axis), *shapes)


def test_the_functional_forms_do_the_same() -> None:
    a, b = numbers(0, 2, 3), numbers(1, 2, 3)
    assert np.array_equal(add([a, b]), a + b)
    assert np.array_equal(concatenate([a, b], axis=1), np.concatenate([a, b], 1))
    total = add([Input((3,)), Input((3,))], name="total")
    assert total.node.layer.name == "total"
    assert concatenate([Input((3,)), Input((4,))]).shape == (None, 7)


def test_a_list_of_one_input_is_taken() -> None:
    x = numbers(0, 2, 3)
    assert np.array_equal(Add()([x]), x)
    assert Concatenate()([Input((3,))]).shape == (None, 3)


def test_the_gradient_of_a_stretched_input_is_summed() -> None:
    walked = walk(Add(), [numbers(0, 2, 4, 5, 3), numbers(1, 2, 3)])
    assert np.allclose(walked.dinputs[0], 1)
    assert walked.dinputs[1].shape == (2, 3)
    assert np.allclose(walked.dinputs[1], 20)


def test_unknown_sizes_pass() -> None:
    assert Add()([Input((None, 4)), Input((3, 4))]).shape == (None, None, 4)
    assert Concatenate(1)([Input((None, 4)), Input((3, 4))]).shape == (None, None, 4)
    assert Concatenate()([Input((None, 4)), Input((None, 3))]).shape == (None, None, 7)


def test_a_merge_is_one_step_with_all_inputs() -> None:
    layer = Add(name="sum")
    layer([Input((4,)), Input((4,))])
    (step,) = steps_of(layer, 2)
    assert (step.name, step.inputs) == ("sum/output", (0, 1))


@pytest.mark.parametrize("kind", [Add, Concatenate])
def test_one_input_in_place_of_a_list_is_refused(kind: type) -> None:
    assert_says(ShapeError, lambda: kind()(Input((4,))), f"{kind.__name__}()([a, b])", "(N, 4)")
    assert_says(ShapeError, lambda: kind()([Input(batch_shape=(2, 4)), Input(batch_shape=(3, 4))]), "(3, 4)")


def test_shapes_that_do_not_fit_are_refused() -> None:
    assert_says(ShapeError, lambda: Add()([Input((4,)), Input((3,))]), "cannot be added", "[(N, 4), (N, 3)]")
    two = [Input((2, 4)), Input((3, 4))]
    assert_says(ShapeError, lambda: Concatenate()(two), "along axis -1", "[(N, 2, 4), (N, 3, 4)]")
    assert_says(ShapeError, lambda: Concatenate()([Input((4,)), Input((3, 4))]), "along axis -1")
    assert_says(ShapeError, lambda: Concatenate(2)([Input((4,)), Input((4,))]), "no axis 2")


def test_samples_are_not_joined() -> None:
    assert_says(ArgumentError, lambda: Concatenate(0), "is the batch axis")
    assert_says(ShapeError, lambda: Concatenate(-2)([Input((4,)), Input((4,))]), "is the batch axis")
    assert_says(ArgumentError, lambda: Concatenate("last"), "axis must be a whole number")
