"""``keras.layers``."""

from __future__ import annotations

from nervure.keras.layers import experimental as experimental
from nervure.layers import *  # noqa: F403
from nervure.layers import __all__ as __all__
