"""Arguments that are arrays, and their types of numbers, as NumPy has them."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from nervure.arguments.values import as_written
from nervure.errors import ArgumentError


def array_of(value: Any, *, where: str) -> NDArray[Any]:
    """``value`` as NumPy's array, whatever it holds.

    Args:
        value: an array, a list, a number, or an object that NumPy makes an array of.
        where: how an error names what it was given for.

    Raises:
        ArgumentError: NumPy cannot make an array of it.

    Examples:
        >>> array_of([1, 2], where="y").shape
        (2,)
    """
    try:
        return np.asarray(value)
    except Exception as problem:  # whatever the ``__array__`` of another library raises
        raise ArgumentError.of("argument.array", where=where, got=as_written(value)) from problem


class NumpyTypeKind(NamedTuple):
    """A type that NumPy knows, in any way of writing it.

    Attributes:
        letters: NumPy's letters for the types that are taken.
    """

    letters: str = "biufcmMOSU"

    def take(self, value: Any, argument: str, where: str) -> np.dtype[Any]:
        """The type."""
        try:
            kind: np.dtype[Any] = np.dtype(value)
        except (TypeError, ValueError) as problem:
            raise ArgumentError.of("argument.dtype", where=where, argument=argument, got=as_written(value)) from problem
        # NumPy takes None for float64, and every class that it does not know for object.
        is_guessed = value is None or (kind == np.dtype(object) and isinstance(value, type) and value is not object)
        if kind.kind not in self.letters or (is_guessed and value is not np.object_):
            raise ArgumentError.of("argument.dtype", where=where, argument=argument, got=as_written(value))
        return kind


NumpyType = Annotated[DTypeLike, NumpyTypeKind()]
NumpyNumbers = Annotated[DTypeLike, NumpyTypeKind("biuf")]
