"""``keras.layers.experimental.preprocessing``: where ``Rescaling`` was when the lecture was written."""

from __future__ import annotations

from nervure.layers import Rescaling

__all__ = ["Rescaling"]
