"""The simple recurrent network over a whole sequence, and its derivative by backpropagation through time."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.kernels.recurrent import SequenceGradients
from nervure.ops.op import Context, Op
from nervure.ops.recurrence import (
    Reading,
    Recurrence,
    add_product,
    carried_states,
    given_back,
    outputs,
    product,
    product_dweight,
    product_dx,
    read,
    received,
    with_room,
)


class SimpleRNNCache(NamedTuple):
    """What a simple recurrent network kept of every step, for its backward pass.

    Attributes:
        reading: the inputs.
        y: (T, N, units), the activated sum of each step, padding included.
        z: (T, N, units), the sum before the activation; None if y determines its slope.
        hidden: (T + 1, N, units), h: the state before the first step and after each.
    """

    reading: Reading
    y: Tensor
    z: Tensor | None
    hidden: Tensor


def simple_rnn_forward(*tensors: Tensor, recurrence: Recurrence, context: Context) -> tuple[Any, SimpleRNNCache]:
    r"""Each step reads its input and the output of the previous step.

    .. math:: h_t = \tanh(x_t W + h_{t-1} R + b)

    One product multiplies the inputs of all steps by their weights. A padding step leaves h unchanged.

    Args:
        tensors: see :func:`nervure.ops.recurrence.read`; kernel (F, units), recurrent kernel (units, units), bias
            (units,).
        recurrence: the settings; of the two activations, only ``activation`` is used.
        context: training or inference, and the key of dropout.

    Returns:
        y: (N, T, units) or (N, units); with ``return_state`` y and h; and the cache.

    Source:
        Elman, "Finding structure in time" (1990), https://doi.org/10.1207/s15516709cog1402_1
    """
    reading = read(tensors, recurrence, 1, context)
    y = product(reading.x, reading.kernel, reading.dropout, reading.bias)
    z = torch.empty_like(y) if recurrence.activation.needs_z else None
    hidden = with_room(reading.initial[0], len(y))
    for t, (step, h, new_h) in enumerate(zip(y.unbind(), hidden[:-1].unbind(), hidden[1:].unbind(), strict=True)):
        add_product(step, h, reading.recurrent_kernel, reading.recurrent_dropout)
        if z is not None:
            z[t] = step
        recurrence.activation.apply_(step)
        new_h.copy_(step if reading.mask is None else torch.where(reading.mask[t], step, h))
    return outputs(reading, hidden), SimpleRNNCache(reading, y, z, hidden)


def simple_rnn_backward(
    dy: Any, cache: SimpleRNNCache, needs_dx: bool = True, needs_dweight: bool = True
) -> tuple[Tensor | None, ...]:
    r"""Backpropagation through time.

    .. math::
        \delta z_t = dh_t \tanh'(z_t), \qquad dh_{t-1} \mathrel{+}= \delta z_t R^T, \qquad
        dW = \sum_t x_t^T \delta z_t, \qquad dR = \sum_t h_{t-1}^T \delta z_t, \qquad db = \sum_t \delta z_t
    """
    reading = cache.reading
    dhidden, (dh,) = received(dy, reading, 1)
    dz = reading.recurrence.activation.slopes(cache.y, cache.z)
    if reading.mask is not None:
        dz = torch.where(reading.mask, dz, 0.0)
    steps = dz.unbind()
    for t in range(len(steps) - 1, -1, -1):
        if dhidden is not None:
            dh = dh + dhidden[t]
        before = product_dx(steps[t].mul_(dh), reading.recurrent_kernel, reading.recurrent_dropout)
        dh = before if reading.mask is None else torch.where(reading.mask[t], before, dh)
    dx = product_dx(dz, reading.kernel, reading.dropout) if needs_dx else None
    if not needs_dweight:
        return given_back(reading, SequenceGradients(dx, (dh,)))
    found = SequenceGradients(
        dx,
        (dh,),
        product_dweight(reading.x, dz, reading.dropout),
        product_dweight(cache.hidden[:-1], dz, reading.recurrent_dropout),
        None if reading.bias is None else dz.sum((0, 1)),
    )
    return given_back(reading, found)


def simple_rnn_commits(cache: SimpleRNNCache, *parameters: Tensor) -> dict[int, Tensor]:
    """The last state, from which a stateful layer starts the next batch."""
    return carried_states(cache.reading, cache.hidden)


SIMPLE_RNN = Op(
    "simple_rnn", simple_rnn_forward, simple_rnn_backward,
    needs_context=True, skips_dx=True, skips_dweight=True, casts_parameters=False, commits=simple_rnn_commits,
)  # fmt: skip
