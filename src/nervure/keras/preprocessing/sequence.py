"""``keras.preprocessing.sequence``."""

from __future__ import annotations

from nervure.data import pad_sequences

__all__ = ["pad_sequences"]
