"""``keras.optimizers``."""

from __future__ import annotations

# First, so that the name ends as the one of nervure.optimizers: the same thing in both faces.
from nervure.keras.optimizers import schedules as _schedules  # noqa: F401
from nervure.optimizers import *
from nervure.optimizers import __all__  # noqa: F401
