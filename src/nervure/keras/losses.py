"""``keras.losses``."""

from __future__ import annotations

from nervure.losses import *
from nervure.losses import __all__  # noqa: F401
