"""One loss, two libraries: the value, and the gradient by the outputs."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import torch

from nervure import losses

VALUE, GRADIENT = 1e-6, 1e-5


def of_keras(kind: str, arguments: dict[str, Any], y_true: Any, y_pred: Any, weights: Any) -> tuple[Any, Any]:
    """Keras' loss, and the gradient of its sum that torch finds through it."""
    leaf = torch.tensor(y_pred, requires_grad=True)
    value = getattr(keras.losses, kind)(**arguments)(y_true, leaf, sample_weight=weights)
    value.sum().backward()
    assert leaf.grad is not None
    return value.detach().numpy(), leaf.grad.numpy()


def of_nervure(kind: str, arguments: dict[str, Any], y_true: Any, y_pred: Any, weights: Any) -> tuple[Any, Any]:
    loss = getattr(losses, kind)(**arguments)
    weighing = None if weights is None else torch.from_numpy(weights)
    value, cache = loss.forward(torch.from_numpy(y_true), torch.from_numpy(y_pred), weighing)
    return value.numpy(), loss.backward(cache).numpy()


def assert_same(kind: str, arguments: dict[str, Any], y_true: Any, y_pred: Any, weights: Any) -> None:
    expected, expected_gradient = of_keras(kind, arguments, y_true, y_pred, weights)
    value, gradient = of_nervure(kind, arguments, y_true, y_pred, weights)
    assert value.shape == expected.shape
    np.testing.assert_allclose(value, expected, rtol=VALUE, atol=VALUE)
    largest = max(float(np.abs(expected_gradient).max(initial=0)), 1e-3)
    np.testing.assert_allclose(gradient, expected_gradient, atol=GRADIENT * largest, rtol=GRADIENT)
