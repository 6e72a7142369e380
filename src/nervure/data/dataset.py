"""The dataset interface that ``fit``, ``evaluate`` and ``predict`` iterate over."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Literal, NamedTuple

import torch
from torch import Tensor

from nervure.data.batch import Batch

# Where a saved run can resume: after any batch, at any epoch, or only by reading all earlier data again.
Resumption = Literal["batch", "epoch", "start"]
SampleShapes = tuple[tuple[int, ...], ...]


class Arranged(NamedTuple):
    """A whole epoch: the arrays and the order that its batches are gathered from.

    Attributes:
        samples: all samples. Never write into them.
        order: (N,), int64, their order in the epoch; None for the stored order.
        batch_size: the number of samples per batch; the last one may have fewer.
    """

    samples: Batch
    order: Tensor | None
    batch_size: int


class Dataset(ABC):
    """A source of batches. Subclass it for custom data; ``fit`` accepts it directly.

    All randomness must be a function of ``(seed, epoch)``: then the same seed gives the same run, and a run can be
    resumed.

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
        """The number of batches per epoch; None if unknown in advance."""

    @property
    @abstractmethod
    def num_samples(self) -> int | None:
        """The number of samples per epoch; None if unknown in advance."""

    @property
    @abstractmethod
    def is_repeatable(self) -> bool:
        """Whether :meth:`batches` can provide another epoch; False for one-time sources such as a generator."""

    @property
    def resumption(self) -> Resumption:
        """Where a saved run can resume: after any "batch", as :meth:`batches` promises, unless a source cannot."""
        return "batch"

    @abstractmethod
    def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[Batch]:
        """The batches of one epoch.

        Args:
            epoch: the number of the epoch, from 0; with ``seed`` it determines the order.
            seed: the seed of the run.
            start: how many batches to skip at the start of the epoch, for a resumed run.
        """

    def numbered_batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[tuple[Tensor, Batch]]:
        """The same batches, each with its sample numbers, int64 ``(size,)``.

        A number is the position of the sample in the epoch, unless the dataset has its own numbering.
        """
        first = self.first_batch()
        size = 0 if first is None else first.size
        for number, batch in enumerate(self.batches(epoch, seed, start), start):
            yield torch.arange(batch.size) + number * size, batch

    def first_batch(self) -> Batch | None:
        """A batch for reading shapes, which is not consumed; None if there is no batch."""
        return next(self.batches(0, 0), None)

    def arranged(self, epoch: int = 0, seed: int = 0) -> Arranged | None:
        """The whole epoch that :meth:`batches` splits up; None if it is not all in memory."""
        return None

    def in_order(self) -> Dataset:
        """The same samples in stored order in every epoch, if the dataset has one; else the dataset itself."""
        return self

    @property
    def input_names(self) -> tuple[str, ...] | None:
        """The names of the inputs if they came as a mapping; ``Batch.x`` has their order."""
        return None

    @property
    def target_names(self) -> tuple[str, ...] | None:
        """The names of the targets if they came as a mapping; ``Batch.y`` has their order."""
        return None

    @property
    def input_shapes(self) -> SampleShapes | None:
        """The shape of one sample of each input; None if there is no batch to inspect."""
        batch = self.first_batch()
        return None if batch is None else sample_shapes(batch.x)

    @property
    def target_shapes(self) -> SampleShapes | None:
        """The shape of one sample of each target; None if there is no batch to inspect."""
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
