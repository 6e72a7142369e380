"""Recurrent networks step by step in plain torch, for automatic differentiation: the witness of the operations.

Nothing is shared with them: time runs over a Python list, gates are cut out one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from nervure.ops.gate import Gate
from nervure.ops.recurrence import Recurrence

Weights = Sequence[Tensor]
Masks = Sequence[Tensor | None]
Cell = Callable[..., tuple[Tensor, ...]]


def activated(gate: Gate, z: Tensor) -> Tensor:
    """A few activations, as torch has them."""
    functions: dict[str, Callable[[Tensor], Tensor]] = {
        "linear": lambda z: z,
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "softplus": lambda z: torch.logaddexp(z, torch.zeros_like(z)),
        "relu": torch.relu,
        "silu": torch.nn.functional.silu,
        "elu": torch.nn.functional.elu,
        "softmax": lambda z: torch.softmax(z, -1),
    }
    return functions[gate.name](z)


def sums(x: Tensor, weight: Tensor, gates: int, masks: Tensor | None) -> list[Tensor]:
    """``x`` times the columns of each gate, x multiplied by the mask of the gate."""
    columns = weight.chunk(gates, 1)
    if masks is None:
        return [x @ column for column in columns]
    return [(x * masks[gate % len(masks)]) @ column for gate, column in enumerate(columns)]


def simple_rnn_cell(x: Tensor, states: Weights, weights: Weights, masks: Masks, gates: Sequence[Gate]) -> Any:
    kernel, recurrent, *bias = weights
    z = sums(x, kernel, 1, masks[0])[0] + sums(states[0], recurrent, 1, masks[1])[0]
    return (activated(gates[0], z + bias[0] if bias else z),)


def lstm_cell(x: Tensor, states: Weights, weights: Weights, masks: Masks, gates: Sequence[Gate]) -> Any:
    kernel, recurrent, *bias = weights
    h, c = states
    z = [a + b for a, b in zip(sums(x, kernel, 4, masks[0]), sums(h, recurrent, 4, masks[1]), strict=True)]
    if bias:
        z = [a + b for a, b in zip(z, bias[0].chunk(4), strict=True)]
    i, f, o = (activated(gates[1], z[number]) for number in (0, 1, 3))
    c = f * c + i * activated(gates[0], z[2])
    return o * activated(gates[0], c), c


def gru_cell(x: Tensor, states: Weights, weights: Weights, masks: Masks, gates: Sequence[Gate]) -> Any:
    """With a bias (2, 3 units), or none, the reset gate comes after the product."""
    return _gru(x, states[0], weights, masks, gates, after=True)


def gru_cell_before(x: Tensor, states: Weights, weights: Weights, masks: Masks, gates: Sequence[Gate]) -> Any:
    """The reset gate comes before the product."""
    return _gru(x, states[0], weights, masks, gates, after=False)


def _gru(x: Tensor, h: Tensor, weights: Weights, masks: Masks, gates: Sequence[Gate], *, after: bool) -> Any:
    kernel, recurrent, *bias = weights
    inputs = sums(x, kernel, 3, masks[0])
    if bias:
        of_inputs = bias[0][0] if after else bias[0]
        inputs = [a + b for a, b in zip(inputs, of_inputs.chunk(3), strict=True)]
    state = sums(h, recurrent, 3, masks[1])
    if bias and after:
        state = [a + b for a, b in zip(state, bias[0][1].chunk(3), strict=True)]
    z, r = (activated(gates[1], inputs[number] + state[number]) for number in (0, 1))
    if after:
        seen = r * state[2]
    else:
        own = None if masks[1] is None else masks[1][-1:]
        seen = sums(r * h, recurrent.chunk(3, 1)[2], 1, own)[0]
    candidate = activated(gates[0], inputs[2] + seen)
    return (z * h + (1 - z) * candidate,)


def walked(
    cell: Cell, tensors: Sequence[Tensor], mask: Tensor | None, recurrence: Recurrence, masks: Masks = (None, None)
) -> Any:
    """What the operation gives for x, initial states and weights (no carried states).

    Args:
        cell: one of the cells above.
        tensors: x, the initial states, the weights.
        mask: (N, T), or None.
        recurrence: the constants; the initial states are as many as it says.
        masks: what inputs and state are multiplied by, (groups, N, ...) each.
    """
    x, initial = tensors[0], tensors[1 : 1 + recurrence.num_initial]
    weights = tensors[1 + recurrence.num_initial :]
    units = weights[1].shape[0]
    count = 2 if cell is lstm_cell else 1
    states = tuple(initial) or (x.new_zeros(x.shape[0], units),) * count
    steps = range(x.shape[1])
    shown, y = [], x.new_zeros(x.shape[0], units)
    for t in reversed(steps) if recurrence.go_backwards else steps:
        new = cell(x[:, t], states, weights, masks, (recurrence.activation, recurrence.recurrent_activation))
        if mask is None:
            states, y = new, new[0]
        else:
            real = mask[:, t : t + 1]
            states = tuple(torch.where(real, a, b) for a, b in zip(new, states, strict=True))
            y = torch.where(real, new[0], torch.zeros_like(y) if recurrence.zero_padding else y)
        shown.append(y)
    y = torch.stack(shown, 1) if recurrence.return_sequences else shown[-1]
    return (y, *states) if recurrence.return_state else y
