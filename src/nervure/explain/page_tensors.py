"""Arrays as the bytes that a page carries."""

from __future__ import annotations

import numpy as np

from nervure.explain.recording import Array
from nervure.records.explanation_page import PageTensor, Range


def floats(array: Array) -> PageTensor:
    """Little-endian float32, whatever the precision of the explanation."""
    return PageTensor("f32", array.size, np.ascontiguousarray(array, dtype="<f4").tobytes())


def whole_numbers(array: Array) -> PageTensor:
    """Little-endian int32."""
    return PageTensor("i32", array.size, np.ascontiguousarray(array, dtype="<i4").tobytes())


def bits(array: Array) -> PageTensor:
    """One bit per number: whether it is not 0."""
    return PageTensor("bits", array.size, np.packbits(array.reshape(-1) != 0).tobytes())


def range_of(array: Array) -> Range:
    """The smallest and the largest finite number; 0 and 0 if there is none."""
    finite = array[np.isfinite(array)] if array.size else array
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
