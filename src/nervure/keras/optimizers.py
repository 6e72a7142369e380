"""``keras.optimizers``."""

from __future__ import annotations

from nervure.optimizers import *  # noqa: F403
from nervure.optimizers import __all__ as __all__
