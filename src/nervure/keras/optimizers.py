"""``keras.optimizers``."""

from __future__ import annotations

from nervure.optimizers import *
from nervure.optimizers import __all__  # noqa: F401
