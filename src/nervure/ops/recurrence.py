"""Shared by all recurrent operations: time order, padding, states, dropout, and their derivatives.

Internally, time comes first, (T, N, F), in the order in which the steps are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.errors import ShapeError
from nervure.kernels.dropout import dropout_apply
from nervure.kernels.matrix_product import add_matrix_product, matrix_product
from nervure.kernels.recurrent import (
    Kept,
    SequenceGradients,
    Sequences,
    SequenceUpstream,
    sequence_backward,
    takes,
)
from nervure.ops.gate import Gate
from nervure.ops.op import Context, named_gradients
from nervure.ops.precision import widened
from nervure.randomness import stream_id

_TANH, _SIGMOID = Gate("tanh"), Gate("sigmoid")
_OF_INPUTS, _OF_STATE = stream_id("dropout of the inputs"), stream_id("dropout of the state")


class Recurrence(NamedTuple):
    """The settings of a recurrent operation.

    Attributes:
        activation: the activation of the candidate and of the output.
        recurrent_activation: the activation of the gates.
        use_bias: whether there is a bias.
        num_initial: how many initial states are passed as inputs, after x; without them states start at 0.
        has_mask: whether a mask (N, T) is the last input.
        flips_outputs: whether the outputs are in reverse order.
        return_sequences: whether every step is output, not only the last.
        return_state: whether the last states are also outputs.
        go_backwards: whether the last step is read first; the outputs are in the order of reading.
        zero_padding: whether outputs at padding are 0; otherwise they repeat the last output before it, 0 if there is
            none.
        is_stateful: whether the states are parameters, after the weights, that carry over from batch to batch.
        dropout: the fraction of the inputs that is dropped, the same ones at all steps.
        recurrent_dropout: the fraction of the state that is dropped, the same part at all steps.
        dropout_per_gate: whether each gate has its own dropout mask.
        stream: the number of the random stream.
        where: the layer's name in error messages.
    """

    activation: Gate = Gate("tanh")
    recurrent_activation: Gate = Gate("sigmoid")
    use_bias: bool = True
    num_initial: int = 0
    has_mask: bool = False
    return_sequences: bool = False
    return_state: bool = False
    go_backwards: bool = False
    flips_outputs: bool = False
    zero_padding: bool = False
    is_stateful: bool = False
    dropout: float = 0.0
    recurrent_dropout: float = 0.0
    dropout_per_gate: bool = False
    stream: int = 0
    where: str = "RNN"


class Reading(NamedTuple):
    """A batch of sequences in the form a recurrent operation reads.

    Attributes:
        x: (T, N, F), 0 where a step is padding.
        mask: (T, N, 1), True where a step is real; None if all are.
        initial: the states before the first step, (N, units) each.
        kernel: (F, gates units), the weights of the inputs.
        recurrent_kernel: (units, gates units), the weights of the state.
        bias: None if there is none.
        dropout: (groups, N, F), the factors of the inputs, or None.
        recurrent_dropout: (groups, N, units), the factors of the state, or None.
        dtype: the dtype of the outputs.
        recurrence: the settings.
    """

    x: Tensor
    mask: Tensor | None
    initial: tuple[Tensor, ...]
    kernel: Tensor
    recurrent_kernel: Tensor
    bias: Tensor | None
    dropout: Tensor | None
    recurrent_dropout: Tensor | None
    dtype: torch.dtype
    recurrence: Recurrence


def read(tensors: Sequence[Tensor], recurrence: Recurrence, num_states: int, context: Context) -> Reading:
    """Sorts the arguments of a recurrent operation.

    Args:
        tensors: x (N, T, F); initial states (N, units) each; the mask (N, T); kernel, recurrent kernel, bias; the
            carried states (N, units) each. ``recurrence`` determines which of them are present.
        recurrence: the settings.
        num_states: how many states the cell has.
        context: whether this is training, and the key of the masks.

    Raises:
        ShapeError: the carried states belong to a different number of samples.
    """
    num_inputs = 1 + recurrence.num_initial + recurrence.has_mask
    inputs, weights = tensors[:num_inputs], tensors[num_inputs:]
    dtype = inputs[0].dtype
    kernel, recurrent_kernel, *rest = (widened(weight) for weight in weights)
    bias = rest.pop(0) if recurrence.use_bias else None
    x, mask = widened(inputs[0]).transpose(0, 1), None
    if recurrence.has_mask:
        mask = inputs[-1].transpose(0, 1).unsqueeze(-1) != 0
    if recurrence.go_backwards:
        x, mask = x.flip(0), None if mask is None else mask.flip(0)
    # The contents of padding must not matter: 0 times a NaN there would still be NaN in the weights' gradients.
    x = x if mask is None else torch.where(mask, x, 0.0)
    initial = tuple(widened(state) for state in inputs[1 : 1 + recurrence.num_initial]) or tuple(rest)
    if not initial:
        initial = (x.new_zeros((x.shape[1], recurrent_kernel.shape[0])),) * num_states
    if initial[0].shape[0] != x.shape[1]:
        raise ShapeError.of(
            "recurrent.batch_size", where=recurrence.where, expected=initial[0].shape[0], got=x.shape[1]
        )
    masks: tuple[Tensor | None, Tensor | None] = (None, None)
    if context.training and (recurrence.dropout or recurrence.recurrent_dropout):
        groups = kernel.shape[1] // recurrent_kernel.shape[0] if recurrence.dropout_per_gate else 1
        inside = context.inside(recurrence.stream)
        masks = dropout_masks(recurrence, inside, (groups, *x.shape[1:]), (groups, *initial[0].shape), x)
    return Reading(x.contiguous(), mask, initial, kernel, recurrent_kernel, bias, *masks, dtype, recurrence)


def dropout_masks(
    recurrence: Recurrence, context: Context, inputs: tuple[int, ...], state: tuple[int, ...], like: Tensor
) -> tuple[Tensor | None, Tensor | None]:
    """The dropout factors of inputs and state: 0, or 1 / (1 - rate); None if nothing is dropped.

    Args:
        recurrence: the rates.
        context: training or inference, and the keys: the context for the inside of the layer.
        inputs: the shape of the inputs.
        state: the shape of the state.
        like: a tensor of their dtype.
    """

    def drawn(rate: float, stream: int, shape: tuple[int, ...]) -> Tensor | None:
        if not context.training or rate == 0.0:
            return None
        return dropout_apply(like.new_ones(shape), rate, context.key(stream))

    return (
        drawn(recurrence.dropout, _OF_INPUTS, inputs),
        drawn(recurrence.recurrent_dropout, _OF_STATE, state),
    )


def native_sequences(reading: Reading) -> Sequences | None:
    """The arguments of the native kernels; None if a batch is computed step by step.

    This is the case for activations other than tanh and sigmoid, and for dropout of the state or of each gate's inputs.
    """
    recurrence, dropout, mask, bias = reading.recurrence, reading.dropout, reading.mask, reading.bias
    usual = recurrence.activation == _TANH and recurrence.recurrent_activation == _SIGMOID
    dropped = reading.recurrent_dropout is not None or (dropout is not None and len(dropout) > 1)
    if not usual or dropped or not takes(reading.x):
        return None
    return Sequences(
        reading.x if dropout is None else reading.x * dropout[0],
        reading.kernel.contiguous(),
        reading.recurrent_kernel.contiguous(),
        None if bias is None else bias.contiguous(),
        None if mask is None else mask.contiguous(),
        recurrence.num_initial == 0 and not recurrence.is_stateful,
    )


def native_gradients(
    cell: str, reading: Reading, sequences: Sequences, kept: Kept, dy: Any, needs_dx: bool, needs_dweight: bool
) -> tuple[Tensor | None, ...]:
    """The whole backward pass of a cell by the native kernels, in the order of the tensors in :func:`read`."""
    upstream = SequenceUpstream(*_received(dy, reading, len(reading.initial)))
    needs_dinitial = reading.recurrence.num_initial > 0
    found = sequence_backward(cell, sequences, kept, upstream, needs_dx=needs_dx, needs_dinitial=needs_dinitial)
    dx = found.dx if reading.dropout is None or found.dx is None else found.dx * reading.dropout[0]
    # The kernel computes the weights' gradients in any case.
    return given_back(reading, found._replace(dx=dx) if needs_dweight else SequenceGradients(dx, found.dinitial))


def with_room(state: Tensor, length: int) -> Tensor:
    """(length + 1, N, units) for a state before the first step and after each, starting with ``state`` (N, units)."""
    room = state.new_empty((length + 1, *state.shape))
    room[0] = state
    return room


def outputs(reading: Reading, *states: Tensor) -> Any:
    """The outputs of a recurrent operation.

    Args:
        reading: the inputs that were read.
        states: (T + 1, N, units) each, before the first step and after each; the first is the output.

    Returns:
        (N, T, units) or (N, units), and with ``return_state`` the states after it.
    """
    recurrence, hidden = reading.recurrence, states[0]
    shown = _shown(reading)
    if recurrence.return_sequences:
        y = hidden[1:] if shown is None else torch.where(shown, hidden[1:], 0.0)
        y = (y.flip(0) if recurrence.flips_outputs else y).transpose(0, 1)
    else:
        # A copy, so that the last step does not keep all the others in memory.
        y = hidden[-1].clone() if shown is None else torch.where(shown[-1], hidden[-1], 0.0)
    if not recurrence.return_state:
        return y.to(reading.dtype)
    return y.to(reading.dtype), *(state[-1].clone().to(reading.dtype) for state in states)


def received(dy: Any, reading: Reading, num_states: int) -> tuple[Tensor | None, tuple[Tensor, ...]]:
    """The gradients of :func:`outputs`.

    Args:
        dy: the gradient of the output, or those of all outputs, None for an unused one.
        reading: the inputs that were read.
        num_states: how many states the cell has.

    Returns:
        the gradient of the hidden state after each step, (T, N, units), or None; and those of the last states.
    """
    dhidden, dlast = _received(dy, reading, num_states)
    zeros = reading.initial[0].new_zeros(reading.initial[0].shape)
    return dhidden, tuple(zeros if gradient is None else gradient for gradient in dlast)


def _received(dy: Any, reading: Reading, num_states: int) -> tuple[Tensor | None, tuple[Tensor | None, ...]]:
    """The same, with None instead of zeros."""
    recurrence, shown = reading.recurrence, _shown(reading)
    given, *of_states = dy if isinstance(dy, tuple) else (dy,)
    dlast = [None if gradient is None else widened(gradient) for gradient in of_states] or [None] * num_states
    if given is None:
        return None, tuple(dlast)
    dhidden = widened(given)
    if recurrence.return_sequences:
        dhidden = dhidden.transpose(0, 1)
        dhidden = dhidden.flip(0) if recurrence.flips_outputs else dhidden
        return dhidden if shown is None else torch.where(shown, dhidden, 0.0), tuple(dlast)
    dhidden = dhidden if shown is None else torch.where(shown[-1], dhidden, 0.0)
    dlast[0] = dhidden if dlast[0] is None else dlast[0] + dhidden
    return None, tuple(dlast)


def _shown(reading: Reading) -> Tensor | None:
    """(T, N, 1), True where an output is the state; None if all are."""
    if reading.mask is None:
        return None
    # Before the first real step Keras outputs 0, even if the initial state is different.
    return reading.mask if reading.recurrence.zero_padding else reading.mask.cummax(0).values


def given_back(reading: Reading, found: SequenceGradients) -> tuple[Tensor | None, ...]:
    """The gradients in the order of the tensors in :func:`read`."""
    recurrence, dx = reading.recurrence, found.dx
    if dx is not None:
        dx = (dx.flip(0) if recurrence.go_backwards else dx).transpose(0, 1).to(reading.dtype)
    dinitial = [gradient.to(reading.dtype) for gradient in found.dinitial[: recurrence.num_initial]]
    carried = len(reading.initial) if recurrence.is_stateful else 0
    return named_gradients(
        dx=dx,
        **{f"dinitial_{number}": gradient for number, gradient in enumerate(dinitial)},
        **({"dmask": None} if recurrence.has_mask else {}),
        dkernel=found.dkernel,
        drecurrent_kernel=found.drecurrent_kernel,
        **({"dbias": found.dbias} if recurrence.use_bias else {}),
        **{f"dcarried_{number}": None for number in range(carried)},
    )


def carried_states(reading: Reading, *states: Tensor) -> dict[int, Tensor]:
    """The states from which a stateful layer starts the next batch: ``{position among the parameters: state}``.

    Args:
        reading: the inputs that were read.
        states: (T + 1, N, units) each, before the first step and after each.
    """
    if not reading.recurrence.is_stateful:
        return {}
    first = 2 + reading.recurrence.use_bias
    return {first + number: state[-1] for number, state in enumerate(states)}


def product(x: Tensor, weight: Tensor, dropout: Tensor | None, bias: Tensor | None = None) -> Tensor:
    """``x weight + bias``, where each group of columns has its own dropout of x.

    Args:
        x: (..., N, inputs).
        weight: (inputs, columns).
        dropout: (groups, N, inputs), the factors of x for each group of columns; None for no dropout.
        bias: (columns,), or None.

    Returns:
        (..., N, columns)
    """
    if dropout is not None:
        parts = zip(dropout, weight.chunk(len(dropout), 1), strict=True)
        z = torch.cat([product(x * mask, columns, None) for mask, columns in parts], -1)
        return z if bias is None else z.add_(bias)
    return matrix_product(x.reshape(-1, x.shape[-1]), weight, bias).view(*x.shape[:-1], weight.shape[1])


def add_product(z: Tensor, x: Tensor, weight: Tensor, dropout: Tensor | None) -> None:
    """``z += x weight`` as in :func:`product`, in place, for one step: z (N, columns), x (N, inputs)."""
    if dropout is None:
        add_matrix_product(z, x, weight)
    else:
        z.add_(product(x, weight, dropout))


def product_dx(dz: Tensor, weight: Tensor, dropout: Tensor | None) -> Tensor:
    """The gradient of x in :func:`product`."""
    if dropout is None:
        return product(dz, weight.T, None)
    parts = zip(dropout, weight.chunk(len(dropout), 1), dz.chunk(len(dropout), -1), strict=True)
    pieces = [product(piece, columns.T, None) * mask for mask, columns, piece in parts]
    return torch.stack(pieces).sum(0)


def product_dweight(x: Tensor, dz: Tensor, dropout: Tensor | None) -> Tensor:
    """The gradient of the weight in :func:`product`, over all steps in one product."""
    if dropout is None:
        return matrix_product(x.reshape(-1, x.shape[-1]).T, dz.reshape(-1, dz.shape[-1]))
    parts = zip(dropout, dz.chunk(len(dropout), -1), strict=True)
    return torch.cat([product_dweight(x * mask, piece, None) for mask, piece in parts], 1)
