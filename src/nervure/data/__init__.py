"""Training data and the datasets that deliver it in batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nervure.data.array_dataset import ArrayDataset
from nervure.data.as_dataset import as_dataset
from nervure.data.augmentation import Augmentation, AugmentedDataset, augmented
from nervure.data.batch import Batch
from nervure.data.categorical import to_categorical
from nervure.data.class_weight import balanced_class_weight, class_weighted, class_weights
from nervure.data.dataset import Arranged, Dataset
from nervure.data.digits import digits
from nervure.data.finite import NotFinite, first_not_finite, labels_are_sorted, value_range
from nervure.data.generator_dataset import GeneratorDataset
from nervure.data.indexed_dataset import IndexedDataset
from nervure.data.labels import MissingClasses, class_labels, missing_classes
from nervure.data.names import positions
from nervure.data.normalization import normalize
from nervure.data.npz import load_npz
from nervure.data.sequences import pad_sequences
from nervure.data.sized_dataset import SizedDataset
from nervure.data.split import split, split_indices
from nervure.data.split_dataset import split_dataset
from nervure.data.steps_dataset import StepsDataset, in_steps
from nervure.data.torch_dataset import TorchDataset
from nervure.data.validation import validation_split
from nervure.data.windows import WindowDataset, timeseries_dataset_from_array
from nervure.lazy_names import imported_when_used

if TYPE_CHECKING:
    from nervure.data.auditing import audit
    from nervure.data.pictures import (
        ImageFolder,
        PictureParts,
        array_to_img,
        image_dataset_from_directory,
        image_folder,
        img_to_array,
        load_img,
        near_duplicates,
        picture_parts,
        save_img,
        smart_resize,
    )

__all__ = [
    "Arranged",
    "ArrayDataset",
    "Augmentation",
    "AugmentedDataset",
    "Batch",
    "Dataset",
    "GeneratorDataset",
    "ImageFolder",
    "IndexedDataset",
    "MissingClasses",
    "NotFinite",
    "PictureParts",
    "SizedDataset",
    "StepsDataset",
    "TorchDataset",
    "WindowDataset",
    "array_to_img",
    "as_dataset",
    "audit",
    "augmented",
    "balanced_class_weight",
    "class_labels",
    "class_weighted",
    "class_weights",
    "digits",
    "first_not_finite",
    "image_dataset_from_directory",
    "image_folder",
    "img_to_array",
    "in_steps",
    "labels_are_sorted",
    "load_img",
    "load_npz",
    "missing_classes",
    "near_duplicates",
    "normalize",
    "pad_sequences",
    "picture_parts",
    "positions",
    "save_img",
    "smart_resize",
    "split",
    "split_dataset",
    "split_indices",
    "timeseries_dataset_from_array",
    "to_categorical",
    "validation_split",
    "value_range",
]

# Code that reads files, imported on first use so that training on arrays does not wait for it.
_OF_FILES = {
    "audit": "nervure.data.auditing",
    "ImageFolder": "nervure.data.pictures",
    "PictureParts": "nervure.data.pictures",
    "array_to_img": "nervure.data.pictures",
    "image_dataset_from_directory": "nervure.data.pictures",
    "image_folder": "nervure.data.pictures",
    "img_to_array": "nervure.data.pictures",
    "load_img": "nervure.data.pictures",
    "near_duplicates": "nervure.data.pictures",
    "picture_parts": "nervure.data.pictures",
    "save_img": "nervure.data.pictures",
    "smart_resize": "nervure.data.pictures",
}

__getattr__ = imported_when_used(__name__, _OF_FILES)


def __dir__() -> list[str]:
    return __all__
