"""``keras.optimizers``."""

from __future__ import annotations

# Imported first, so that nervure.optimizers overrides the name: the same object in both interfaces.
from nervure.keras.optimizers import schedules as _schedules  # noqa: F401
from nervure.optimizers import *
from nervure.optimizers import __all__  # noqa: F401
