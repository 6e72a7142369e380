"""Long short-term memory over a whole sequence, and its derivative by backpropagation through time."""

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

_GATES = 4


class LSTMCache(NamedTuple):
    """What an LSTM kept of every step, for its backward pass and for explanations.

    Attributes:
        reading: the inputs.
        input_gate: (T, N, units), i: how much of the candidate is written.
        forget_gate: (T, N, units), f: how much of the old carry is kept.
        candidate: (T, N, units), g: what can be written.
        output_gate: (T, N, units), o: how much of the carry is output.
        carry: (T + 1, N, units), c: the memory, before the first step and after each.
        carry_activated: (T, N, units), the activation of the carry.
        hidden: (T + 1, N, units), h: the output, before the first step and after each.
        gates: (T, N, 4 units), i, f, g and o side by side, in the same memory.
        z: (T, N, 4 units), the inputs of the gates; None if their outputs determine the slopes.
    """

    reading: Reading
    input_gate: Tensor
    forget_gate: Tensor
    candidate: Tensor
    output_gate: Tensor
    carry: Tensor
    carry_activated: Tensor
    hidden: Tensor
    gates: Tensor
    z: Tensor | None


def lstm_forward(*tensors: Tensor, recurrence: Recurrence, context: Context) -> tuple[Any, LSTMCache]:
    r"""A memory cell c whose gates decide what is kept, what is written and what is output.

    .. math::
        i_t = \sigma(x_t W_i + h_{t-1} R_i + b_i), \quad f_t = \sigma(x_t W_f + h_{t-1} R_f + b_f), \quad
        g_t = \tanh(x_t W_g + h_{t-1} R_g + b_g), \quad o_t = \sigma(x_t W_o + h_{t-1} R_o + b_o)

        c_t = f_t c_{t-1} + i_t g_t, \qquad h_t = o_t \tanh(c_t)

    One product multiplies the inputs of all steps by their weights. A padding step leaves c and h unchanged.

    Args:
        tensors: see :func:`nervure.ops.recurrence.read`; kernel (F, 4 units), recurrent kernel (units, 4 units), bias
            (4 units), each in the order i, f, g, o.
        recurrence: the settings.
        context: training or inference, and the key of dropout.

    Returns:
        y: (N, T, units) or (N, units); with ``return_state`` y, h and c; and the cache.

    Source:
        Hochreiter and Schmidhuber, "Long short-term memory" (1997), https://doi.org/10.1162/neco.1997.9.8.1735; the
        forget gate: Gers, Schmidhuber and Cummins, "Learning to forget" (2000),
        https://doi.org/10.1162/089976600300015015
    """
    reading = read(tensors, recurrence, 2, context)
    sequences = native_sequences(reading)
    if sequences is None:
        cache = _steps(reading, product(reading.x, reading.kernel, reading.dropout, reading.bias))
    else:
        cache = _in_one_call(reading, sequences)
    return outputs(reading, cache.hidden, cache.carry), cache


def _in_one_call(reading: Reading, sequences: Sequences) -> LSTMCache:
    """Same as :func:`_steps`, computed by the native kernel."""
    hidden, carry, activated, gates = sequence_forward("lstm", sequences, reading.initial)
    assert carry is not None
    i, f, g, o = gates.view(*gates.shape[:2], _GATES, hidden.shape[-1]).unbind(2)
    return LSTMCache(reading, i, f, g, o, carry, activated, hidden, gates, None)


def _steps(reading: Reading, gates: Tensor) -> LSTMCache:
    """All steps in order; ``gates`` (T, N, 4 units) holds the products of the inputs and is overwritten."""
    activation, recurrent_activation = reading.recurrence.activation, reading.recurrence.recurrent_activation
    length, size, units = *gates.shape[:2], reading.recurrent_kernel.shape[0]
    hidden, carry = (with_room(state, length) for state in reading.initial)
    activated = gates.new_empty((length, size, units))
    input_gate, forget_gate, candidate, output_gate = gates.view(length, size, _GATES, units).unbind(2)
    z = torch.empty_like(gates) if activation.needs_z or recurrent_activation.needs_z else None
    # Views of all steps at once: creating them one by one costs as much as the arithmetic of a small step.
    before = zip(hidden[:-1].unbind(), carry[:-1].unbind(), strict=True)
    after = zip(hidden[1:].unbind(), carry[1:].unbind(), activated.unbind(), strict=True)
    parts = (gates, gates[..., : 2 * units], input_gate, forget_gate, candidate, output_gate)
    steps = zip(*(part.unbind() for part in parts), strict=True)
    for t, ((h, c), (new_h, new_c, shown), (sums, kept_and_written, i, f, g, o)) in enumerate(
        zip(before, after, steps, strict=True)
    ):
        add_product(sums, h, reading.recurrent_kernel, reading.recurrent_dropout)
        if z is not None:
            z[t] = sums
        recurrent_activation.apply_(kept_and_written)
        activation.apply_(g)
        recurrent_activation.apply_(o)
        torch.mul(f, c, out=new_c).addcmul_(i, g)
        activation.write(new_c, shown)
        torch.mul(o, shown, out=new_h)
        if reading.mask is not None:
            torch.where(reading.mask[t], new_h, h, out=new_h)
            torch.where(reading.mask[t], new_c, c, out=new_c)
    return LSTMCache(reading, input_gate, forget_gate, candidate, output_gate, carry, activated, hidden, gates, z)


def lstm_backward(
    dy: Any, cache: LSTMCache, needs_dx: bool = True, needs_dweight: bool = True
) -> tuple[Tensor | None, ...]:
    r"""Backpropagation through time: each step passes the gradients of its output and the next step to the one before.

    .. math::
        \delta c_t = dh_t\, o_t \tanh'(c_t) + \delta c_{t+1} f_{t+1}, \qquad
        \delta z_t = \bigl(\delta c_t\, g_t i'_t,\ \delta c_t\, c_{t-1} f'_t,\ \delta c_t\, i_t g'_t,\
        dh_t \tanh(c_t) o'_t\bigr)

        dh_{t-1} \mathrel{+}= \delta z_t R^T, \qquad dW = \sum_t x_t^T \delta z_t, \qquad
        dR = \sum_t h_{t-1}^T \delta z_t, \qquad db = \sum_t \delta z_t

    Each sum over the steps is one product.
    """
    reading = cache.reading
    sequences = native_sequences(reading)
    if sequences is not None:
        kept = Kept(cache.hidden, cache.carry, cache.carry_activated, cache.gates)
        return native_gradients("lstm", reading, sequences, kept, dy, needs_dx, needs_dweight)
    dz, dh, dc = _steps_back(cache, *received(dy, reading, 2))
    dx = product_dx(dz, reading.kernel, reading.dropout) if needs_dx else None
    if not needs_dweight:
        return given_back(reading, SequenceGradients(dx, (dh, dc)))
    found = SequenceGradients(
        dx,
        (dh, dc),
        product_dweight(reading.x, dz, reading.dropout),
        product_dweight(cache.hidden[:-1], dz, reading.recurrent_dropout),
        None if reading.bias is None else dz.sum((0, 1)),
    )
    return given_back(reading, found)


def _steps_back(cache: LSTMCache, dhidden: Tensor | None, dlast: tuple[Tensor, ...]) -> tuple[Tensor, Tensor, Tensor]:
    """The gradients of the inputs of the gates, (T, N, 4 units), and of the initial states."""
    reading, (dh, dc) = cache.reading, dlast
    activation, recurrent_activation = reading.recurrence.activation, reading.recurrence.recurrent_activation
    # The factors of dc and dh, which do not depend on later steps, for all steps at once.
    factors = torch.stack((cache.candidate, cache.carry[:-1], cache.input_gate, cache.carry_activated), 2)
    z = (None,) * _GATES if cache.z is None else cache.z.view(factors.shape).unbind(2)
    gates = zip(
        (recurrent_activation, recurrent_activation, activation, recurrent_activation),
        (cache.input_gate, cache.forget_gate, cache.candidate, cache.output_gate), z, factors.unbind(2), strict=True,
    )  # fmt: skip
    for gate, y, into, factor in gates:
        factor.mul_(gate.slopes(y, into))
    shown = activation.slopes(cache.carry_activated, cache.carry[1:]).mul_(cache.output_gate)
    kept = cache.forget_gate
    if reading.mask is not None:
        factors = torch.where(reading.mask.unsqueeze(-1), factors, 0.0)
        shown, kept = torch.where(reading.mask, shown, 0.0), torch.where(reading.mask, kept, 1.0)
    dz = factors.flatten(2)
    parts = (factors[:, :, :3], factors[:, :, 3], dz, shown, kept)
    steps = list(zip(*(part.unbind() for part in parts), strict=True))
    for t in range(len(steps) - 1, -1, -1):
        of_carry, of_output, dsums, by_hidden, by_carry = steps[t]
        if dhidden is not None:
            dh = dh + dhidden[t]
        dc = torch.addcmul(dc, dh, by_hidden)
        of_carry.mul_(dc.unsqueeze(1))
        of_output.mul_(dh)
        before = product_dx(dsums, reading.recurrent_kernel, reading.recurrent_dropout)
        dh = before if reading.mask is None else torch.where(reading.mask[t], before, dh)
        dc = dc.mul_(by_carry)
    return dz, dh, dc


def lstm_commits(cache: LSTMCache, *parameters: Tensor) -> dict[int, Tensor]:
    """The last states, from which a stateful layer starts the next batch."""
    return carried_states(cache.reading, cache.hidden, cache.carry)


LSTM = Op(
    "lstm", lstm_forward, lstm_backward,
    needs_context=True, skips_dx=True, skips_dweight=True, casts_parameters=False, commits=lstm_commits,
)  # fmt: skip
