"""``keras.regularizers``."""

from __future__ import annotations

from nervure.regularizers import *
from nervure.regularizers import __all__  # noqa: F401
