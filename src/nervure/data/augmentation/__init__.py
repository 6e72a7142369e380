"""Augmentation: images changed anew in every epoch, as a camera or handwriting might vary them."""

from __future__ import annotations

from nervure.data.augmentation.augmentation import Augmentation
from nervure.data.augmentation.augmented_dataset import AugmentedDataset, augmented

__all__ = ["Augmentation", "AugmentedDataset", "augmented"]
