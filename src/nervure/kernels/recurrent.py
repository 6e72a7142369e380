r"""LSTM and GRU over whole sequences, with tanh and sigmoid, in one native call forward and one back.

The torch bodies are the step-by-step walks in :mod:`nervure.ops.lstm` and :mod:`nervure.ops.gru`, which support every
activation, device and dtype; they give the same numbers up to a few roundings and keep the same arrays.

The rows of a batch are split into blocks that depend only on the batch size. A thread takes a block through the whole
sequence; one product multiplies inputs and state by their weights, and the gates are applied while the sums are in
registers. In the backward pass, the gradients of the weights are summed in chunks of steps whose other gradients are
still in the cache, and block by block, so one thread and many give the same bits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from nervure.kernels.native import compiled

_TYPES = {torch.float32: "float32", torch.float64: "float64"}
_GATES = {"lstm": 4, "gru": 3}


class Sequences(NamedTuple):
    """The input of a recurrent kernel, all of one dtype and in row-major order.

    Gates are in Keras' order: i, f, g, o for an LSTM and z, r, candidate for a GRU.

    Attributes:
        x: (T, N, F).
        kernel: (F, gates units).
        recurrent_kernel: (units, gates units).
        bias: (4 units,) for an LSTM, (2, 3 units) for a GRU, or None.
        mask: (T, N, 1), True where a step is real; None if all are.
        starts_at_zero: whether the states before the first step are known to be 0.
    """

    x: Tensor
    kernel: Tensor
    recurrent_kernel: Tensor
    bias: Tensor | None = None
    mask: Tensor | None = None
    starts_at_zero: bool = False


class Kept(NamedTuple):
    """The values of every step that a recurrent kernel keeps.

    Attributes:
        hidden: (T + 1, N, units), before the first step and after each.
        carry: (T + 1, N, units) for an LSTM; None for a GRU.
        activated: (T, N, units), for an LSTM the tanh of the carry, for a GRU the contribution of the state to the
            candidate before the reset gate.
        gates: (T, N, gates units).
    """

    hidden: Tensor
    carry: Tensor | None
    activated: Tensor
    gates: Tensor


class SequenceUpstream(NamedTuple):
    """The input of the backward pass.

    Attributes:
        dhidden: (T, N, units), the gradients of the state after each step, in any memory order; None for 0.
        dlast: the gradients of the last states, (N, units) each, None for 0.
    """

    dhidden: Tensor | None
    dlast: tuple[Tensor | None, ...]


class SequenceGradients(NamedTuple):
    """The result of the backward pass.

    Attributes:
        dx: (T, N, F), or None if not requested.
        dinitial: the gradients of the initial states; empty if not requested.
        dkernel: (F, gates units); None if not requested, as for the next two.
        drecurrent_kernel: (units, gates units).
        dbias: also None if there is no bias.
    """

    dx: Tensor | None
    dinitial: tuple[Tensor, ...]
    dkernel: Tensor | None = None
    drecurrent_kernel: Tensor | None = None
    dbias: Tensor | None = None


def takes(x: Tensor) -> bool:
    """Whether there is a native body for sequences like ``x``: of this dtype, on this device, and not empty."""
    if x.dtype not in _TYPES or x.device.type != "cpu" or x.numel() == 0:
        return False
    # A compiler without vector types builds the module without these bodies.
    return hasattr(compiled(), "lstm_forward_float32")


def sequence_forward(cell: str, sequences: Sequences, initial: tuple[Tensor, ...]) -> Kept:
    r"""All steps of a batch of sequences.

    .. math::
        \text{LSTM:} \quad c_t = f_t c_{t-1} + i_t g_t, \quad h_t = o_t \tanh(c_t) \qquad
        \text{GRU:} \quad h_t = z_t h_{t-1} + (1 - z_t) \tanh(x_t W_h + b_h + r_t (h_{t-1} R_h + b'_h))

    Args:
        cell: ``"lstm"`` or ``"gru"``.
        sequences: the input; :func:`takes` checks whether it is supported.
        initial: the states before the first step, (N, units) each: h, and c for an LSTM.
    """
    x, shape = sequences.x, _shape(cell, sequences)
    length, size, _, units = shape
    is_lstm = cell == "lstm"
    kept = Kept(
        x.new_empty((length + 1, size, units)),
        x.new_empty((length + 1, size, units)) if is_lstm else None,
        x.new_empty((length, size, units)),
        x.new_empty((length, size, _GATES[cell] * units)),
    )
    first = [_like_states(x, shape, state) for state in initial]
    body = _native(f"{cell}_forward", x.dtype)
    body(
        shape, _addresses_of(sequences, kept), sequences.starts_at_zero,
        (first[0].data_ptr(), first[1].data_ptr() if is_lstm else 0), torch.get_num_threads(),
    )  # fmt: skip
    return kept


def sequence_backward(
    cell: str,
    sequences: Sequences,
    kept: Kept,
    upstream: SequenceUpstream,
    *,
    needs_dx: bool = True,
    needs_dinitial: bool = True,
) -> SequenceGradients:
    """The gradients of :func:`sequence_forward`. ``kept`` does not change.

    Args:
        cell: ``"lstm"`` or ``"gru"``.
        sequences: the input.
        kept: the values that the forward pass kept.
        upstream: the incoming gradients.
        needs_dx: whether the gradient of ``x`` is requested.
        needs_dinitial: whether those of the initial states are.
    """
    x, *weights = sequences[:4]
    shape = _shape(cell, sequences)
    dinitial = tuple(x.new_empty(shape[1], shape[3]) for _ in upstream.dlast) if needs_dinitial else ()
    found = SequenceGradients(
        torch.empty_like(x) if needs_dx else None,
        dinitial,
        *(None if weight is None else torch.empty_like(weight) for weight in weights),
    )
    dhidden = upstream.dhidden
    if dhidden is not None:
        _check_shape(dhidden, (*shape[:2], shape[3]))
        dhidden = dhidden.to(x.dtype)
        dhidden = dhidden if dhidden.stride(2) == 1 else dhidden.contiguous()
    dlast = [None if gradient is None else _like_states(x, shape, gradient) for gradient in upstream.dlast]
    parts = (dhidden, *_pair(dlast), found.dx, found.dkernel, found.drecurrent_kernel, found.dbias, *_pair(dinitial))
    body = _native(f"{cell}_backward", x.dtype)
    body(
        shape, _addresses_of(sequences, kept), sequences.starts_at_zero, tuple([_address(part) for part in parts]),
        (0, 0) if dhidden is None else dhidden.stride()[:2], torch.get_num_threads(),
    )  # fmt: skip
    return found


def _shape(cell: str, sequences: Sequences) -> tuple[int, int, int, int]:
    """T, N, F, units. The native body reads from addresses, so its arguments are checked here.

    Raises:
        ValueError: a shape, a dtype or a memory order does not fit the others.
    """
    x, kernel, recurrent_kernel, bias, mask, _ = sequences
    length, size, features = x.shape
    units = recurrent_kernel.shape[0]
    columns = _GATES[cell] * units
    fits = recurrent_kernel.shape == (units, columns) and kernel.shape == (features, columns)
    fits = fits and x.is_contiguous() and kernel.is_contiguous() and recurrent_kernel.is_contiguous()
    fits = fits and x.dtype == kernel.dtype == recurrent_kernel.dtype
    if bias is not None:
        shape = (columns,) if cell == "lstm" else (2, columns)
        fits = fits and bias.shape == shape and bias.dtype == x.dtype and bias.is_contiguous()
    if mask is not None:
        fits = fits and mask.shape[:2] == (length, size) and mask.dtype == torch.bool and mask.is_contiguous()
    if not fits:
        told = [None if part is None else (tuple(part.shape), part.stride(), part.dtype) for part in sequences[:5]]
        raise ValueError(f"sequences do not fit: {told}")
    return length, size, features, units


def _like_states(x: Tensor, shape: tuple[int, int, int, int], state: Tensor) -> Tensor:
    _check_shape(state, (shape[1], shape[3]))
    return state.to(x.dtype).contiguous()


def _check_shape(tensor: Tensor, shape: tuple[int, ...]) -> None:
    if tensor.shape != shape:
        raise ValueError(f"states do not fit: {tuple(tensor.shape)} instead of {shape}")


def _pair(tensors: Sequence[Tensor | None]) -> tuple[Tensor | None, Tensor | None]:
    return (tensors[0] if tensors else None), (tensors[1] if len(tensors) > 1 else None)


def _address(tensor: Tensor | None) -> int:
    return 0 if tensor is None else tensor.data_ptr()


def _addresses_of(sequences: Sequences, kept: Kept) -> tuple[int, ...]:
    return (
        sequences.x.data_ptr(),
        sequences.kernel.data_ptr(),
        sequences.recurrent_kernel.data_ptr(),
        _address(sequences.bias),
        _address(sequences.mask),
        kept.hidden.data_ptr(),
        _address(kept.carry),
        kept.activated.data_ptr(),
        kept.gates.data_ptr(),
    )


def _native(name: str, dtype: torch.dtype) -> Callable[..., None]:
    body: Callable[..., None] = getattr(compiled(), f"{name}_{_TYPES[dtype]}")
    return body
