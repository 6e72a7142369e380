"""Pads and truncates sequences of different lengths into one array."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nervure.arguments import Count, Word, checked
from nervure.arguments.arrays import NumpyType
from nervure.arguments.values import as_written
from nervure.errors import ArgumentError, DataError
from nervure.registry import look_up

_SIDES = {"pre": "pre", "post": "post"}


@checked
def pad_sequences(
    sequences: Sequence[Any],
    maxlen: Count | None = None,
    dtype: NumpyType = "int32",
    padding: Word = "pre",
    truncating: Word = "pre",
    value: Any = 0.0,
) -> NDArray[Any]:
    """Sequences of different lengths as one array: short ones are padded, long ones truncated.

    An ``Embedding(mask_zero=True)`` or a ``Masking`` layer lets the network ignore the padding.

    Args:
        sequences: a list of sequences: numbers, or steps of one shape ``(length, ...)``.
        maxlen: the common length; None means that of the longest.
        dtype: the type of the result; ``"float32"`` for measurements, ``object`` for words.
        padding: ``"pre"`` pads before a sequence, ``"post"`` after it.
        truncating: ``"pre"`` drops the beginning of a sequence that is too long, ``"post"`` its end.
        value: the padding value.

    Returns:
        ``(len(sequences), maxlen, ...)``.

    Raises:
        DataError: there are no sequences, an item is not one, their steps have different shapes, or fractions would be
            truncated to integers, which Keras does silently.
        ArgumentError: ``maxlen`` is not a whole number above 0, or ``value`` does not fit ``dtype``.
        UnknownNameError: ``padding`` or ``truncating`` is neither ``"pre"`` nor ``"post"``.

    Examples:
        >>> pad_sequences([[1], [2, 3], [4, 5, 6]], maxlen=2)
        array([[0, 1],
               [2, 3],
               [5, 6]], dtype=int32)
        >>> pad_sequences([[1], [2, 3]], padding="post", value=-1)
        array([[ 1, -1],
               [ 2,  3]], dtype=int32)
    """
    look_up(padding, _SIDES, where="padding")
    look_up(truncating, _SIDES, where="truncating")
    arrays = _arrays(sequences)
    kind = np.dtype(dtype)
    length = max(map(len, arrays)) if maxlen is None else maxlen
    step_shape = next((array.shape[1:] for array in arrays if len(array)), ())
    if kind != np.dtype(object) and not _fits(value, kind, step_shape):
        raise ArgumentError.of("sequences.value", where="value", dtype=kind.name, got=as_written(value))
    padded = np.full((len(arrays), length, *step_shape), value, dtype=kind)
    for number, array in enumerate(arrays):
        if not len(array):
            continue
        kept = array[-length:] if truncating == "pre" else array[:length]
        if kept.shape[1:] != step_shape:
            raise DataError.of(
                "sequences.step_shape", where=f"sequences[{number}]", expected=step_shape, got=kept.shape[1:]
            )
        target = padded[number, length - len(kept) :] if padding == "pre" else padded[number, : len(kept)]
        target[...] = _converted(kept, kind, number)
    return padded


def _arrays(sequences: Any) -> list[NDArray[Any]]:
    if isinstance(sequences, (str, bytes)) or not hasattr(sequences, "__len__") or _is_single(sequences):
        raise DataError.of("sequences.not_sequences", where="sequences", got=type(sequences).__name__)
    if not len(sequences):
        raise DataError.of("sequences.none", where="sequences")
    return [_array(sequence, number) for number, sequence in enumerate(sequences)]


def _is_single(value: Any) -> bool:
    """Whether ``value`` is an array or a tensor without axes, whose ``len()`` raises an error."""
    return getattr(value, "ndim", None) == 0


def _array(sequence: Any, number: int) -> NDArray[Any]:
    if isinstance(sequence, (str, bytes)) or not hasattr(sequence, "__len__"):
        raise DataError.of("sequences.not_sequence", where=f"sequences[{number}]", got=repr(sequence))
    try:
        array = np.asarray(sequence)
    except (ValueError, TypeError) as problem:
        raise DataError.of("sequences.ragged", where=f"sequences[{number}]", got=str(problem)) from problem
    if array.ndim == 0:  # a set or a mapping, which NumPy treats as one object
        raise DataError.of("sequences.not_sequence", where=f"sequences[{number}]", got=repr(sequence))
    return array


def _fits(value: Any, kind: np.dtype[Any], step_shape: tuple[int, ...]) -> bool:
    """Whether steps of that shape and type can be filled with ``value`` without loss."""
    is_text, holds_text = isinstance(value, (str, bytes)), kind.kind in "US"
    try:
        if is_text or holds_text:
            return is_text == holds_text or (np.ndim(value) == 0 and bool(value == 0))  # 0 means empty text
        if kind.kind in "iu" and not float(value).is_integer():
            return False
        np.full(step_shape, value, dtype=kind)
    except (TypeError, ValueError, OverflowError):
        return False
    return True


def _converted(array: NDArray[Any], kind: np.dtype[Any], number: int) -> NDArray[Any]:
    """``array`` as ``kind``, unless that is impossible or would lose fractions."""
    try:
        with np.errstate(invalid="ignore"):
            made = array.astype(kind)
    except (ValueError, TypeError) as problem:
        raise DataError.of(
            "sequences.dtype", where=f"sequences[{number}]", dtype=kind.name, got=f"{array.dtype}: {array.flat[0]!r}"
        ) from problem
    if kind.kind in "iu" and array.dtype.kind == "f" and not np.array_equal(made, array):
        first = array[made != array].flat[0]
        raise DataError.of("sequences.fractions", where=f"sequences[{number}]", dtype=kind.name, got=first)
    return made
