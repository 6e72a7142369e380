"""A dataset whose images are changed anew in every epoch."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import torch
from torch import Tensor

from nervure.arguments import Count, Whole, checked
from nervure.data.array_dataset import ArrayDataset
from nervure.data.augmentation.augmentation import Augmentation, augmentation_of
from nervure.data.augmentation.augmenting import Range, augment
from nervure.data.augmentation.draws import draws
from nervure.data.batch import Batch
from nervure.data.dataset import Dataset
from nervure.data.finite import value_range
from nervure.data.wrapped_dataset import WrappedDataset
from nervure.errors import DataError
from nervure.randomness import fold, stream_id

_STREAM = stream_id("augmentation")
_LEVELS: Range = (0, 255)
_CHANNELS = (1, 3, 4)
_ROUNDING = 1e-3


@checked
def augmented(dataset: Dataset, preset: str | Augmentation = "photographs", seed: Whole | None = None) -> Dataset:
    """``dataset`` with its images changed anew in every epoch, for ``fit``.

    The changes to an image are a function of the seed, the epoch and its index in the dataset: the result is the same
    for every batch size and any number of threads, and a run resumed in the middle of an epoch sees what it would have
    seen. ``evaluate``, ``predict`` and ``validation_data`` get the original images.

    Args:
        dataset: the result of :func:`nervure.data.image_folder`, an :class:`ArrayDataset`, or any other dataset of
            images ``(N, height, width, channels)`` or ``(N, height, width)``. If samples have no index, as in a
            DataLoader, the position in the epoch is used.
        preset: ``"photographs"``, ``"signs"`` (drawn or written symbols: never mirrored), ``"none"``, or a custom
            :class:`Augmentation`.
        seed: determines the changes; None means the seed of the run.

    Returns:
        A dataset of float32 images; uint8 images stay bytes until their batch is requested. With ``"none"`` it is
        ``dataset`` itself.

    Raises:
        UnknownNameError: ``preset`` is unknown.
        ArgumentError: ``seed`` is not an integer.
        DataError: ``dataset`` is not a dataset, does not have images as its only input, or has targets with positions
            in the image (masks, boxes, points), which would not move with the image.

    Examples:
        >>> import nervure
        >>> x, y = nervure.data.digits()
        >>> train = augmented(ArrayDataset(x, y, batch_size=100), "signs")
        >>> next(train.batches(epoch=3, seed=1)).x[0].shape
        torch.Size([100, 28, 28])
        >>> train.versions(count=3, epochs=8).shape  # nervure.tensors.show(...) draws them
        torch.Size([3, 9, 28, 28])
    """
    settings = augmentation_of(preset)
    if not isinstance(dataset, Dataset):
        raise DataError.of("augmentation.dataset", where="augmented", got=type(dataset).__name__)
    _check_pictures(dataset)
    if settings == Augmentation.none():
        return dataset
    _check_targets(dataset, settings)
    return AugmentedDataset(dataset, settings, seed)


class AugmentedDataset(WrappedDataset):
    """A dataset of augmented images, made by :func:`augmented`.

    Args:
        dataset: the original images.
        settings: the augmentation settings.
        seed: determines the changes; None means the seed of the run.
    """

    def __init__(self, dataset: Dataset, settings: Augmentation, seed: int | None = None) -> None:
        super().__init__(dataset)
        self._settings, self._seed = settings, seed
        self._range = _range_of(dataset)

    @property
    def settings(self) -> dict[str, Any]:
        """The augmentation settings, as plain values."""
        return {**asdict(self._settings), "seed": self._seed}

    def first_batch(self) -> Batch | None:
        """The first batch, augmented as in epoch 0 of seed 0."""
        batch = self._dataset.first_batch()
        return None if batch is None else self._changed(torch.arange(batch.size), batch, 0, 0)

    def over(self, dataset: Dataset) -> AugmentedDataset:
        """The images of another dataset, with the same augmentation."""
        return AugmentedDataset(dataset, self._settings, self._seed)

    def in_order(self) -> AugmentedDataset:
        """The same images in stored order, still augmented."""
        return self.over(self._dataset.in_order())

    def numbered_batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[tuple[Tensor, Batch]]:
        """The batches with their sample numbers."""
        for numbers, batch in self._dataset.numbered_batches(epoch, seed, start):
            yield numbers, self._changed(numbers, batch, epoch, seed)

    def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[Batch]:
        """The batches of one epoch; a pure function of its arguments if the images' batches are."""
        return (batch for _, batch in self.numbered_batches(epoch, seed, start))

    @checked
    def versions(self, count: Count = 4, epochs: Count = 8, seed: Whole = 0) -> Tensor:
        """The first images as a run sees them, for display: ``nervure.tensors.show(train.versions())``.

        Args:
            count: how many images.
            epochs: how many epochs.
            seed: of the run.

        Returns:
            ``(count, 1 + epochs, height, width, channels)``, or without channels if the images have none: first the
            original of each image, then its version in each epoch.

        Raises:
            ArgumentError: ``count`` or ``epochs`` is not a whole number above 0.
        """
        numbers, batch = next(self._dataset.in_order().numbered_batches())
        kept = batch._replace(x=(batch.x[0][:count],), size=min(count, batch.size))
        made = [self._changed(numbers[:count], kept, epoch, seed).x[0] for epoch in range(epochs)]
        return torch.stack((kept.x[0].to(made[0].dtype), *made), dim=1)

    def _changed(self, numbers: Tensor, batch: Batch, epoch: int, seed: int) -> Batch:
        (given,) = batch.x
        pictures = given if given.ndim == 4 else given[..., None]
        key = fold(seed if self._seed is None else self._seed, _STREAM, epoch)
        size = int(pictures.shape[1]), int(pictures.shape[2])
        drawn = draws(self._settings, key, numbers.numpy(), size)
        made = augment(pictures, self._settings, drawn, self._range if given.is_floating_point() else _LEVELS)
        return batch._replace(x=(made if given.ndim == 4 else made[..., 0],))


def _check_pictures(dataset: Dataset) -> None:
    shapes = dataset.input_shapes
    if shapes is None:
        return
    is_picture = len(shapes) == 1 and (len(shapes[0]) == 2 or (len(shapes[0]) == 3 and shapes[0][-1] in _CHANNELS))
    if not is_picture:
        got = ", ".join(str(("N", *shape)).replace("'", "") for shape in shapes)
        raise DataError.of("augmentation.no_pictures", where="augmented", got=got)


def _check_targets(dataset: Dataset, settings: Augmentation) -> None:
    if not (settings.changes_places or settings.horizontal_flip or settings.vertical_flip):
        return
    batch = dataset.first_batch()
    for number, y in enumerate(() if batch is None else batch.y):
        if not _may_be_labels(y):
            got = ("N", *y.shape[1:])
            raise DataError.of(
                "augmentation.targets_lie", where="augmented", number=number, got=str(got).replace("'", "")
            )


def _may_be_labels(y: Tensor) -> bool:
    """One number per image, or one per class: 0 or 1, or shares that sum to 1."""
    if y.ndim == 1 or (y.ndim == 2 and y.shape[1] == 1):
        return True
    if y.ndim != 2:
        return False
    if not y.is_floating_point():
        return bool(((y == 0) | (y == 1)).all())
    are_shares = bool((y >= 0).all()) and bool(((y.sum(1) - 1).abs() < _ROUNDING).all())
    return are_shares or bool(((y == 0) | (y == 1)).all())


def _range_of(dataset: Dataset) -> Range:
    """The range of float levels: 0 to 255 for files, minimum to maximum for arrays, else unknown."""
    while isinstance(dataset, WrappedDataset):
        dataset = dataset.dataset
    if isinstance(dataset, ArrayDataset) and dataset.x[0].is_floating_point():
        return value_range(dataset.x[0])
    from nervure.data.pictures import ImageFolder  # imports image decoding

    return _LEVELS if isinstance(dataset, (ArrayDataset, ImageFolder)) else (-math.inf, math.inf)
