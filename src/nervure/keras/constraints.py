"""``keras.constraints``."""

from __future__ import annotations

from nervure.constraints import *
from nervure.constraints import __all__  # noqa: F401
