from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from nervure import layers
from nervure.errors import ShapeError
from nervure.layers import Average, Input, Masking, Maximum, Minimum, Multiply, Subtract
from nervure.models import Model
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers, steps_of

KINDS = (Subtract, Multiply, Average, Maximum, Minimum)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shapes", [((4,), (4,)), ((8, 8, 3), (1, 1, 3)), ((3, 5, 4), (4,)), ((3, 1), (1, 4))])
def test_merges_keep_the_rules_of_layers(kind: type, shapes: tuple) -> None:
    check_layer_rules(kind, *shapes)


@pytest.mark.parametrize("kind", KINDS)
def test_the_functional_forms_do_the_same(kind: type) -> None:
    a, b = numbers(0, 2, 3), numbers(1, 2, 3)
    function = getattr(layers, kind.__name__.lower())
    assert np.array_equal(function([a, b]), kind()([a, b]))
    drawn = function([Input((3,)), Input((3,))], name="joined")
    assert drawn.node.layer.name == "joined"


@pytest.mark.parametrize("kind", [Multiply, Average, Maximum, Minimum])
def test_one_input_and_many_are_taken(kind: type) -> None:
    x = numbers(0, 2, 3)
    assert np.array_equal(kind()([x]), x)
    assert kind()([x, x + 1, x + 2, x + 3]).shape == x.shape


@pytest.mark.parametrize("kind", KINDS)
def test_a_merge_is_one_step_with_all_inputs(kind: type) -> None:
    layer = kind(name="joined")
    layer([Input((4,)), Input((4,))])
    (step,) = steps_of(layer, 2)
    assert (step.name, step.inputs) == ("joined/output", (0, 1))


def padded(seed: int) -> np.ndarray:
    x = numbers(seed, 3, 5, 2)
    x[0, 3:], x[1, 1:], x[2, seed] = 0, 0, 0
    return x


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("masked", [(True, True), (True, False), (False, True)])
def test_masked_sequences_are_merged_as_in_keras(kind: type, masked: tuple[bool, bool]) -> None:
    def outputs(house: Any, model: type) -> list[np.ndarray]:
        inputs = [house.Input((5, 2)), house.Input((5, 2))]
        values = [house.Masking()(x) if wanted else x for x, wanted in zip(inputs, masked, strict=True)]
        joined = getattr(house, kind.__name__)()(values)
        mean = house.GlobalAveragePooling1D()(joined)  # counts the steps that the mask of the output leaves
        return [
            np.asarray(y.detach() if hasattr(y, "detach") else y)
            for y in model(inputs, [joined, mean])([padded(0), padded(1)])
        ]

    for ours, theirs in zip(outputs(layers, Model), outputs(keras.layers, keras.Model), strict=True):
        assert np.allclose(ours, theirs, atol=1e-5)


def test_a_mask_is_part_of_the_step_only_where_it_is_needed() -> None:
    assert not Average.leaves_padding_out
    assert not Subtract.leaves_padding_out
    a = Masking()(Input((5, 2)))
    assert Maximum()([a, a]).shape == (None, 5, 2)


@pytest.mark.parametrize("kind", KINDS)
def test_shapes_that_do_not_fit_are_refused(kind: type) -> None:
    assert_says(ShapeError, lambda: kind()([Input((4,)), Input((3,))]), kind.__name__, "[(N, 4), (N, 3)]")
    assert_says(ShapeError, lambda: kind()(Input((4,))), f"{kind.__name__}()([a, b])")
    assert_says(ShapeError, lambda: kind()([Input(batch_shape=(2, 4)), Input(batch_shape=(3, 4))]), "(3, 4)")


def test_a_difference_has_two_sides() -> None:
    three = [Input((4,)), Input((4,)), Input((4,))]
    assert_says(ShapeError, lambda: Subtract()(three), "exactly two inputs", "inputs: 3")
