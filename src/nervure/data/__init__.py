"""Data: what networks learn from, and how it arrives in batches."""

from __future__ import annotations

from nervure.data.array_dataset import ArrayDataset
from nervure.data.as_dataset import as_dataset
from nervure.data.batch import Batch
from nervure.data.class_weight import class_weighted, class_weights
from nervure.data.dataset import Arranged, Dataset
from nervure.data.digits import digits
from nervure.data.finite import NotFinite, first_not_finite, labels_are_sorted, value_range
from nervure.data.generator_dataset import GeneratorDataset
from nervure.data.indexed_dataset import IndexedDataset
from nervure.data.labels import MissingClasses, class_labels, missing_classes
from nervure.data.names import positions
from nervure.data.npz import load_npz
from nervure.data.split import split, split_indices
from nervure.data.steps_dataset import StepsDataset, in_steps
from nervure.data.torch_dataset import TorchDataset
from nervure.data.validation import validation_split

__all__ = [
    "Arranged",
    "ArrayDataset",
    "Batch",
    "Dataset",
    "GeneratorDataset",
    "IndexedDataset",
    "MissingClasses",
    "NotFinite",
    "StepsDataset",
    "TorchDataset",
    "as_dataset",
    "class_labels",
    "class_weighted",
    "class_weights",
    "digits",
    "first_not_finite",
    "in_steps",
    "labels_are_sorted",
    "load_npz",
    "missing_classes",
    "positions",
    "split",
    "split_indices",
    "validation_split",
    "value_range",
]
