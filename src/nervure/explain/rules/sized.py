"""Arrays of numbers on the way, or how large the terms were that they were added up from."""

from __future__ import annotations

import numpy as np

from nervure.explain.recording import Array


class Sized:
    """What works out arrays by sums and products, and the same from absolute numbers.

    Both the engine and an explanation round, each in its own order, and rounding is relative to the terms of a sum.

    Args:
        absolute: whether arrays are worked out from absolute numbers: not the sums, but how large their terms are.
    """

    def __init__(self, *, absolute: bool = False) -> None:
        self.is_absolute = absolute

    def sized(self, array: Array) -> Array:
        """``array`` in float64, whatever the step was computed in; with absolute numbers where they are asked for."""
        wide: Array = array.astype(np.float64)
        return abs(wide) if self.is_absolute else wide

    def difference(self, first: Array, second: Array) -> Array:
        """``first - second``, or how large both are."""
        return self.sized(first) + self.sized(second if self.is_absolute else -second)
