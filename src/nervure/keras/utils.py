"""``keras.utils``."""

from __future__ import annotations

from nervure.models.diagram import plot_model
from nervure.randomness import set_seed as set_random_seed

__all__ = ["plot_model", "set_random_seed"]
