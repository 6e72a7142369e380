"""Turns the data passed to ``fit``, ``evaluate`` and ``predict`` into a dataset."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from torch import Tensor
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.data import Dataset as SampleDataset

from nervure.data.array_dataset import ArrayDataset
from nervure.data.augmentation.augmented_dataset import AugmentedDataset
from nervure.data.column import is_array
from nervure.data.dataset import Dataset
from nervure.data.generator_dataset import GeneratorDataset
from nervure.data.indexed_dataset import IndexedDataset
from nervure.data.steps_dataset import in_steps
from nervure.data.torch_dataset import TorchDataset
from nervure.data.unpack import parts
from nervure.errors import DataError, advise


def as_dataset(
    x: Any,
    y: Any = None,
    sample_weight: Any = None,
    batch_size: int | None = None,
    shuffle: bool = True,
    steps: int | None = None,
    repeat: bool = True,
) -> Dataset:
    """``x`` if it is a dataset, else a dataset made from ``x``, ``y`` and ``sample_weight``.

    Args:
        x: a nervure dataset; arrays, tensors, lists or tables (several as a list, tuple or mapping); a torch
            DataLoader or dataset; an object with ``[i]`` and ``len()`` such as Keras' PyDataset; a generator,
            iterable, or function that returns one.
        y: the targets, if ``x`` holds arrays.
        sample_weight: the weights, if ``x`` holds arrays.
        batch_size: for arrays and for torch datasets of single samples; None means 32.
        shuffle: whether each epoch has its own order, unless the data determines it; False puts nervure datasets in
            sample order, so that predictions line up with the samples.
        steps: the number of batches per epoch; None means all.
        repeat: False, for evaluating, makes an epoch of ``steps`` begin and end with the data, and uses images without
            augmentation.

    Raises:
        DataError: ``x`` is of another kind or a single number, or targets were given twice.

    Examples:
        >>> type(as_dataset([[1.0], [2.0]], [0, 1])).__name__
        'ArrayDataset'
    """
    if isinstance(x, TensorDataset) and y is None and sample_weight is None:
        x, y, sample_weight = parts(x.tensors, 0)
    if isinstance(x, AugmentedDataset) and not repeat:
        x = x.dataset
    if isinstance(x, (np.ndarray, np.generic, Tensor)) and x.ndim == 0:
        raise DataError.of("data.scalar", where="x", value=x.item())
    if _holds_arrays(x):
        made: Dataset = ArrayDataset(x, y, sample_weight, batch_size, shuffle)
    else:
        made = _with_targets_inside(x, y, sample_weight, batch_size, shuffle)
    return made if steps is None else in_steps(made, steps, repeat)


def _with_targets_inside(x: Any, y: Any, sample_weight: Any, batch_size: int | None, shuffle: bool) -> Dataset:
    _check(x)
    for name, given in (("y", y), ("sample_weight", sample_weight)):
        if given is not None:
            raise DataError.of("data.beside", where=name, name=name, kind=type(x).__name__)
    has_samples = isinstance(x, SampleDataset)
    if batch_size is not None and not has_samples:
        advise("data.batch_size_unused", kind=type(x).__name__, size=batch_size)
    if isinstance(x, Dataset):
        return x if shuffle else x.in_order()
    if isinstance(x, DataLoader) or has_samples:
        return TorchDataset(x, batch_size, shuffle)
    return IndexedDataset(x, shuffle) if _is_batched(x) else GeneratorDataset(x)


def _holds_arrays(x: Any) -> bool:
    return is_array(x) or isinstance(x, (list, tuple, Mapping))


def _is_batched(x: Any) -> bool:
    """Whether ``x[i]`` is a batch: Keras' PyDataset, or an object with the same interface."""
    if isinstance(x, (SampleDataset, DataLoader, Dataset)):
        return False
    return hasattr(x, "__getitem__") and (hasattr(x, "__len__") or hasattr(x, "num_batches"))


def _check(x: Any) -> None:
    if x is None:
        raise DataError.of("data.none", where="x")
    if isinstance(x, (str, bytes, os.PathLike)):
        raise DataError.of("data.path", where="x", got=repr(x))
    known = isinstance(x, (Dataset, SampleDataset, DataLoader, Iterable)) or callable(x) or _is_batched(x)
    if not known or isinstance(x, type):
        raise DataError.of("data.unknown", where="x", got=type(x).__name__)
