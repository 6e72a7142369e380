"""``keras.metrics``."""

from __future__ import annotations

from nervure.metrics import *  # noqa: F403
from nervure.metrics import __all__ as __all__
