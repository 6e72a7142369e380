"""``keras.preprocessing``."""

from __future__ import annotations

from nervure.data import image_dataset_from_directory, timeseries_dataset_from_array
from nervure.keras.preprocessing import image, sequence

__all__ = ["image", "image_dataset_from_directory", "sequence", "timeseries_dataset_from_array"]
