from __future__ import annotations

import pytest
import torch

from nervure.ops.activation import ACTIVATIONS
from nervure.ops.gate import Gate
from tests.gradient_check import apart, assert_near, normal

POINTWISE = [name for name in ACTIVATIONS if Gate(name).is_pointwise]
OPTIONS = [Gate("leaky_relu", {"negative_slope": 0.3}), Gate("relu", {"max_value": 0.7}), Gate("elu", {"alpha": 0.5})]
every_gate = pytest.mark.parametrize("gate", [*map(Gate, POINTWISE), *OPTIONS], ids=lambda gate: gate.name)


@every_gate
def test_slopes_are_the_differences_of_the_values(gate: Gate) -> None:
    z = apart(0, 4, 5)
    y = gate.values(z)
    slopes = gate.slopes(y, z if gate.needs_z else None)
    differences = (gate.values(z + 1e-6) - gate.values(z - 1e-6)) / 2e-6
    assert_near(slopes, differences, 1e-6, gate.name, largest=1.0)
    assert_near(gate.gradient(torch.cos(y), z), torch.cos(y) * differences, 1e-6, gate.name, largest=1.0)


@every_gate
def test_values_are_written_in_place_of_what_went_in(gate: Gate) -> None:
    z = apart(0, 4, 6)
    part, expected = z[:, 1:4], gate.values(z[:, 1:4].clone())
    before = z.clone()
    gate.apply_(part)
    assert torch.equal(z[:, 1:4], expected)
    assert torch.equal(z[:, :1], before[:, :1])
    assert torch.equal(z[:, 4:], before[:, 4:])


@every_gate
def test_values_are_written_somewhere_else(gate: Gate) -> None:
    z, room = apart(0, 4, 3), torch.zeros(4, 6, dtype=torch.float64)
    before = z.clone()
    gate.write(z, room[:, 1:4])
    assert torch.equal(room[:, 1:4], gate.values(z))
    assert torch.equal(z, before)
    assert not room[:, [0, 4, 5]].any()


def test_softmax_looks_at_several_numbers_at_once() -> None:
    assert not Gate("softmax").is_pointwise
    assert {"linear", "relu", "sigmoid", "tanh"} <= set(POINTWISE)


def test_a_whole_row_has_a_derivative_too() -> None:
    z, dy = normal(0, 3, 4), normal(1, 3, 4)
    leaf = z.clone().requires_grad_()
    (torch.softmax(leaf, -1) * dy).sum().backward()
    assert leaf.grad is not None
    assert_near(Gate("softmax").gradient(dy, z), leaf.grad, 1e-12, "softmax")


def test_sigmoid_and_tanh_need_nothing_but_their_outputs() -> None:
    assert [name for name in POINTWISE if not Gate(name).needs_z] == ["linear", "sigmoid", "tanh"]
