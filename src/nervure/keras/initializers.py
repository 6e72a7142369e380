"""``keras.initializers``."""

from __future__ import annotations

from nervure.initializers import *  # noqa: F403
from nervure.initializers import __all__ as __all__
