"""``keras.regularizers``."""

from __future__ import annotations

from nervure.regularizers import *  # noqa: F403
from nervure.regularizers import __all__ as __all__
