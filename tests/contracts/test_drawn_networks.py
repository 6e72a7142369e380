"""Whole networks that Hypothesis draws: fused steps, links, shared layers, losses, penalties, files."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

from nervure import layers
from nervure.models import Model, load_model
from nervure.randomness import set_seed
from tests.gradient_check import FINITE_DIFFERENCES

STEP, PLACES, SAMPLES = 1e-5, 4, 5
# The last activation beside the losses that go with it; the first three pairs are fused into one.
ENDS = [
    ("softmax", "sparse_categorical_crossentropy"), ("softmax", "categorical_crossentropy"),
    ("sigmoid", "binary_crossentropy"), ("tanh", "mean_squared_error"), (None, "half_squared_error"),
    ("softplus", "mean_absolute_error"),
]  # fmt: skip
activations = st.sampled_from([None, "relu", "tanh", "sigmoid", "elu", "gelu", "selu"])
penalties = st.sampled_from([None, "l2", "l1"])


class Network(NamedTuple):
    """A compiled model with data for it."""

    model: Model
    x: np.ndarray
    y: np.ndarray


@st.composite
def networks(draw: st.DrawFn) -> Network:
    set_seed(draw(st.integers(0, 1000)))
    is_picture = draw(st.booleans())
    shape = draw(st.sampled_from([(6, 6, 2), (5, 7, 1)])) if is_picture else (draw(st.integers(2, 5)),)
    inputs = layers.Input(shape)
    tensor = _pictures(draw, inputs) if is_picture else inputs
    for _ in range(draw(st.integers(0, 2))):
        tensor = _hidden(draw, tensor)
    classes = draw(st.integers(2, 4))
    activation, loss = draw(st.sampled_from(ENDS))
    model = Model(inputs, layers.Dense(classes, activation=activation)(tensor))
    model.compile("sgd", loss, precision="float64")
    generator = np.random.default_rng(draw(st.integers(0, 1000)))
    y = generator.integers(0, classes, SAMPLES)
    if "sparse" not in loss:
        y = np.eye(classes)[y] if "crossentropy" in loss else generator.uniform(-1, 1, (SAMPLES, classes))
    return Network(model, generator.uniform(-1, 1, (SAMPLES, *shape)), y)


def _pictures(draw: st.DrawFn, tensor: Any) -> Any:
    tensor = layers.Conv2D(draw(st.integers(1, 3)), 3, padding="same", activation=draw(activations))(tensor)
    if draw(st.booleans()):
        shortcut = tensor
        filters = int(tensor.shape[-1])
        tensor = layers.Conv2D(filters, 3, padding="same", activation=draw(activations))(tensor)
        tensor = layers.Add()([tensor, shortcut])
    pool = draw(st.sampled_from([layers.MaxPooling2D, layers.AveragePooling2D]))
    return draw(st.sampled_from([layers.Flatten, layers.GlobalAveragePooling2D]))()(pool(2)(tensor))


def _hidden(draw: st.DrawFn, tensor: Any) -> Any:
    units = int(tensor.shape[-1])
    kind = draw(st.sampled_from(["dense", "maxout", "residual", "shared", "beside", "layer"]))
    if kind == "maxout":
        return layers.Maxout(draw(st.integers(1, 4)))(tensor)
    if kind == "layer":
        return layers.LeakyReLU(0.1)(layers.Rescaling(0.5, 0.25)(tensor))
    size = draw(st.integers(1, 5)) if kind in ("dense", "beside") else units
    dense = layers.Dense(size, activation=draw(activations), kernel_regularizer=draw(penalties))
    if kind == "residual":
        return layers.Add()([dense(tensor), tensor])
    if kind == "shared":
        return dense(dense(tensor))
    return layers.Concatenate()([dense(tensor), tensor]) if kind == "beside" else dense(tensor)


@settings(max_examples=80)
@given(networks())
def test_the_gradients_of_a_network_are_the_slopes_of_its_loss(network: Network) -> None:
    model, x, y = network
    note(model.to_json())
    gradients = model.gradients(x, y)
    parameters = {f"{layer.name}/{p.name}": p for layer in model.layers for p in layer.parameters}
    assert set(gradients) == set(parameters)
    largest = max(float(np.abs(gradient).max()) for gradient in gradients.values())
    for name, gradient in gradients.items():
        value = parameters[name].array
        assert gradient.shape == tuple(value.shape)
        for place in np.unique(np.linspace(0, gradient.size - 1, PLACES).round().astype(int)):
            position = np.unravel_index(int(place), gradient.shape)
            middle = loss_of(network)
            right, left = slopes(network, value, position, middle, STEP)
            near_right, near_left = slopes(network, value, position, middle, STEP / 2)
            # Of a smooth loss half the step sees half the change of slope; a bend in between does not halve.
            bend = (right - left) - 2 * (near_right - near_left)
            assume(abs(bend) <= FINITE_DIFFERENCES / 2 * largest)
            assert abs((right + left) / 2 - gradient[position]) <= FINITE_DIFFERENCES * largest, name
            assert loss_of(network) == middle


def slopes(network: Network, value: torch.Tensor, position: Any, middle: float, step: float) -> tuple[float, float]:
    """The slopes of the loss, which is ``middle`` there, to the right and to the left of one weight."""
    original, losses = value[position].clone(), []
    for shift in (step, -step):
        value[position] = original + shift
        losses.append(loss_of(network))
    value[position] = original
    return (losses[0] - middle) / step, (middle - losses[1]) / step


def loss_of(network: Network) -> float:
    return float(network.model.evaluate(network.x, network.y, batch_size=SAMPLES, verbose=0))


@settings(max_examples=40)
@given(networks())
def test_a_file_gives_back_a_network_that_trains_on_to_the_same_bits(network: Network) -> None:
    model, x, y = network
    model.train_on_batch(x, y)
    with tempfile.TemporaryDirectory() as folder:
        model.save(Path(folder) / "model.safetensors")
        again = load_model(Path(folder) / "model.safetensors")
    assert again.to_json() == model.to_json()
    assert np.array_equal(again.predict(x, verbose=0), model.predict(x, verbose=0))
    assert again.train_on_batch(x, y) == model.train_on_batch(x, y)
    assert all(np.array_equal(a, b) for a, b in zip(again.get_weights(), model.get_weights(), strict=True))


@settings(max_examples=40)
@given(networks())
def test_a_prediction_does_not_depend_on_the_batch(network: Network) -> None:
    model, x, _ = network
    whole = model.predict(x, verbose=0)
    assert whole.dtype == np.float64
    for batch_size in (1, 2):
        assert np.allclose(model.predict(x, batch_size=batch_size, verbose=0), whole, rtol=1e-12, atol=1e-14)
    assert np.allclose(model.predict(x[::-1], verbose=0)[::-1], whole, rtol=1e-12, atol=1e-14)
