"""``keras.callbacks``."""

from __future__ import annotations

from nervure.callbacks import *
from nervure.callbacks import __all__  # noqa: F401
