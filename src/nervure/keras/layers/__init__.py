"""``keras.layers``."""

from __future__ import annotations

from nervure.keras.layers import experimental as experimental
from nervure.layers import *
from nervure.layers import __all__  # noqa: F401
