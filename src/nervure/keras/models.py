"""``keras.models``."""

from __future__ import annotations

from nervure.models import *
from nervure.models import __all__  # noqa: F401
