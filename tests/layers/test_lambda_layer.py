from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest
import torch

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import Dense, Input, Lambda
from nervure.models import Sequential, clone_model, load_model
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
    assert_says(ArgumentError, lambda: Lambda(squares, mask=squares), "mask")
    assert_says(ShapeError, lambda: Lambda(lambda x: x @ torch.ones(7, 2))(Input((4,))), "(N, 4)")
    assert_says(ShapeError, lambda: Lambda(lambda x: x.sum())(Input((4,))), "one tensor")
