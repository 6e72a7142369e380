"""Sets aside the last part of the arrays for validation, like Keras' ``validation_split``."""

from __future__ import annotations

import math

from nervure.arguments import Flag, Share, Whole, checked
from nervure.data.array_dataset import ArrayDataset
from nervure.data.augmentation.augmented_dataset import AugmentedDataset
from nervure.data.dataset import Dataset
from nervure.data.split import split_indices
from nervure.errors import DataError


@checked
def validation_split(
    dataset: Dataset, fraction: Share, *, stratify: Flag = False, seed: Whole = 0
) -> tuple[Dataset, ArrayDataset]:
    """A training dataset and a validation dataset.

    As in Keras, the last samples, ``N - floor(N * (1 - fraction))`` of them, are set aside before any shuffling: views,
    not copies. If the labels are sorted, that part lacks classes (see :func:`nervure.data.missing_classes`);
    ``stratify`` keeps class shares instead. Augmentation changes only the training images.

    Args:
        dataset: the arrays.
        fraction: the fraction set aside, between 0 and 1.
        stratify: whether to keep class shares.
        seed: determines which samples ``stratify`` takes.

    Raises:
        ArgumentError: ``fraction`` is not between 0 and 1.
        DataError: the dataset does not consist of arrays, or a part would be empty.

    Examples:
        >>> import numpy as np
        >>> train, validation = validation_split(ArrayDataset(np.arange(10)), 0.2)
        >>> train.num_samples, validation.x[0].tolist()
        (8, [8, 9])
    """
    if isinstance(dataset, AugmentedDataset):
        training, validation = validation_split(dataset.dataset, fraction, stratify=stratify, seed=seed)
        return dataset.over(training), validation
    if not isinstance(dataset, ArrayDataset):
        raise DataError.of("data.validation_arrays", where="validation_split", got=type(dataset).__name__)
    if stratify:
        y = dataset.y[0] if len(dataset.y) == 1 else None
        if y is None:
            raise DataError.of("data.split_classes", where="validation_split", got=f"{len(dataset.y)} y")
        train, held_out = split_indices(dataset.num_samples, fraction, y, seed)
        return dataset.take(train, shuffle=dataset.shuffle), dataset.take(held_out, shuffle=False)
    at = math.floor(dataset.num_samples * (1 - fraction))
    if at in (0, dataset.num_samples):
        raise DataError.of("data.split_small", where="validation_split", count=dataset.num_samples)
    return (
        dataset.take(slice(0, at), shuffle=dataset.shuffle),
        dataset.take(slice(at, dataset.num_samples), shuffle=False),
    )
