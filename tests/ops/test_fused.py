from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from nervure.ops.activation import ACTIVATIONS, ACTIVATIONS_FROM_OUTPUT
from nervure.ops.convolution import CONVOLUTION
from nervure.ops.dense import DENSE
from nervure.ops.fused import CONVOLUTION_ACTIVATED, DENSE_ACTIVATED
from nervure.ops.op import Op
from tests.gradient_check import apart, assert_near, check_gradients, normal
from tests.op_rules import check_rules

OPTIONS: list[tuple[str, dict[str, Any]]] = [
    ("sigmoid", {}),
    ("tanh", {}),
    ("relu", {}),
    ("leaky_relu", {"negative_slope": 0.1}),
    ("elu", {"alpha": 0.7}),
    ("selu", {}),
    ("celu", {"alpha": 0.5}),  # torch keeps 1 / alpha in float32: exact for powers of two alone
    ("exponential", {}),
    ("hard_shrink", {"threshold": 0.005}),
    ("hard_sigmoid", {}),
    ("hard_tanh", {}),
    ("log_sigmoid", {}),
    ("relu6", {}),
    ("soft_shrink", {"threshold": 0.005}),
    ("softsign", {}),
    ("sparse_plus", {}),
    ("sparse_sigmoid", {}),
]
STRIDED = {"strides": (2, 1), "padding": "same", "dilation_rate": (1, 1), "groups": 1}


def operands(linear: Op) -> tuple[tuple[Tensor, ...], tuple[Tensor, ...], dict[str, Any]]:
    """Inputs, parameters and options; sums lie away from the bends."""
    if linear is DENSE:
        return (apart(0, 5, 4),), (normal(1, 4, 3), normal(2, 3)), {}
    return (apart(0, 2, 6, 5, 2),), (normal(1, 3, 3, 2, 4), normal(2, 4)), dict(STRIDED)


PAIRS = [(DENSE_ACTIVATED, DENSE), (CONVOLUTION_ACTIVATED, CONVOLUTION)]


@pytest.mark.parametrize(("fused", "linear"), PAIRS, ids=["dense", "convolution"])
@pytest.mark.parametrize(("name", "constants"), OPTIONS)
@pytest.mark.parametrize("has_bias", [True, False])
def test_a_fused_pair_equals_its_two_steps(
    fused: Op, linear: Op, name: str, constants: dict[str, Any], has_bias: bool
) -> None:
    inputs, parameters, options = operands(linear)
    parameters = parameters if has_bias else parameters[:1]
    z, linear_cache = linear.forward(*inputs, *parameters, **options)
    expected, cache = ACTIVATIONS[name].forward(z, **constants)
    y, fused_cache = fused.forward(*inputs, *parameters, activation=name, activation_options=constants, **options)
    assert_near(y, expected, 1e-14, f"{name} after {linear.name}")
    dy = normal(5, *y.shape)
    gradients = fused.backward(dy, fused_cache)
    separate = linear.backward(ACTIVATIONS[name].backward(dy, cache)[0], linear_cache)
    assert len(gradients) == len(separate) == 1 + len(parameters)
    for gradient, other in zip(gradients, separate, strict=True):
        assert gradient is not None
        assert other is not None
        assert_near(gradient, other, 1e-13, f"gradient of {name} after {linear.name}")


@pytest.mark.parametrize(("fused", "linear"), PAIRS, ids=["dense", "convolution"])
@pytest.mark.parametrize(("name", "constants"), OPTIONS)
def test_the_derivative_of_a_fused_pair_is_right(fused: Op, linear: Op, name: str, constants: dict[str, Any]) -> None:
    inputs, parameters, options = operands(linear)

    def reference(*tensors: Tensor) -> Tensor:
        return ACTIVATIONS[name].forward(linear.forward(*tensors, **options)[0], **constants)[0]

    check_gradients(
        fused, inputs, parameters, reference=reference, activation=name, activation_options=constants, **options
    )


@pytest.mark.parametrize(("fused", "linear"), PAIRS, ids=["dense", "convolution"])
@pytest.mark.parametrize("name", ["relu", "sigmoid", "selu"])
def test_a_fused_pair_keeps_the_rules_of_operations(fused: Op, linear: Op, name: str) -> None:
    inputs, parameters, options = operands(linear)
    check_rules(fused, inputs, parameters, activation=name, activation_options={}, **options)


def test_the_sum_before_the_activation_is_not_kept() -> None:
    (x,), parameters, _ = operands(DENSE)
    y, cache = DENSE_ACTIVATED.forward(x, *parameters, activation="tanh", activation_options={})
    z, _ = DENSE.forward(x, *parameters)
    kept = [value for value in (*cache, *cache.linear) if isinstance(value, Tensor)]
    assert any(value is y for value in kept)
    assert not any(value.shape == z.shape and torch.equal(value, z) for value in kept)


def test_every_activation_that_can_be_fused_is_tried_here() -> None:
    assert {name for name, _ in OPTIONS} == set(ACTIVATIONS_FROM_OUTPUT)


@pytest.mark.parametrize(("channels", "filters"), [(1, 16), (16, 16), (5, 2)])
def test_nan_passes_through_convolution_and_relu_in_float32(channels: int, filters: int) -> None:
    x, weight = normal(0, 2, 8, 8, channels).float(), normal(1, 3, 3, channels, filters).float()
    x[0, 3, 3, 0] = torch.nan
    options: dict[str, Any] = {"activation": "relu", "activation_options": {}, "padding": "same"}
    y, cache = CONVOLUTION_ACTIVATED.forward(x, weight, **options)
    assert y[0, 2:5, 2:5].isnan().all()
    assert y[1].isfinite().all()
    dweight = CONVOLUTION_ACTIVATED.backward(torch.ones_like(y), cache)[1]
    assert dweight is not None
    assert dweight[:, :, 0].isnan().all()
