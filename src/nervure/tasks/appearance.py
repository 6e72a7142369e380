"""The appearance of images in arrays before preprocessing, measured on a sample."""

from __future__ import annotations

from typing import Any

import numpy as np

from nervure.data.auditing.appearance import Appearance, appearance_of, look_at
from nervure.tasks.spreading import spread

_SAMPLE = 256

Array = np.ndarray[Any, Any]


def appearance_of_arrays(x: Array) -> Appearance:
    """The appearance of images ``(N, height, width, 1 or 3)`` with levels from 0 to 255."""
    return appearance_of([look_at(picture) for picture in x[spread(len(x), _SAMPLE)]])
