"""``keras.utils``."""

from __future__ import annotations

from nervure.randomness import set_seed as set_random_seed

__all__ = ["set_random_seed"]
