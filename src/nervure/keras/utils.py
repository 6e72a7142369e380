"""``keras.utils``."""

from __future__ import annotations

from nervure.data import (
    array_to_img,
    image_dataset_from_directory,
    img_to_array,
    load_img,
    normalize,
    pad_sequences,
    save_img,
    split_dataset,
    timeseries_dataset_from_array,
    to_categorical,
)
from nervure.keras.backend import clear_session
from nervure.models.diagram import plot_model
from nervure.randomness import set_seed as set_random_seed

__all__ = [
    "array_to_img",
    "clear_session",
    "image_dataset_from_directory",
    "img_to_array",
    "load_img",
    "normalize",
    "pad_sequences",
    "plot_model",
    "save_img",
    "set_random_seed",
    "split_dataset",
    "timeseries_dataset_from_array",
    "to_categorical",
]
