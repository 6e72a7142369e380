from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import torch

from nervure import layers
from nervure.errors import ArgumentError, ShapeError
from nervure.layers import GRU, Dense, Embedding, Input, Lambda
from nervure.models import Model, Sequential, clone_model, load_model
from tests.layers.layer_rules import assert_says, numbers, walk


def squares(x: torch.Tensor, factor: float = 1.0) -> torch.Tensor:
    return factor * x**2


@pytest.mark.parametrize(
    ("function", "options", "shape"),
    [
        (squares, {}, (4,)),
        (squares, {"arguments": {"factor": 3.0}}, (3, 4)),
        (lambda x: torch.relu(x - 0.1), {}, (4,)),
        (lambda x: x.sum(-1, keepdim=True), {}, (3, 4)),
        (lambda x: x[:, ::2], {"output_shape": (2, 5)}, (4, 5)),
        (lambda x: torch.sin(x) + x, {}, (2, 3, 4)),
    ],
)
def test_numbers_shapes_and_gradients_are_those_of_keras(function: object, options: dict, shape: tuple) -> None:
    x = numbers(0, 6, *shape)
    leaf = torch.from_numpy(x).requires_grad_()
    expected = keras.layers.Lambda(function, **options)(leaf)
    dy = numbers(1, *expected.shape)
    (expected * torch.from_numpy(dy)).sum().backward()
    layer = Lambda(function, **options)
    assert layer(Input(shape)).shape == (None, *expected.shape[1:])
    walked = walk(layer, [x], dy)
    assert torch.allclose(walked.y, expected.detach(), atol=1e-6)
    assert torch.allclose(walked.dinputs[0], leaf.grad, atol=1e-5)


def test_several_inputs_arrive_as_a_list_and_training_is_told() -> None:
    a, b = numbers(0, 2, 3), numbers(1, 2, 3)
    assert np.allclose(Lambda(lambda inputs: inputs[0] * inputs[1])([a, b]), a * b)
    assert np.allclose(Lambda(torch.sin)(a), np.sin(a), atol=1e-6)  # a builtin tells nothing of its arguments
    doubled = Lambda(lambda x, training: 2 * x if training else x)
    assert np.array_equal(doubled(a), a)
    assert np.array_equal(doubled(a, training=True), 2 * a)


def test_a_file_holds_the_name_and_whoever_loads_it_hands_the_function_over(tmp_path: Path) -> None:
    model = Sequential([Dense(3, input_shape=(4,)), Lambda(squares, name="power")])
    x = numbers(0, 2, 4)
    y = model.predict(x, verbose=0)
    path = tmp_path / "model.safetensors"
    model.save(path)
    for custom in ({"power": squares}, {"squares": squares}):
        assert np.array_equal(load_model(path, custom_objects=custom).predict(x, verbose=0), y)
    assert_says(ArgumentError, lambda: load_model(path), "custom_objects={'power': function}")
    copy = clone_model(model)
    copy.set_weights(model.get_weights())
    assert np.array_equal(copy.predict(x, verbose=0), y)


def test_what_cannot_be_meant_is_refused() -> None:
    assert_says(ArgumentError, lambda: Lambda(3), "Lambda(lambda x: x**2)")
    assert_says(ArgumentError, lambda: Lambda(squares, mask="first_three"), "first_three")
    assert_says(ShapeError, lambda: Lambda(lambda x: x @ torch.ones(7, 2))(Input((4,))), "(N, 4)")
    assert_says(ShapeError, lambda: Lambda(lambda x: x.sum())(Input((4,))), "one tensor")


def first_three(x: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
    """The first three steps are real, where they are no padding."""
    early = (torch.arange(x.shape[1]) < 3).expand(x.shape[:2])
    return early if mask is None else early & mask


@pytest.mark.parametrize("mask_zero", [False, True])
@pytest.mark.parametrize("mask", [first_three, [True, False, True, True, False]])
def test_the_mask_behind_it_is_that_of_keras(mask: Any, mask_zero: bool) -> None:
    words = np.array([[1, 2, 3, 4, 5], [5, 4, 0, 0, 0], [3, 0, 0, 2, 1]])

    def network(house: Any, its_mask: Any) -> list[Any]:
        return [house.Embedding(6, 3, mask_zero=mask_zero), house.Lambda(lambda x: 2 * x, mask=its_mask), house.GRU(4)]

    of_keras = torch.tensor([mask] * 3) if isinstance(mask, list) else mask
    theirs = keras.Sequential([keras.Input(batch_shape=(3, 5), dtype="int32"), *network(keras.layers, of_keras)])
    ours = Sequential([Input((5,)), *network(layers, mask)])
    ours.set_weights([weight.value.detach().numpy() for weight in theirs.weights])
    assert np.allclose(ours.predict(words, verbose=0), theirs(words).detach().numpy(), atol=1e-6)


def test_a_mask_of_several_inputs_gets_lists_and_none_where_there_is_no_mask() -> None:
    seen: list[list[bool]] = []

    def of_both(inputs: list[torch.Tensor], masks: list[torch.Tensor | None]) -> None:
        seen.append([mask is not None for mask in masks])

    a, b = Input((4,)), Input((4, 3))
    words = Embedding(6, 3, mask_zero=True)(a)
    y = GRU(2)(Lambda(lambda pair: pair[0] + pair[1], mask=of_both)([words, b]))
    model = Model([a, b], y)
    model.predict([np.ones((2, 4)), np.ones((2, 4, 3))], verbose=0)
    assert seen
    assert all(each == [True, False] for each in seen)


def test_a_mask_is_saved_by_the_name_of_its_function_and_an_array_as_it_is(tmp_path: Path) -> None:
    path, words = tmp_path / "model.safetensors", np.array([[1, 2, 0, 3]])
    for mask in (first_three, [True, True, False, True]):
        model = Sequential([Input((4,)), Embedding(5, 3), Lambda(squares, mask=mask), GRU(2)])
        model.save(path)
        custom = {"squares": squares, "first_three": first_three}
        loaded = load_model(path, custom_objects=custom)
        assert np.array_equal(loaded.predict(words, verbose=0), model.predict(words, verbose=0))
    Sequential([Input((4,)), Embedding(5, 3), Lambda(squares, mask=first_three), GRU(2)]).save(path)
    assert_says(ArgumentError, lambda: load_model(path, custom_objects={"squares": squares}), "first_three")
