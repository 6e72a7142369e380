from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from nervure.ops.gate import Gate
from nervure.ops.recurrent_cell import GRU_CELL, GRU_RESET_BEFORE, LSTM_CELL, SIMPLE_RNN_CELL, CellPair, CellWeights
from tests.gradient_check import assert_near, normal
from tests.ops.recurrent_witness import Cell, gru_cell, gru_cell_before, lstm_cell, simple_rnn_cell

CELLS: dict[str, tuple[CellPair, Cell, int, int, tuple[int, ...]]] = {
    "simple_rnn": (SIMPLE_RNN_CELL, simple_rnn_cell, 1, 1, (2,)),
    "lstm": (LSTM_CELL, lstm_cell, 4, 2, (8,)),
    "gru": (GRU_CELL, gru_cell, 3, 1, (2, 6)),
    "gru, reset before": (GRU_RESET_BEFORE, gru_cell_before, 3, 1, (6,)),
}


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("activation", ["tanh", "softplus", "softmax"])
@pytest.mark.parametrize("has_bias", [False, True])
@pytest.mark.parametrize("groups", [0, 1, "all"])
def test_a_step_and_its_derivative_are_those_of_torch(name: str, activation: str, has_bias: bool, groups: Any) -> None:
    step, witness, gates, num_states, bias_shape = CELLS[name]
    x, states = normal(0, 3, 4), tuple(normal(1 + number, 3, 2) for number in range(num_states))
    weights = [normal(5, 4, gates * 2), normal(6, 2, gates * 2), *([normal(7, *bias_shape)] if has_bias else [])]
    # The state is dropped for each gate, or not at all.
    masks = {0: (None, None), 1: (normal(8, 1, 3, 4), None), "all": (normal(8, gates, 3, 4), normal(9, gates, 3, 2))}
    dropped = masks[groups]
    activations = (Gate(activation), Gate("softmax" if activation == "softmax" else "sigmoid"))
    constants = CellWeights(weights[0], weights[1], weights[2] if has_bias else None, *activations, *dropped)

    new, cache = step.forward(x, states, constants)
    leaves = [tensor.clone().requires_grad_() for tensor in (x, *states, *weights)]
    expected = witness(leaves[0], leaves[1 : 1 + num_states], leaves[1 + num_states :], dropped, activations)
    for ours, theirs in zip(new, expected, strict=True):
        assert_near(ours, theirs.detach(), 1e-12, "state")
    dstates = tuple(torch.cos(state) for state in new)
    witnesses = torch.autograd.grad(_total(expected, dstates), leaves)
    found = step.backward(dstates, cache)
    gradients = [found.dx, *found.dstates, found.dkernel, found.drecurrent_kernel]
    gradients += [] if found.dbias is None else [found.dbias]
    assert (found.dbias is not None) == has_bias
    for gradient, theirs in zip(gradients, witnesses, strict=True):
        assert_near(gradient, theirs, 1e-11, "gradient")


def _total(outputs: tuple[Tensor, ...], dys: tuple[Tensor, ...]) -> Tensor:
    return torch.stack([(dy * y).sum() for dy, y in zip(dys, outputs, strict=True)]).sum()
