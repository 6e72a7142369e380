"""Arguments that are arrays, and NumPy data types."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from nervure.arguments.values import as_written
from nervure.errors import ArgumentError


def array_of(value: Any, *, where: str) -> NDArray[Any]:
    """``value`` as a NumPy array, of any content.

    Args:
        value: an array, a list, a number, or an object that NumPy can convert.
        where: the name of the argument in errors.

    Raises:
        ArgumentError: NumPy cannot convert it to an array.

    Examples:
        >>> array_of([1, 2], where="y").shape
        (2,)
    """
    try:
        return np.asarray(value)
    except Exception as problem:  # another library's ``__array__`` may raise anything
        raise ArgumentError.of("argument.array", where=where, got=as_written(value)) from problem


class NumpyTypeKind(NamedTuple):
    """A NumPy data type, in any notation.

    Attributes:
        letters: NumPy's letters of the accepted types.
    """

    letters: str = "biufcmMOSU"

    def take(self, value: Any, argument: str, where: str) -> np.dtype[Any]:
        """The type."""
        try:
            kind: np.dtype[Any] = np.dtype(value)
        except (TypeError, ValueError) as problem:
            raise ArgumentError.of("argument.dtype", where=where, argument=argument, got=as_written(value)) from problem
        # NumPy treats None as float64, and every unknown class as object.
        is_guessed = value is None or (kind == np.dtype(object) and isinstance(value, type) and value is not object)
        if kind.kind not in self.letters or (is_guessed and value is not np.object_):
            raise ArgumentError.of("argument.dtype", where=where, argument=argument, got=as_written(value))
        return kind


NumpyType = Annotated[DTypeLike, NumpyTypeKind()]
NumpyNumbers = Annotated[DTypeLike, NumpyTypeKind("biuf")]
