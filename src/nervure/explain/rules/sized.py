"""Arrays of intermediate numbers, or the sizes of the terms they were added up from."""

from __future__ import annotations

import numpy as np

from nervure.explain.recording import Array


class Sized:
    """Computes arrays by sums and products, and the same from absolute values.

    Both the engine and an explanation round, each in its own order, and rounding is relative to the terms of a sum.

    Args:
        absolute: whether arrays are computed from absolute values: not the sums, but the sizes of their terms.
    """

    def __init__(self, *, absolute: bool = False) -> None:
        self.is_absolute = absolute

    def sized(self, array: Array) -> Array:
        """``array`` in float64, whatever the precision of the step; as absolute values if requested."""
        wide: Array = array.astype(np.float64)
        return abs(wide) if self.is_absolute else wide

    def difference(self, first: Array, second: Array) -> Array:
        """``first - second``, or the sizes of both added."""
        return self.sized(first) + self.sized(second if self.is_absolute else -second)
