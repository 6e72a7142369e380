"""Gated recurrent units over a whole sequence, and their derivative by backpropagation through time."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.kernels.recurrent import Kept, SequenceGradients, Sequences, sequence_forward
from nervure.ops.op import Context, Op
from nervure.ops.recurrence import (
    Reading,
    Recurrence,
    add_product,
    carried_states,
    given_back,
    native_gradients,
    native_sequences,
    outputs,
    product,
    product_dweight,
    product_dx,
    read,
    received,
    with_room,
)

_GATES = 3


class GRUCache(NamedTuple):
    """What a GRU kept of every step, for its backward pass and for explanations.

    Attributes:
        reading: the inputs; its bias is that of the inputs.
        update_gate: (T, N, units), z: how much of the old state is kept.
        reset_gate: (T, N, units), r: how much of the old state the candidate sees.
        candidate: (T, N, units), what replaces the rest of the old state.
        recurrent: (T, N, units), the contribution of the old state to the candidate, before the reset gate; None if the
            gate comes before the product.
        hidden: (T + 1, N, units), h: the state before the first step and after each.
        gates: (T, N, 3 units), the two gates and the candidate side by side, in the same memory.
        sums: (T, N, 3 units), the inputs of the gates; None if their outputs determine the slopes.
    """

    reading: Reading
    update_gate: Tensor
    reset_gate: Tensor
    candidate: Tensor
    recurrent: Tensor | None
    hidden: Tensor
    gates: Tensor
    sums: Tensor | None

    @property
    def reset_after(self) -> bool:
        """Whether the reset gate comes after the product."""
        return self.recurrent is not None


def gru_forward(
    *tensors: Tensor, recurrence: Recurrence, context: Context, reset_after: bool = True
) -> tuple[Any, GRUCache]:
    r"""One gate keeps the state or replaces it by a candidate, for which another gate can forget the state.

    .. math::
        z_t = \sigma(x_t W_z + h_{t-1} R_z + b_z), \qquad r_t = \sigma(x_t W_r + h_{t-1} R_r + b_r)

        \tilde h_t = \tanh(x_t W_h + b_h + r_t (h_{t-1} R_h + b'_h)) \quad \text{or} \quad
        \tanh(x_t W_h + b_h + (r_t h_{t-1}) R_h)

        h_t = z_t h_{t-1} + (1 - z_t) \tilde h_t

    The first form of the candidate is ``reset_after``; only in this form do the products of the state have their own
    bias. One product multiplies the inputs of all steps by their weights. A padding step leaves h unchanged.

    Args:
        tensors: see :func:`nervure.ops.recurrence.read`; kernel (F, 3 units), recurrent kernel (units, 3 units), bias
            (2, 3 units) with ``reset_after``, else (3 units,), each in the order z, r, candidate.
        recurrence: the settings.
        context: training or inference, and the key of dropout.
        reset_after: whether the reset gate is applied after the product of the state.

    Returns:
        y: (N, T, units) or (N, units); with ``return_state`` y and h; and the cache.

    Source:
        Cho et al., "Learning phrase representations using RNN encoder-decoder for statistical machine translation"
        (2014), https://arxiv.org/abs/1406.1078
    """
    reading = read(tensors, recurrence, 1, context)
    sequences = native_sequences(reading) if reset_after else None
    if sequences is not None:
        cache = _in_one_call(reading, sequences)
        return outputs(reading, cache.hidden), cache
    of_inputs, of_state = _biases(reading, reset_after)
    gates = product(reading.x, reading.kernel, reading.dropout, of_inputs)
    cache = _steps(reading, gates, of_state, reset_after)
    return outputs(reading, cache.hidden), cache


def _in_one_call(reading: Reading, sequences: Sequences) -> GRUCache:
    """Same as :func:`_steps`, computed by the native kernel."""
    hidden, _, recurrent, gates = sequence_forward("gru", sequences, reading.initial)
    z, r, candidate = gates.view(*gates.shape[:2], _GATES, hidden.shape[-1]).unbind(2)
    return GRUCache(reading, z, r, candidate, recurrent, hidden, gates, None)


def _biases(reading: Reading, reset_after: bool) -> tuple[Tensor | None, Tensor | None]:
    """The bias of the inputs and that of the state, (3 units,) each."""
    if reading.bias is None or not reset_after:
        return reading.bias, None
    return reading.bias[0], reading.bias[1]


def _steps(reading: Reading, gates: Tensor, bias: Tensor | None, reset_after: bool) -> GRUCache:
    """All steps in order; ``gates`` (T, N, 3 units) holds the products of the inputs and is overwritten."""
    activation, recurrent_activation = reading.recurrence.activation, reading.recurrence.recurrent_activation
    length, size, units = *gates.shape[:2], reading.recurrent_kernel.shape[0]
    hidden = with_room(reading.initial[0], length)
    update, reset, candidate = gates.view(length, size, _GATES, units).unbind(2)
    recurrent = torch.empty_like(candidate) if reset_after else None
    sums = torch.empty_like(gates) if activation.needs_z or recurrent_activation.needs_z else None
    both = slice(2 * units)
    of_gates, of_candidate = reading.recurrent_kernel[:, both], reading.recurrent_kernel[:, 2 * units :]
    own = _of(reading.recurrent_dropout, slice(2, 3))
    # Views of all steps at once: creating them one by one costs as much as the arithmetic of a small step.
    parts = (hidden[:-1], hidden[1:], gates[..., both], update, reset, candidate)
    steps = zip(*(part.unbind() for part in parts), strict=True)
    for t, (h, new_h, both_gates, z, r, proposed) in enumerate(steps):
        if recurrent is not None:
            state = product(h, reading.recurrent_kernel, reading.recurrent_dropout, bias)
            both_gates.add_(state[:, both])
            recurrent[t] = state[:, 2 * units :]
        else:
            add_product(both_gates, h, of_gates, _of(reading.recurrent_dropout, slice(2)))
        if sums is not None:
            sums[t, :, both] = both_gates
        recurrent_activation.apply_(both_gates)
        if recurrent is not None:
            proposed.addcmul_(r, recurrent[t])
        else:
            add_product(proposed, r * h, of_candidate, own)
        if sums is not None:
            sums[t, :, 2 * units :] = proposed
        activation.apply_(proposed)
        torch.lerp(proposed, h, z, out=new_h)
        if reading.mask is not None:
            torch.where(reading.mask[t], new_h, h, out=new_h)
    return GRUCache(reading, update, reset, candidate, recurrent, hidden, gates, sums)


def _of(dropout: Tensor | None, groups: slice) -> Tensor | None:
    """The dropout masks of some of the gates."""
    return None if dropout is None else dropout[groups]


def gru_backward(
    dy: Any, cache: GRUCache, needs_dx: bool = True, needs_dweight: bool = True
) -> tuple[Tensor | None, ...]:
    r"""Backpropagation through time.

    .. math::
        \delta z_t = dh_t (h_{t-1} - \tilde h_t) z'_t, \qquad \delta \tilde h_t = dh_t (1 - z_t) \tilde h'_t,
        \qquad \delta r_t = \delta \tilde h_t (h_{t-1} R_h + b'_h) r'_t

        dh_{t-1} \mathrel{+}= dh_t z_t + (\delta z_t, \delta r_t, r_t \delta \tilde h_t) R^T

    With the gate before the product, ``v = (d candidate) R_h^T`` gives ``dr = v h r'`` and adds ``v r`` to dh. Each sum
    over the steps, ``dW = sum x^T d(z, r, candidate)`` and the same for R, is one product.
    """
    reading = cache.reading
    sequences = None if cache.recurrent is None else native_sequences(reading)
    if sequences is not None and cache.recurrent is not None:
        kept = Kept(cache.hidden, None, cache.recurrent, cache.gates)
        return native_gradients("gru", reading, sequences, kept, dy, needs_dx, needs_dweight)
    back = _steps_back_after if cache.reset_after else _steps_back_before
    of_inputs, of_state, dh = back(cache, *received(dy, reading, 1))
    dx = product_dx(of_inputs, reading.kernel, reading.dropout) if needs_dx else None
    if not needs_dweight:
        return given_back(reading, SequenceGradients(dx, (dh,)))
    units = cache.hidden.shape[-1]
    if cache.reset_after:
        drecurrent = product_dweight(cache.hidden[:-1], of_state, reading.recurrent_dropout)
    else:
        gates, seen = of_inputs[..., : 2 * units], cache.reset_gate * cache.hidden[:-1]
        parts = (
            product_dweight(cache.hidden[:-1], gates, _of(reading.recurrent_dropout, slice(2))),
            product_dweight(seen, of_inputs[..., 2 * units :], _of(reading.recurrent_dropout, slice(2, 3))),
        )
        drecurrent = torch.cat(parts, 1)
    dbias = None
    if reading.bias is not None:
        dbias = of_inputs.sum((0, 1))
        dbias = torch.stack((dbias, of_state.sum((0, 1)))) if cache.reset_after else dbias
    dkernel = product_dweight(reading.x, of_inputs, reading.dropout)
    return given_back(reading, SequenceGradients(dx, (dh,), dkernel, drecurrent, dbias))


class _Slopes(NamedTuple):
    """The factors of ``dh`` of each step, (T, N, units) each: everything that does not depend on a later step.

    Attributes:
        update: for the sum in the update gate.
        candidate: for the sum in the candidate.
        reset: the slope of the reset gate.
        kept: for the previous state.
    """

    update: Tensor
    candidate: Tensor
    reset: Tensor
    kept: Tensor


def _slopes(cache: GRUCache) -> _Slopes:
    reading = cache.reading
    activation, recurrent_activation = reading.recurrence.activation, reading.recurrence.recurrent_activation
    into = (None,) * _GATES if cache.sums is None else cache.sums.chunk(_GATES, -1)
    update = (cache.hidden[:-1] - cache.candidate) * recurrent_activation.slopes(cache.update_gate, into[0])
    candidate = (1 - cache.update_gate) * activation.slopes(cache.candidate, into[2])
    reset, kept = recurrent_activation.slopes(cache.reset_gate, into[1]), cache.update_gate
    if reading.mask is not None:
        update, candidate = (torch.where(reading.mask, factor, 0.0) for factor in (update, candidate))
        kept = torch.where(reading.mask, kept, 1.0)
    return _Slopes(update, candidate, reset, kept)


def _steps_back_after(
    cache: GRUCache, dhidden: Tensor | None, dlast: tuple[Tensor, ...]
) -> tuple[Tensor, Tensor, Tensor]:
    """The gradients of the sums of the inputs and of the state, (T, N, 3 units) each, and of the initial state."""
    reading, slopes, (dh,) = cache.reading, _slopes(cache), dlast
    assert cache.recurrent is not None
    reset = slopes.candidate * cache.recurrent * slopes.reset
    states = torch.stack((slopes.update, reset, slopes.candidate * cache.reset_gate), 2)
    of_state = states.flatten(2)
    parts = (states, of_state, slopes.candidate, slopes.kept)
    steps = list(zip(*(part.unbind() for part in parts), strict=True))
    for t in range(len(steps) - 1, -1, -1):
        step, dsums, of_candidate, kept = steps[t]
        if dhidden is not None:
            dh = dh + dhidden[t]
        step.mul_(dh.unsqueeze(1))
        of_candidate.mul_(dh)
        before = product_dx(dsums, reading.recurrent_kernel, reading.recurrent_dropout)
        dh = before.addcmul_(dh, kept)
    return torch.cat((of_state[..., : -cache.hidden.shape[-1]], slopes.candidate), -1), of_state, dh


def _steps_back_before(
    cache: GRUCache, dhidden: Tensor | None, dlast: tuple[Tensor, ...]
) -> tuple[Tensor, Tensor, Tensor]:
    """The same if the reset gate comes before the product; the first two are then one tensor."""
    reading, slopes, (dh,) = cache.reading, _slopes(cache), dlast
    units = cache.hidden.shape[-1]
    gates, own = _of(reading.recurrent_dropout, slice(2)), _of(reading.recurrent_dropout, slice(2, 3))
    of_gates, of_candidate = reading.recurrent_kernel[:, : 2 * units], reading.recurrent_kernel[:, 2 * units :]
    dsums = torch.stack((slopes.update, cache.hidden[:-1] * slopes.reset, slopes.candidate), 2)
    for t in range(len(dsums) - 1, -1, -1):
        if dhidden is not None:
            dh = dh + dhidden[t]
        dsums[t, :, ::2] *= dh.unsqueeze(1)
        through = product_dx(dsums[t, :, 2], of_candidate, own)
        dsums[t, :, 1] *= through
        before = product_dx(dsums[t, :, :2].flatten(1), of_gates, gates)
        dh = before.addcmul_(through, cache.reset_gate[t]).addcmul_(dh, slopes.kept[t])
    return dsums.flatten(2), dsums.flatten(2), dh


def gru_commits(cache: GRUCache, *parameters: Tensor) -> dict[int, Tensor]:
    """The last state, from which a stateful layer starts the next batch."""
    return carried_states(cache.reading, cache.hidden)


GRU = Op(
    "gru", gru_forward, gru_backward,
    needs_context=True, skips_dx=True, skips_dweight=True, casts_parameters=False, commits=gru_commits,
)  # fmt: skip
