"""What ``fit``, ``evaluate`` and ``predict`` iterate over."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Literal, NamedTuple

import torch
from torch import Tensor

from nervure.data.batch import Batch

# Where a saved run can go on: behind any batch, at any epoch, or only where all before it is read again.
Resumption = Literal["batch", "epoch", "start"]
SampleShapes = tuple[tuple[int, ...], ...]


class Arranged(NamedTuple):
    """An epoch at once: what its batches would be gathered from.

    Attributes:
        samples: all of them. Never write into them.
        order: (N,), int64, their order in the epoch; None as they lie.
        batch_size: how many a batch takes; the last one may have fewer.
    """

    samples: Batch
    order: Tensor | None
    batch_size: int


class Dataset(ABC):
    """A source of batches. Subclass it to bring your own; ``fit`` takes it as it is.

    Everything that is drawn at random has to be a function of ``(seed, epoch)``: then the same seed gives the
    same run, and a run can be resumed.

    Examples:
        >>> import torch
        >>> class Squares(Dataset):
        ...     num_batches, num_samples, is_repeatable = 2, 8, True
        ...     def batches(self, epoch=0, seed=0, start=0):
        ...         for number in range(start, 2):
        ...             x = torch.arange(4.0).view(4, 1) + 4 * number
        ...             yield Batch((x,), (x * x,), (None,), 4)
        >>> squares = Squares()
        >>> squares.input_shapes, [batch.y[0].sum().item() for batch in squares.batches()]
        (((1,),), [14.0, 126.0])
    """

    @property
    @abstractmethod
    def num_batches(self) -> int | None:
        """How many batches an epoch has; None where that is not known beforehand."""

    @property
    @abstractmethod
    def num_samples(self) -> int | None:
        """How many samples an epoch has; None where that is not known beforehand."""

    @property
    @abstractmethod
    def is_repeatable(self) -> bool:
        """Whether :meth:`batches` can give another epoch; False for what can be read once, such as a generator."""

    @property
    def resumption(self) -> Resumption:
        """Where a saved run can go on: behind any "batch", as :meth:`batches` promises, unless a source cannot."""
        return "batch"

    @abstractmethod
    def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[Batch]:
        """The batches of one epoch.

        Args:
            epoch: the number of the epoch, from 0; with ``seed`` it decides on the order.
            seed: the seed of the run.
            start: how many batches at the beginning of the epoch are left out, for a run that is resumed.
        """

    def numbered_batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[tuple[Tensor, Batch]]:
        """The same batches, each with the numbers of its samples, int64 ``(size,)``.

        A number is the place of the sample in the epoch, where the dataset does not know it by one of its own.
        """
        first = self.first_batch()
        size = 0 if first is None else first.size
        for number, batch in enumerate(self.batches(epoch, seed, start), start):
            yield torch.arange(batch.size) + number * size, batch

    def first_batch(self) -> Batch | None:
        """A batch to read shapes from, which does not count as used; None where there is no batch at all."""
        return next(self.batches(0, 0), None)

    def arranged(self, epoch: int = 0, seed: int = 0) -> Arranged | None:
        """The epoch that :meth:`batches` cuts up, whole; None where it is not all there at once."""
        return None

    def in_order(self) -> Dataset:
        """The same samples in their own order in every epoch, where the dataset knows one; else the dataset itself."""
        return self

    @property
    def input_names(self) -> tuple[str, ...] | None:
        """The names of the inputs where they came as a mapping; ``Batch.x`` has their order."""
        return None

    @property
    def target_names(self) -> tuple[str, ...] | None:
        """The names of the targets where they came as a mapping; ``Batch.y`` has their order."""
        return None

    @property
    def input_shapes(self) -> SampleShapes | None:
        """The shape of one sample of each input; None where there is no batch to look at."""
        batch = self.first_batch()
        return None if batch is None else sample_shapes(batch.x)

    @property
    def target_shapes(self) -> SampleShapes | None:
        """The shape of one sample of each target; None where there is no batch to look at."""
        batch = self.first_batch()
        return None if batch is None else sample_shapes(batch.y)


def sample_shapes(tensors: tuple[Tensor, ...]) -> SampleShapes:
    """The shapes of ``tensors`` without their first axis.

    Examples:
        >>> import torch
        >>> sample_shapes((torch.zeros(32, 28, 28), torch.zeros(32)))
        ((28, 28), ())
    """
    return tuple(tuple(tensor.shape[1:]) for tensor in tensors)
