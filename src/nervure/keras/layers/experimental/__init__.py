"""``keras.layers.experimental``: where Keras kept new layers before version 3."""

from __future__ import annotations

from nervure.keras.layers.experimental import preprocessing as preprocessing
