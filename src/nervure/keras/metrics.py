"""``keras.metrics``."""

from __future__ import annotations

from nervure.metrics import *
from nervure.metrics import __all__  # noqa: F401
