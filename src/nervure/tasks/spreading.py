"""Evenly spaced samples of many items, which keep the shares of kinds if the items are sorted by kind."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def spread(count: int, most: int) -> NDArray[np.int64]:
    """At most ``most`` of the indices 0 to ``count`` - 1, evenly spaced from the first to the last.

    Examples:
        >>> spread(10, 4).tolist(), spread(2, 4).tolist()
        ([0, 3, 6, 9], [0, 1])
    """
    return np.linspace(0, count - 1, min(count, most)).round().astype(np.int64)
