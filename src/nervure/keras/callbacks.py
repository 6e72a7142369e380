"""``keras.callbacks``."""

from __future__ import annotations

from nervure.callbacks import *  # noqa: F403
from nervure.callbacks import __all__ as __all__
