"""``keras.initializers``."""

from __future__ import annotations

from nervure.initializers import *
from nervure.initializers import __all__  # noqa: F401
