"""Data loaders and datasets of torch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch.utils.data import BatchSampler, DataLoader, IterableDataset
from torch.utils.data import Dataset as SampleDataset

from nervure.arguments import Count, Flag, checked
from nervure.data.array_dataset import DEFAULT_BATCH_SIZE
from nervure.data.batch import Batch
from nervure.data.column import is_array
from nervure.data.stream_dataset import StreamDataset, length
from nervure.errors import DataError
from nervure.randomness import fold, stream_id


class TorchDataset(StreamDataset):
    """A ``torch.utils.data.DataLoader``, or a torch dataset of single samples, read anew each epoch.

    The loader's batching, sampler, workers and transforms are used as they are. Numbers drawn from torch's global
    generator (the order of ``shuffle=True``, transforms in this process, the seeds of its workers) are a function of
    the run's seed and the epoch; torch's generator is restored after each batch. A loader with its own ``generator``
    uses that one.

    Args:
        source: a DataLoader, or a torch dataset whose items are ``(x,)``, ``(x, y)`` or ``(x, y, sample_weight)``. An
            iterable dataset that yields whole batches of images, such as a WebDataset with ``.batched(32)``, is used
            directly; wrap any other dataset of batches as ``DataLoader(source, batch_size=None)``.
        batch_size: for a dataset of single samples, the number per batch; None means 32.
        shuffle: for a dataset of single samples, whether each epoch has its own order.
        steps: the number of batches per epoch; None means one pass over the loader.
        repeat: False makes every epoch start over and end with the loader, for evaluation.

    Examples:
        >>> import torch
        >>> from torch.utils.data import DataLoader, TensorDataset
        >>> loader = DataLoader(TensorDataset(torch.zeros(10, 3), torch.zeros(10)), batch_size=4, shuffle=True)
        >>> dataset = TorchDataset(loader)
        >>> dataset.num_batches, dataset.num_samples, dataset.input_shapes
        (3, 10, ((3,),))
    """

    @checked
    def __init__(
        self,
        source: DataLoader[Any] | SampleDataset[Any],
        batch_size: Count | None = None,
        shuffle: Flag = True,
        steps: Count | None = None,
        repeat: Flag = True,
    ) -> None:
        super().__init__(steps, repeat)
        if isinstance(source, DataLoader):
            self._loader: DataLoader[Any] = source
        elif batch_size is None and isinstance(source, IterableDataset) and _yields_batches(source):
            self._loader = DataLoader(source, batch_size=None)
        else:
            size = DEFAULT_BATCH_SIZE if batch_size is None else batch_size
            shuffled = shuffle and not isinstance(source, IterableDataset)
            self._loader = DataLoader(source, batch_size=size, shuffle=shuffled)
        self._counted = length(self._loader)

    @property
    def is_repeatable(self) -> bool:
        """True: each epoch iterates the loader again."""
        return True

    @property
    def num_samples(self) -> int | None:
        """The number of samples per pass; None for loaders of unknown length, and if an epoch has ``steps``."""
        sampler = self._loader.batch_sampler
        if self._steps is not None or not isinstance(sampler, BatchSampler) or self._counted is None:
            return None
        if isinstance(self._loader.dataset, IterableDataset):
            return length(self._loader.dataset)
        count = length(sampler.sampler)
        return self._counted * sampler.batch_size if sampler.drop_last else count

    def first_batch(self) -> Batch | None:
        """A first batch, fetched in this process, without starting the loader's workers."""
        sampler = self._loader.batch_sampler
        with self._lock:
            if self._first is None and (sampler is None or isinstance(self._loader.dataset, IterableDataset)):
                # Not kept: the seed of the next epoch is not known here.
                self._look_apart()
            elif self._first is None and sampler is not None:
                with _drawing_from(fold(0, stream_id("first_batch")), self._loader.generator):
                    for chosen in sampler:
                        with _whole():
                            item = self._loader.collate_fn([self._loader.dataset[index] for index in chosen])
                        self._first = self._reader.read(item, 0)
                        break
            return self._first

    def _open(self, number: int, seed: int) -> Iterator[Any]:
        return _seeded(self._loader, fold(seed, stream_id("shuffle"), number))


def _yields_batches(source: IterableDataset[Any]) -> bool:
    """Whether the first item is unambiguously a batch of images: a single sample's label has no batch axis."""
    with _drawing_from(fold(0, stream_id("first_batch"))):
        item = next(iter(source), None)
    if not isinstance(item, (tuple, list)) or len(item) < 2 or not all(map(is_array, item[:2])):
        return False
    x, y = map(np.asarray, item[:2])
    if x.ndim < 3 or y.ndim < 1 or len(x) != len(y):
        return False
    if y.ndim == 1:
        is_one_hot = np.count_nonzero(y) == 1 and y.sum() == 1
        return not is_one_hot
    # (H, W) with (H, W, C) is the mask of one image.
    return x.ndim > 3 and y.shape != x.shape[: y.ndim]


def _seeded(loader: DataLoader[Any], key: int) -> Iterator[Any]:
    with _drawing_from(fold(key, 0)):
        iterator = iter(loader)
    number = 0
    while True:
        number += 1
        with _drawing_from(fold(key, number)), _whole():
            try:
                item = next(iterator)
            except StopIteration:
                return
        yield item


@contextmanager
def _whole() -> Iterator[None]:
    """Turns Python's exception for a dataset that ends too early into a readable error."""
    try:
        yield
    except IndexError as problem:
        last = str(problem).strip().splitlines()[-1:] or ["-"]  # a loader's worker sends its whole traceback
        raise DataError.of("data.shorter", where="x", problem=last[0].removeprefix("IndexError: ")) from problem


@contextmanager
def _drawing_from(key: int, own: torch.Generator | None = None) -> Iterator[None]:
    """Seeds torch's CPU generator with ``key`` inside the block; restores it, and a loader's ``own``, afterwards."""
    before, own_before = torch.get_rng_state(), None if own is None else own.get_state()
    torch.default_generator.manual_seed(key)
    try:
        yield
    finally:
        torch.set_rng_state(before)
        if own is not None and own_before is not None:
            own.set_state(own_before)
