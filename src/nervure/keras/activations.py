"""``keras.activations``."""

from __future__ import annotations

from nervure.activations import *
from nervure.activations import __all__  # noqa: F401
