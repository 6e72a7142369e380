"""One step of a recurrent cell, with any activation, and its derivative.

A cell that is called directly, or whose activation acts on several numbers at once, runs step by step; whole sequences
go through ``ops/simple_rnn.py``, ``ops/lstm.py`` and ``ops/gru.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.ops.gate import Gate
from nervure.ops.recurrence import product, product_dweight, product_dx


class CellWeights(NamedTuple):
    """The weights of a cell, its activations and its dropout factors.

    Attributes:
        kernel: (F, gates units).
        recurrent_kernel: (units, gates units).
        bias: None if there is none.
        activation: the activation of the candidate and of the output.
        recurrent_activation: the activation of the gates.
        dropout: (groups, N, F), the factors of the input, or None.
        recurrent_dropout: (groups, N, units), the factors of the state, or None.
    """

    kernel: Tensor
    recurrent_kernel: Tensor
    bias: Tensor | None
    activation: Gate
    recurrent_activation: Gate
    dropout: Tensor | None
    recurrent_dropout: Tensor | None


class CellGradients(NamedTuple):
    """The gradients of one step.

    Attributes:
        dx: the gradient of the input, (N, F).
        dstates: the gradients of the states before the step, (N, units) each.
        dkernel: (F, gates units).
        drecurrent_kernel: (units, gates units).
        dbias: None if there is no bias.
    """

    dx: Tensor
    dstates: tuple[Tensor, ...]
    dkernel: Tensor
    drecurrent_kernel: Tensor
    dbias: Tensor | None


class CellPair(NamedTuple):
    """One step of a type of cell, as a pair.

    Attributes:
        forward: ``forward(x, states, weights) -> (new_states, cache)``; the first new state is the output.
        backward: ``backward(dstates, cache) -> CellGradients``.
    """

    forward: Callable[[Tensor, tuple[Tensor, ...], CellWeights], tuple[tuple[Tensor, ...], Any]]
    backward: Callable[[tuple[Tensor, ...], Any], CellGradients]


class SimpleRNNCellCache(NamedTuple):
    """Cache for the derivative of a step.

    Attributes:
        x: (N, F).
        h: (N, units), before the step.
        weights: the weights.
        z: (N, units), the sum before the activation.
    """

    x: Tensor
    h: Tensor
    weights: CellWeights
    z: Tensor


def simple_rnn_cell_forward(
    x: Tensor, states: tuple[Tensor, ...], weights: CellWeights
) -> tuple[tuple[Tensor, ...], SimpleRNNCellCache]:
    """``h' = f(x W + h R + b)``; see :func:`nervure.ops.simple_rnn.simple_rnn_forward`."""
    (h,) = states
    z = product(x, weights.kernel, weights.dropout, weights.bias)
    z = z + product(h, weights.recurrent_kernel, weights.recurrent_dropout)
    return (weights.activation.values(z),), SimpleRNNCellCache(x, h, weights, z)


def simple_rnn_cell_backward(dstates: tuple[Tensor, ...], cache: SimpleRNNCellCache) -> CellGradients:
    """``dz = dh f'(z)``, then back through the products."""
    dz = cache.weights.activation.gradient(dstates[0], cache.z)
    return _through_products(dz, dz, cache.x, cache.h, cache.weights)


class LSTMCellCache(NamedTuple):
    """Cache for the derivative of a step.

    Attributes:
        x: (N, F).
        h: (N, units), before the step.
        c: (N, units), before the step.
        weights: the weights.
        z: (N, 4 units), the sums before the gates.
        gates: i, f, g, o, (N, units) each.
        carry: (N, units), c after the step.
        carry_activated: (N, units).
    """

    x: Tensor
    h: Tensor
    c: Tensor
    weights: CellWeights
    z: Tensor
    gates: tuple[Tensor, ...]
    carry: Tensor
    carry_activated: Tensor


def lstm_cell_forward(
    x: Tensor, states: tuple[Tensor, ...], weights: CellWeights
) -> tuple[tuple[Tensor, ...], LSTMCellCache]:
    """``c' = f c + i g`` and ``h' = o tanh(c')``; see :func:`nervure.ops.lstm.lstm_forward`."""
    h, c = states
    z = product(x, weights.kernel, weights.dropout, weights.bias)
    z = z + product(h, weights.recurrent_kernel, weights.recurrent_dropout)
    activations = _lstm_activations(weights)
    i, f, g, o = (gate.values(part) for gate, part in zip(activations, z.chunk(4, -1), strict=True))
    carry = f * c + i * g
    activated = weights.activation.values(carry)
    return (o * activated, carry), LSTMCellCache(x, h, c, weights, z, (i, f, g, o), carry, activated)


def lstm_cell_backward(dstates: tuple[Tensor, ...], cache: LSTMCellCache) -> CellGradients:
    """``dc += dh o tanh'(c')``; each gate gets the factor it multiplied, then back through the products."""
    dh, dc = dstates
    i, f, g, o = cache.gates
    dc = dc + cache.weights.activation.gradient(dh * o, cache.carry)
    received = (dc * g, dc * cache.c, dc * i, dh * cache.carry_activated)
    parts = zip(_lstm_activations(cache.weights), received, cache.z.chunk(4, -1), strict=True)
    dz = torch.cat([gate.gradient(dgate, z) for gate, dgate, z in parts], -1)
    found = _through_products(dz, dz, cache.x, cache.h, cache.weights)
    return found._replace(dstates=(*found.dstates, dc * f))


def _lstm_activations(weights: CellWeights) -> tuple[Gate, ...]:
    recurrent = weights.recurrent_activation
    return recurrent, recurrent, weights.activation, recurrent


class GRUCellCache(NamedTuple):
    """Cache for the derivative of a step.

    Attributes:
        x: (N, F).
        h: (N, units), before the step.
        weights: the weights.
        sums: (N, units) each, the sums before the update gate, the reset gate and the candidate.
        update_gate: (N, units).
        reset_gate: (N, units).
        candidate: (N, units).
        recurrent: (N, units), the contribution of h to the candidate before the reset gate; None if the gate comes
            first.
    """

    x: Tensor
    h: Tensor
    weights: CellWeights
    sums: tuple[Tensor, Tensor, Tensor]
    update_gate: Tensor
    reset_gate: Tensor
    candidate: Tensor
    recurrent: Tensor | None


def gru_cell_forward(
    x: Tensor, states: tuple[Tensor, ...], weights: CellWeights
) -> tuple[tuple[Tensor, ...], GRUCellCache]:
    """``h' = z h + (1 - z) candidate``, the reset gate after the product; see :func:`nervure.ops.gru.gru_forward`."""
    (h,) = states
    of_inputs, of_state = (None, None) if weights.bias is None else (weights.bias[0], weights.bias[1])
    inputs = product(x, weights.kernel, weights.dropout, of_inputs).chunk(3, -1)
    state = product(h, weights.recurrent_kernel, weights.recurrent_dropout, of_state).chunk(3, -1)
    z, r = inputs[0] + state[0], inputs[1] + state[1]
    update, reset = weights.recurrent_activation.values(z), weights.recurrent_activation.values(r)
    a = inputs[2] + reset * state[2]
    candidate = weights.activation.values(a)
    new = update * h + (1 - update) * candidate
    return (new,), GRUCellCache(x, h, weights, (z, r, a), update, reset, candidate, state[2])


def gru_cell_backward(dstates: tuple[Tensor, ...], cache: GRUCellCache) -> CellGradients:
    """Each gate gets the factor it multiplied, then back through the products."""
    (dh,) = dstates
    weights, recurrent = cache.weights, cache.recurrent
    assert recurrent is not None
    da = weights.activation.gradient(dh * (1 - cache.update_gate), cache.sums[2])
    dz = weights.recurrent_activation.gradient(dh * (cache.h - cache.candidate), cache.sums[0])
    dr = weights.recurrent_activation.gradient(da * recurrent, cache.sums[1])
    of_inputs, of_state = torch.cat((dz, dr, da), -1), torch.cat((dz, dr, da * cache.reset_gate), -1)
    found = _through_products(of_inputs, of_state, cache.x, cache.h, weights)
    dbias = None if weights.bias is None else torch.stack((of_inputs.sum(0), of_state.sum(0)))
    return found._replace(dstates=(found.dstates[0] + dh * cache.update_gate,), dbias=dbias)


def gru_reset_before_forward(
    x: Tensor, states: tuple[Tensor, ...], weights: CellWeights
) -> tuple[tuple[Tensor, ...], GRUCellCache]:
    """``h' = z h + (1 - z) candidate`` with the reset gate before the product."""
    (h,) = states
    of_gates, of_candidate = _split(weights)
    inputs = product(x, weights.kernel, weights.dropout, weights.bias).chunk(3, -1)
    state = product(h, *of_gates).chunk(2, -1)
    z, r = inputs[0] + state[0], inputs[1] + state[1]
    update, reset = weights.recurrent_activation.values(z), weights.recurrent_activation.values(r)
    a = inputs[2] + product(reset * h, *of_candidate)
    candidate = weights.activation.values(a)
    new = update * h + (1 - update) * candidate
    return (new,), GRUCellCache(x, h, weights, (z, r, a), update, reset, candidate, None)


def gru_reset_before_backward(dstates: tuple[Tensor, ...], cache: GRUCellCache) -> CellGradients:
    """Each gate gets the factor it multiplied, then back through the products."""
    (dh,) = dstates
    weights = cache.weights
    of_gates, of_candidate = _split(weights)
    da = weights.activation.gradient(dh * (1 - cache.update_gate), cache.sums[2])
    dseen = product_dx(da, *of_candidate)
    dz = weights.recurrent_activation.gradient(dh * (cache.h - cache.candidate), cache.sums[0])
    dr = weights.recurrent_activation.gradient(dseen * cache.h, cache.sums[1])
    dgates, dsums = torch.cat((dz, dr), -1), torch.cat((dz, dr, da), -1)
    parts = (
        product_dweight(cache.h, dgates, of_gates[1]),
        product_dweight(cache.reset_gate * cache.h, da, of_candidate[1]),
    )
    before = dh * cache.update_gate + dseen * cache.reset_gate + product_dx(dgates, *of_gates)
    return CellGradients(
        product_dx(dsums, weights.kernel, weights.dropout),
        (before,),
        product_dweight(cache.x, dsums, weights.dropout),
        torch.cat(parts, 1),
        None if weights.bias is None else dsums.sum(0),
    )


def _split(weights: CellWeights) -> tuple[tuple[Tensor, Tensor | None], tuple[Tensor, Tensor | None]]:
    """The recurrent kernel and its dropout, split into the two gates and the candidate."""
    border = 2 * weights.recurrent_kernel.shape[0]
    masks = weights.recurrent_dropout
    of_gates, of_candidate = (None, None) if masks is None else (masks[:2], masks[2:])
    kernel = weights.recurrent_kernel
    return (kernel[:, :border], of_gates), (kernel[:, border:], of_candidate)


def _through_products(of_inputs: Tensor, of_state: Tensor, x: Tensor, h: Tensor, weights: CellWeights) -> CellGradients:
    """Goes from the gradients of both products to those of input, state and weights."""
    return CellGradients(
        product_dx(of_inputs, weights.kernel, weights.dropout),
        (product_dx(of_state, weights.recurrent_kernel, weights.recurrent_dropout),),
        product_dweight(x, of_inputs, weights.dropout),
        product_dweight(h, of_state, weights.recurrent_dropout),
        None if weights.bias is None else of_inputs.sum(0),
    )


SIMPLE_RNN_CELL = CellPair(simple_rnn_cell_forward, simple_rnn_cell_backward)
LSTM_CELL = CellPair(lstm_cell_forward, lstm_cell_backward)
GRU_CELL = CellPair(gru_cell_forward, gru_cell_backward)
GRU_RESET_BEFORE = CellPair(gru_reset_before_forward, gru_reset_before_backward)
