from __future__ import annotations

import pytest
import torch

from nervure.ops.activation import ACTIVATIONS, ACTIVATIONS_FROM_OUTPUT
from tests.gradient_check import apart, check_gradients
from tests.op_rules import check_rules


def test_linear_hands_everything_through() -> None:
    z = apart(0, 3, 4)
    y, cache = ACTIVATIONS["linear"].forward(z)
    assert y is z
    assert ACTIVATIONS["linear"].backward(y, cache)[0] is y
    check_gradients(ACTIVATIONS["linear"], (z,))
    check_rules(ACTIVATIONS["linear"], (z,))


def test_each_op_has_the_name_it_is_found_by() -> None:
    assert {name: op.name for name, op in ACTIVATIONS.items() if op.name != name} == {
        "swish": "silu",
        "hard_swish": "hard_silu",
    }


def test_keras_knows_every_name() -> None:
    import keras

    for name in ACTIVATIONS:
        assert keras.activations.get(name) is not None


@pytest.mark.parametrize("name", ACTIVATIONS_FROM_OUTPUT)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_the_derivative_from_the_output_is_the_derivative(name: str, dtype: torch.dtype) -> None:
    z = apart(1, 4, 6).to(dtype)
    y, cache = ACTIVATIONS[name].forward(z)
    dy = torch.cos(z)
    dz = ACTIVATIONS_FROM_OUTPUT[name](dy, y)
    assert dz.dtype == dtype
    assert torch.equal(dz, ACTIVATIONS[name].backward(dy, cache)[0])
