"""Class weights, which give rare classes more influence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import numpy as np
import torch
from torch import Tensor

from nervure.arguments.kinds import MOST
from nervure.arguments.values import plain_number, whole
from nervure.data.array_dataset import ArrayDataset
from nervure.data.augmentation.augmented_dataset import AugmentedDataset
from nervure.data.batch import Batch
from nervure.data.dataset import Dataset
from nervure.data.labels import class_labels
from nervure.data.wrapped_dataset import WrappedDataset
from nervure.errors import ArgumentError, DataError, advise
from nervure.registry import look_up

# The weight of a class is its sample count raised to minus this power, then normalized.
POWERS = {"none": 0.0, "square-root": 0.5, "balanced": 1.0}


class ClassWeightKind:
    """A mapping from classes to their weights."""

    def take(self, value: Any, argument: str, where: str) -> dict[int, float]:
        """``value`` with plain Python numbers, so that a checkpoint can store it."""
        if not isinstance(value, Mapping):
            raise ArgumentError.of("data.class_weight", where="class_weight", got=type(value).__name__)
        weights: dict[int, float] = {}
        for given, weight in value.items():
            label, factor = whole(given), plain_number(weight)
            if label is None or not -MOST <= label <= MOST or factor is None or factor < 0:
                raise ArgumentError.of("data.class_weight", where="class_weight", got=f"{given!r}: {weight!r}")
            weights[label] = factor
        return weights


ClassWeight = Annotated[Mapping[int, float], ClassWeightKind()]


def balanced_class_weight(y: Any, kind: str = "balanced") -> dict[int, float]:
    r"""Weights that give rare classes more influence, for ``fit(class_weight=...)``.

    .. math:: w_c = \frac{N \, n_c^{-p}}{\sum_k n_k^{1 - p}}

    with :math:`n_c` samples in class :math:`c`, :math:`N` in total: the mean weight of a sample is 1, so the effective
    learning rate does not change.

    Args:
        y: the classes of the samples: whole numbers ``(N,)``, or one column per class ``(N, C)``.
        kind: ``"balanced"``: all classes have equal total weight, :math:`p = 1`, if recall matters equally for every
            class; ``"square-root"``: halfway there, :math:`p = 1/2`; ``"none"``: all samples have equal weight.

    Raises:
        DataError: ``y`` does not hold numbered classes, or holds no samples.
        UnknownNameError: ``kind`` is unknown.

    Source:
        King and Zeng, "Logistic regression in rare events data" (2001),
        https://doi.org/10.1093/oxfordjournals.pan.a004868 (balanced); Mahajan et al., "Exploring the limits of weakly
        supervised pretraining" (2018), https://arxiv.org/abs/1805.00932 (the square root).

    Examples:
        >>> balanced_class_weight([0, 0, 0, 0, 1])
        {0: 0.625, 1: 2.5}
        >>> balanced_class_weight([0, 0, 0, 0, 1], "square-root")[1]
        1.6666666666666667
    """
    power = look_up(kind, POWERS, where="kind")
    labels = class_labels(y)
    if labels is None or labels.dtype.kind not in "biu" or not len(labels):
        raise DataError.of("data.class_weight_classes", where="y", got=f"{type(y).__name__} {tuple(np.shape(y))}")
    classes, counts = np.unique(labels.astype(np.int64), return_counts=True)
    weights = counts.astype(np.float64) ** -power
    weights *= counts.sum() / (weights @ counts)
    return dict(zip(classes.tolist(), weights.tolist(), strict=True))


def class_weights(y: Tensor, class_weight: Mapping[int, float]) -> Tensor:
    """The weight of each sample's class, float64 ``(N,)``; classes not listed have weight 1.

    Args:
        y: classes ``(N,)`` or ``(N, 1)``, rounded if they are floats, or one column per class ``(N, C)``.
        class_weight: a mapping from class to weight.

    Raises:
        ArgumentError: a class is not a whole number, or a weight is not a number of at least 0.
        DataError: ``y`` has more than two axes.

    Examples:
        >>> class_weights(torch.tensor([0, 1, 2]), {1: 5.0}).tolist()
        [1.0, 5.0, 1.0]
    """
    classes, weights = _sorted(class_weight)
    labels = _labels(y)
    if not len(classes):
        return torch.ones(len(labels), dtype=weights.dtype, device=y.device)
    classes, weights = classes.to(y.device), weights.to(y.device)
    place = torch.searchsorted(classes, labels).clamp_(max=len(classes) - 1)
    return torch.where(classes[place] == labels, weights[place], 1.0)


def class_weighted(dataset: Dataset, class_weight: Mapping[int, float]) -> Dataset:
    """``dataset`` with class weights, multiplied by any sample weights it already has.

    Args:
        dataset: any dataset with one target.
        class_weight: a mapping from class to weight; classes not listed have weight 1.

    Raises:
        ArgumentError: a class is not a whole number, or a weight is not a number of at least 0.
        DataError: the dataset has no target, or several.

    Examples:
        >>> weighted = class_weighted(ArrayDataset([[1.0], [2.0]], [0, 1], shuffle=False), {1: 3.0})
        >>> weighted.first_batch().sample_weight[0].tolist()
        [1.0, 3.0]
    """
    if isinstance(dataset, AugmentedDataset) and isinstance(dataset.dataset, ArrayDataset):
        return dataset.over(class_weighted(dataset.dataset, class_weight))
    if not isinstance(dataset, ArrayDataset):
        return _ClassWeighted(dataset, class_weight)
    _check_one_target(len(dataset.y))
    weights = class_weights(dataset.y[0], class_weight)
    unused = sorted(set(class_weight) - set(_labels(dataset.y[0]).tolist()))
    if unused:
        advise("data.class_weight_unused", classes=", ".join(map(str, unused)))
    return dataset.weighted((_product(weights, dataset.sample_weight[0]),))


class _ClassWeighted(WrappedDataset):
    """Class weights applied batch by batch, for data that is not all in memory."""

    def __init__(self, dataset: Dataset, class_weight: Mapping[int, float]) -> None:
        _sorted(class_weight)
        super().__init__(dataset)
        self._class_weight = class_weight

    def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[Batch]:
        return map(self._weighted, self._dataset.batches(epoch, seed, start))

    def numbered_batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[tuple[Tensor, Batch]]:
        for places, batch in self._dataset.numbered_batches(epoch, seed, start):
            yield places, self._weighted(batch)

    def in_order(self) -> _ClassWeighted:
        return _ClassWeighted(self._dataset.in_order(), self._class_weight)

    def first_batch(self) -> Batch | None:
        batch = self._dataset.first_batch()
        return None if batch is None else self._weighted(batch)

    def _weighted(self, batch: Batch) -> Batch:
        _check_one_target(len(batch.y))
        weights = class_weights(batch.y[0], self._class_weight)
        return batch._replace(sample_weight=(_product(weights, batch.sample_weight[0]),))


def _product(weights: Tensor, given: Tensor | None) -> Tensor:
    if given is None:
        return weights
    return weights.view(-1, *[1] * (given.ndim - 1)) * given


def _labels(y: Tensor) -> Tensor:
    if y.ndim == 2:
        y = y[:, 0] if y.shape[1] == 1 else y.to(torch.float64).argmax(dim=1)
    if y.ndim != 1:
        raise DataError.of("data.class_weight_axes", where="class_weight", shape=tuple(y.shape))
    return (y.round() if y.is_floating_point() else y).to(torch.int64)


def _sorted(class_weight: Mapping[int, float]) -> tuple[Tensor, Tensor]:
    pairs = sorted(ClassWeightKind().take(class_weight, "class_weight", "class_weight").items())
    weights = torch.tensor([weight for _, weight in pairs], dtype=torch.float64)
    return torch.tensor([label for label, _ in pairs]), weights


def _check_one_target(count: int) -> None:
    if count != 1:
        raise DataError.of("data.class_weight_targets", where="class_weight", got=count)
