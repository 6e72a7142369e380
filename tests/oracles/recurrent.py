"""Recurrent networks one number at a time: the sums of every unit, every sample, every step."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
States = tuple[Array, ...]
Cell = Callable[[Array, States, Array, Array, Array | None], States]


def sigmoid(z: float) -> float:
    return 1 / (1 + np.exp(-z))


def weighted(numbers: Array, weights: Array, column: int) -> float:
    return sum(float(numbers[row]) * float(weights[row, column]) for row in range(len(numbers)))


def simple_rnn_unit(x: Array, states: States, kernel: Array, recurrent: Array, bias: Array | None) -> States:
    """One sample of one step: x (F,), states (units,)."""
    h = np.zeros_like(states[0])
    for unit in range(len(h)):
        z = weighted(x, kernel, unit) + weighted(states[0], recurrent, unit)
        h[unit] = np.tanh(z + (0 if bias is None else bias[unit]))
    return (h,)


def lstm_unit(x: Array, states: States, kernel: Array, recurrent: Array, bias: Array | None) -> States:
    """One sample of one step; the gates i, f, g, o lie side by side."""
    h, c = np.zeros_like(states[0]), np.zeros_like(states[1])
    units = len(h)
    for unit in range(units):
        z = []
        for gate in range(4):
            column = gate * units + unit
            z.append(weighted(x, kernel, column) + weighted(states[0], recurrent, column))
            z[-1] += 0 if bias is None else bias[column]
        c[unit] = sigmoid(z[1]) * states[1][unit] + sigmoid(z[0]) * np.tanh(z[2])
        h[unit] = sigmoid(z[3]) * np.tanh(c[unit])
    return h, c


def gru_unit(x: Array, states: States, kernel: Array, recurrent: Array, bias: Array | None) -> States:
    """One sample of one step, the reset gate after the product; the gates z, r, candidate lie side by side."""
    (before,) = states
    h, units = np.zeros_like(before), len(before)
    of_inputs, of_state = (np.zeros(3 * units), np.zeros(3 * units)) if bias is None else (bias[0], bias[1])
    for unit in range(units):
        inputs = [weighted(x, kernel, gate * units + unit) + of_inputs[gate * units + unit] for gate in range(3)]
        state = [weighted(before, recurrent, gate * units + unit) + of_state[gate * units + unit] for gate in range(3)]
        z, r = sigmoid(inputs[0] + state[0]), sigmoid(inputs[1] + state[1])
        h[unit] = z * before[unit] + (1 - z) * np.tanh(inputs[2] + r * state[2])
    return (h,)


def gru_before_unit(x: Array, states: States, kernel: Array, recurrent: Array, bias: Array | None) -> States:
    """One sample of one step, the reset gate before the product."""
    (before,) = states
    h, units = np.zeros_like(before), len(before)
    inputs = [weighted(x, kernel, column) + (0 if bias is None else bias[column]) for column in range(3 * units)]
    r = np.array([sigmoid(inputs[units + unit] + weighted(before, recurrent, units + unit)) for unit in range(units)])
    for unit in range(units):
        z = sigmoid(inputs[unit] + weighted(before, recurrent, unit))
        candidate = np.tanh(inputs[2 * units + unit] + weighted(r * before, recurrent, 2 * units + unit))
        h[unit] = z * before[unit] + (1 - z) * candidate
    return (h,)


def recurrent(
    cell: Cell, x: Array, initial: States, weights: tuple[Array, ...], mask: Array | None = None
) -> tuple[Array, States]:
    """The state that is given out after every step, (N, T, units), and the last states; padding changes nothing."""
    kernel, recurrent_kernel, *bias = weights
    given = np.zeros((*x.shape[:2], recurrent_kernel.shape[0]))
    last = tuple(state.copy() for state in initial)
    for n in range(len(x)):
        states = tuple(state[n] for state in initial)
        for t in range(x.shape[1]):
            if mask is None or mask[n, t]:
                states = cell(x[n, t], states, kernel, recurrent_kernel, bias[0] if bias else None)
            given[n, t] = states[0]
        for kept, state in zip(last, states, strict=True):
            kept[n] = state
    return given, last
