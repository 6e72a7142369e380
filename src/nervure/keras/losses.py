"""``keras.losses``."""

from __future__ import annotations

from nervure.losses import *  # noqa: F403
from nervure.losses import __all__ as __all__
