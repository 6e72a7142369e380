"""``gradients()`` of whole networks beside what torch's automatic differentiation gives through Keras."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.parity.both import (
    KERAS_CONVERSION,
    built_twice,
    convolutional_network,
    dense_network,
    regularized_network,
    residual_network,
    small_pictures,
    two_ends,
    two_ends_data,
    vectors,
)

pytestmark = pytest.mark.filterwarnings(KERAS_CONVERSION)

SPARSE = {"loss": "sparse_categorical_crossentropy"}
TWO = {"loss": ["sparse_categorical_crossentropy", "binary_crossentropy"], "loss_weights": [0.3, 2.0]}
CASES: dict[str, tuple[Callable[[Any], Any], dict[str, Any], Callable[[], Any]]] = {
    "dense": (dense_network, SPARSE, lambda: vectors(32)),
    "convolutional": (convolutional_network, SPARSE, lambda: small_pictures(32)),
    "residual": (residual_network, SPARSE, lambda: small_pictures(32)),
    "regularized": (regularized_network, SPARSE, lambda: vectors(32)),
    "two ends": (two_ends, TWO, lambda: two_ends_data(32, 0)),
}


def keras_gradients(model: Any, x: Any, y: Any, sample_weight: Any) -> list[Any]:
    """Gradients of the trainable weights of a Keras network, in its order, by torch."""
    model.zero_grad()
    loss = model._compute_loss(x=x, y=y, y_pred=model(x, training=True), sample_weight=sample_weight, training=True)
    loss.backward()
    return [variable.value.grad.numpy() for variable in model.trainable_variables]


@pytest.mark.parametrize("weighted", [False, True], ids=["plain", "weighted"])
@pytest.mark.parametrize("case", CASES)
def test_gradients_are_those_of_automatic_differentiation(case: str, weighted: bool) -> None:
    build, arguments, data = CASES[case]
    ours, theirs = built_twice(build, lambda library: {"optimizer": "sgd", **arguments})
    x, y = data()
    weight = np.random.default_rng(2).uniform(0, 2, 32).astype("float32") if weighted else None
    found = ours.gradients(x, y, sample_weight=weight)
    if isinstance(y, list) and weight is not None:
        weight = [weight, weight]
    expected = keras_gradients(theirs, x, y, weight)
    assert len(found) == len(expected)
    for (name, gradient), reference in zip(found.items(), expected, strict=True):
        assert gradient.shape == reference.shape, name
        assert np.abs(gradient - reference).max() <= 1e-4 * np.abs(reference).max(), name


def test_names_are_layer_and_parameter_in_the_order_of_the_weights() -> None:
    ours, _ = built_twice(convolutional_network, lambda library: {"optimizer": "sgd", **SPARSE})
    names = [
        "conv2d/kernel", "conv2d/bias", "batch_normalization/gamma", "batch_normalization/beta",
        "conv2d_1/kernel", "conv2d_1/bias", "batch_normalization_1/gamma", "batch_normalization_1/beta",
        "dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias",
    ]  # fmt: skip
    assert list(ours.gradients(*small_pictures(8))) == names


def test_asking_for_gradients_moves_neither_weights_nor_statistics() -> None:
    ours, _ = built_twice(convolutional_network, lambda library: {"optimizer": "adam", **SPARSE})
    before = ours.get_weights()
    first = ours.gradients(*small_pictures(8))
    again = ours.gradients(*small_pictures(8))
    for name in first:
        np.testing.assert_array_equal(first[name], again[name])
    for weights, kept in zip(ours.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weights, kept)


def test_the_next_step_goes_against_these_gradients() -> None:
    ours, _ = built_twice(dense_network, lambda library: {"optimizer": library.optimizers.SGD(0.1), **SPARSE})
    x, y = vectors(32)
    before, gradients = ours.get_weights(), ours.gradients(x, y)
    ours.train_on_batch(x, y)
    for old, now, gradient in zip(before, ours.get_weights(), gradients.values(), strict=True):
        np.testing.assert_allclose(now, old - 0.1 * gradient, rtol=0, atol=1e-7)
