"""``keras.activations``."""

from __future__ import annotations

from nervure.activations import *  # noqa: F403
from nervure.activations import __all__ as __all__
