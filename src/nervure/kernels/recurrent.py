r"""LSTM and GRU over whole sequences, with tanh and sigmoid, in one native call forward and one back.

The torch bodies are the step by step walks of :mod:`nervure.ops.lstm` and :mod:`nervure.ops.gru`, which take every
activation, device and type; they give the same numbers to a few roundings, and the same arrays are kept.

The rows of a batch are cut into blocks that depend on its size alone. A thread takes a block through the whole
sequence, the inputs and the state meet their weights in one product, and the gates are applied while the sums are in
registers. Backward, the gradients by the weights are summed up in chunks of steps whose other gradients are still in
the cache, and block by block: so one thread and many give the same bits.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from nervure.kernels.native import compiled

_TYPES = {torch.float32: "float32", torch.float64: "float64"}
_GATES = {"lstm": 4, "gru": 3}


class Sequences(NamedTuple):
    """What a recurrent kernel reads; gates are in Keras' order, i, f, g, o of an LSTM and z, r, candidate of a GRU.

    Attributes:
        x: (T, N, F).
        kernel: (F, gates units).
        recurrent_kernel: (units, gates units).
        bias: (4 units,) of an LSTM, (2, 3 units) of a GRU, or None.
        mask: (T, N, 1), True where a step is real; None where all are.
        starts_at_zero: whether the states before the first step are known to be 0.
    """

    x: Tensor
    kernel: Tensor
    recurrent_kernel: Tensor
    bias: Tensor | None = None
    mask: Tensor | None = None
    starts_at_zero: bool = False


class Kept(NamedTuple):
    """What a recurrent kernel keeps of every step.

    Attributes:
        hidden: (T + 1, N, units), before the first step and after each.
        carry: (T + 1, N, units) of an LSTM; None of a GRU.
        activated: (T, N, units), of an LSTM tanh of the carry, of a GRU what the state adds to the candidate before
            the reset gate.
        gates: (T, N, gates units).
    """

    hidden: Tensor
    carry: Tensor | None
    activated: Tensor
    gates: Tensor


class SequenceGradients(NamedTuple):
    """What the backward pass finds.

    Attributes:
        dx: (T, N, F), or None where nobody wants it.
        dinitial: by the initial states; empty where nobody wants them.
        dkernel: (F, gates units).
        drecurrent_kernel: (units, gates units).
        dbias: None where there is no bias.
    """

    dx: Tensor | None
    dinitial: tuple[Tensor, ...]
    dkernel: Tensor
    drecurrent_kernel: Tensor
    dbias: Tensor | None


def takes(x: Tensor) -> bool:
    """Whether there is a native body for sequences like ``x``: of these numbers, on this device, and not empty."""
    return x.dtype in _TYPES and x.device.type == "cpu" and x.numel() > 0 and _body("lstm_forward", x.dtype) is not None


def sequence_forward(cell: str, sequences: Sequences, initial: tuple[Tensor, ...]) -> Kept:
    r"""All steps of a batch of sequences.

    .. math::
        \text{LSTM:} \quad c_t = f_t c_{t-1} + i_t g_t, \quad h_t = o_t \tanh(c_t) \qquad
        \text{GRU:} \quad h_t = z_t h_{t-1} + (1 - z_t) \tanh(x_t W_h + b_h + r_t (h_{t-1} R_h + b'_h))

    Args:
        cell: ``"lstm"`` or ``"gru"``.
        sequences: what is read; :func:`takes` says whether it can be.
        initial: the states before the first step, (N, units) each: h, and c of an LSTM.
    """
    x = sequences.x.contiguous()
    length, size, _ = x.shape
    units = sequences.recurrent_kernel.shape[0]
    states = [x.new_empty((length + 1, size, units)) for _ in initial]
    for state, first in zip(states, initial, strict=True):
        state[0] = first
    kept = Kept(
        states[0],
        states[1] if cell == "lstm" else None,
        x.new_empty((length, size, units)),
        x.new_empty((length, size, _GATES[cell] * units)),
    )
    held = _in_order(sequences, x)
    _native(f"{cell}_forward", x.dtype)(
        _shape(held), _addresses(*held[:5], *kept), sequences.starts_at_zero, torch.get_num_threads()
    )
    return kept


def sequence_backward(
    cell: str,
    sequences: Sequences,
    kept: Kept,
    dhidden: Tensor | None,
    dlast: tuple[Tensor, ...],
    *,
    needs_dx: bool = True,
    needs_dinitial: bool = True,
) -> SequenceGradients:
    """The gradients of :func:`sequence_forward`. Nothing of ``kept`` changes.

    Args:
        cell: ``"lstm"`` or ``"gru"``.
        sequences: what was read.
        kept: what the forward pass kept.
        dhidden: (T, N, units), by the state after each step; None for 0.
        dlast: by the last states, (N, units) each.
        needs_dx: whether the gradient by ``x`` is wanted.
        needs_dinitial: whether those by the initial states are.
    """
    held = _in_order(sequences, sequences.x.contiguous())
    x = held.x
    if dhidden is not None:
        dhidden = dhidden.to(x.dtype)
        dhidden = dhidden if dhidden.stride(2) == 1 else dhidden.contiguous()
    dlast = tuple(gradient.to(x.dtype).contiguous() for gradient in dlast)
    dinitial = tuple(torch.empty_like(gradient) for gradient in dlast) if needs_dinitial else ()
    found = SequenceGradients(
        torch.empty_like(x) if needs_dx else None,
        dinitial,
        torch.empty_like(held.kernel),
        torch.empty_like(held.recurrent_kernel),
        None if held.bias is None else torch.empty_like(held.bias),
    )
    to = (dhidden, *_pair(dlast), found.dx, found.dkernel, found.drecurrent_kernel, found.dbias, *_pair(dinitial))
    strides = (0, 0) if dhidden is None else dhidden.stride()[:2]
    _native(f"{cell}_backward", x.dtype)(
        _shape(held), _addresses(*held[:5], *kept), sequences.starts_at_zero, _addresses(*to), strides,
        torch.get_num_threads(),
    )  # fmt: skip
    return found


def _in_order(sequences: Sequences, x: Tensor) -> Sequences:
    """The same numbers in row-major order, the weights in the type of ``x``."""
    kernel, recurrent_kernel, bias, mask = sequences[1:5]
    return Sequences(
        x,
        kernel.contiguous(),
        recurrent_kernel.contiguous(),
        None if bias is None else bias.contiguous(),
        None if mask is None else mask.contiguous(),
        sequences.starts_at_zero,
    )


def _shape(sequences: Sequences) -> tuple[int, int, int, int]:
    """T, N, F, units. The native body reads from addresses, so what it is given is looked at here.

    Raises:
        ValueError: a shape or a type does not fit the others.
    """
    x, kernel, recurrent_kernel, bias, mask, _ = sequences
    length, size, features = x.shape
    units, columns = recurrent_kernel.shape
    fits = kernel.shape == (features, columns) and (mask is None or mask.shape[:2] == (length, size))
    same = all(part is None or part.dtype == x.dtype for part in (kernel, recurrent_kernel, bias))
    if not fits or not same or (mask is not None and mask.dtype != torch.bool):
        raise ValueError(f"sequences do not fit: {[None if part is None else part.shape for part in sequences[:5]]}")
    return length, size, features, units


def _pair(tensors: tuple[Tensor, ...]) -> tuple[Tensor | None, Tensor | None]:
    padded = (*tensors, None, None)
    return padded[0], padded[1]


def _addresses(*tensors: Tensor | None) -> tuple[int, ...]:
    return tuple(0 if tensor is None else tensor.data_ptr() for tensor in tensors)


@functools.cache
def _body(name: str, dtype: torch.dtype) -> Callable[..., None] | None:
    # A compiler without vector types builds the module without these.
    return getattr(compiled(), f"{name}_{_TYPES[dtype]}", None)


def _native(name: str, dtype: torch.dtype) -> Callable[..., None]:
    body = _body(name, dtype)
    assert body is not None
    return body
