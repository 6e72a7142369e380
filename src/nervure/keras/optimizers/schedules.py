"""``keras.optimizers.schedules``."""

from __future__ import annotations

from nervure.optimizers.schedules import *
from nervure.optimizers.schedules import __all__  # noqa: F401
