"""``keras.constraints``."""

from __future__ import annotations

from nervure.constraints import *  # noqa: F403
from nervure.constraints import __all__ as __all__
