"""What pictures in arrays look like before a network sees them, judged on a sample of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from nervure.data.auditing.appearance import Appearance, appearance_of, look_at
from nervure.tasks.spreading import spread

_SAMPLE = 256

Array = np.ndarray[Any, Any]


def appearance_of_arrays(x: Array) -> Appearance:
    """What pictures ``(N, height, width, 1 or 3)``, with levels from 0 to 255, look like."""
    return appearance_of([look_at(picture) for picture in x[spread(len(x), _SAMPLE)]])
