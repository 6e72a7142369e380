"""``keras.models``."""

from __future__ import annotations

from nervure.models import *  # noqa: F403
from nervure.models import __all__ as __all__
