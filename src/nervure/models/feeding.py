"""Feeds data to a model: inputs in the model's order and rank, on its device."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.data import Arranged, ArrayDataset, Batch, Dataset, positions
from nervure.data.wrapped_dataset import WrappedDataset
from nervure.errors import DataError, ShapeError
from nervure.errors.advice import unsaid
from nervure.losses import Loss
from nervure.shapes import shape_text
from nervure.symbolic import Shape


class Entry(NamedTuple):
    """An input of a model: its name and its shape, batch axis first."""

    name: str
    shape: Shape


class Exit(NamedTuple):
    """An output of a model: its name, and whether a loss needs its targets."""

    name: str
    needs_target: bool


class Feed(WrappedDataset):
    """A dataset in the form a model reads.

    Args:
        dataset: the samples.
        inputs: of the model, in its order.
        outputs: of the model, in its order; empty if targets are not needed, in which case given ones are dropped.
        device: the device of the model.
        where: how errors name the call, ``fit``.
        explain: given an input that does not fit, adds what the network knows about it to the error.
        dtype: the model's precision: a float64 number beyond its range would silently become infinite.

    Raises:
        DataError: the keys of the data differ from the model's names.
    """

    def __init__(
        self,
        dataset: Dataset,
        inputs: Sequence[Entry],
        outputs: Sequence[Exit],
        device: torch.device,
        where: str,
        explain: Callable[[ShapeError, Shape], None] | None = None,
        dtype: torch.dtype = torch.float64,
    ) -> None:
        super().__init__(dataset)
        self._largest = torch.finfo(dtype).max
        self.device, self.where, self._explain = device, where, explain
        self._inputs, self._outputs = tuple(inputs), tuple(outputs)
        self._x_order = self._order_of_inputs()
        self._y_order = self._order_of_targets()
        self._judges: tuple[tuple[int, Loss, Shape], ...] = ()

    def judge_targets(self, losses: Sequence[Loss | None], output_shapes: Sequence[Shape]) -> None:
        """Makes every batch from now on be checked for invalid targets."""
        self._judges = tuple(
            (number, loss, (None, *shape[1:]))
            for number, (loss, shape) in enumerate(zip(losses, output_shapes, strict=True))
            if loss is not None and loss.refuses_values
        )

    def trust_targets(self) -> None:
        """Skips that check: all samples have been checked."""
        self._judges = ()

    def first_batch(self) -> Batch | None:
        """The first batch, without consuming it."""
        batch = self.dataset.first_batch()
        return None if batch is None else self.adapt(batch)

    def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[Batch]:
        """The batches of an epoch, adapted."""
        return (self.adapt(batch) for batch in self.dataset.batches(epoch, seed, start))

    def arranged(self, epoch: int = 0, seed: int = 0) -> Arranged | None:
        """The epoch of the dataset, adapted."""
        arranged = self.dataset.arranged(epoch, seed)
        return None if arranged is None else arranged._replace(samples=self.adapt(arranged.samples))

    def adapt(self, batch: Batch) -> Batch:
        """``batch`` on the device, with its inputs in the model's order and a missing axis of size one added.

        Raises:
            DataError: the number of inputs or targets is wrong.
            ShapeError: an input has the wrong shape.
        """
        x = batch.x if self._x_order is None else tuple(batch.x[place] for place in self._x_order)
        if len(x) != len(self._inputs):
            names = ", ".join(entry.name for entry in self._inputs)
            holds_targets = self._outputs and not batch.y and len(x) == len(self._inputs) + len(self._outputs)
            if holds_targets:
                raise DataError.of("feed.targets_in_x", where=self.where, got=len(x), names=names)
            raise DataError.of("feed.inputs", where=self.where, expected=len(self._inputs), names=names, got=len(x))
        fitted = tuple(self._fitted(tensor, entry) for tensor, entry in zip(x, self._inputs, strict=True))
        y, weights = self._targets(batch)
        if self._judges and y:
            self._judge(y)
        return Batch(self._placed(fitted), self._placed(y), self._placed(weights), batch.size)

    def _fitted(self, x: Tensor, entry: Entry) -> Tensor:
        if x.dtype == torch.float64:
            self._refuse_too_large(x, entry.name)
        try:
            return fitted_input(x, entry, self.where)
        except ShapeError as error:
            if self._explain is not None:
                self._explain(error, tuple(x.shape))
            raise

    def _refuse_too_large(self, x: Tensor, name: str) -> None:
        beyond = (x.abs() > self._largest) & x.isfinite()
        if bool(beyond.any()):
            place = tuple(beyond.nonzero()[0].tolist())
            raise DataError.of(
                "data.too_large", where=self.where, name=name, value=f"{x[place].item():g}", sample=place[0]
            )

    def _judge(self, y: Sequence[Tensor | None]) -> None:
        with unsaid("losses.zero_beside_minus_one"):  # advice is given when all samples are checked at once
            for number, loss, shape in self._judges:
                target = y[number]
                if target is not None:
                    loss.check_values(target, shape)

    def _targets(self, batch: Batch) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """The targets and weights in the order of the outputs; None for an output that neither needs nor has any."""
        if not self._outputs:
            return (), ()
        if self._y_order is not None:
            order = self._y_order
            return (
                tuple(None if place is None else batch.y[place] for place in order),
                tuple(None if place is None else batch.sample_weight[place] for place in order),
            )
        if batch.y and len(batch.y) != len(self._outputs):
            names = ", ".join(output.name for output in self._outputs)
            raise DataError.of(
                "feed.outputs", where=self.where, expected=len(self._outputs), names=names, got=len(batch.y)
            )
        return batch.y, batch.sample_weight

    def _placed(self, tensors: Sequence[Tensor | None]) -> Any:
        return tuple(None if tensor is None else tensor.to(self.device) for tensor in tensors)

    def _order_of_inputs(self) -> tuple[int, ...] | None:
        """For data keyed by name: the position in the data of each input of the model."""
        given = self.dataset.input_names
        return positions(given, tuple(entry.name for entry in self._inputs), where="x") if given else None

    def _order_of_targets(self) -> tuple[int | None, ...] | None:
        """The same for the targets; an output without a loss may have none."""
        given = self.dataset.target_names
        if not given or not self._outputs:
            return None
        read = [output.name for output in self._outputs if output.needs_target or output.name in given]
        places = dict(zip(read, positions(given, tuple(read), where="y"), strict=True))
        return tuple(places.get(output.name) for output in self._outputs)


def one_batch(x: Any, y: Any = None, sample_weight: Any = None) -> ArrayDataset:
    """Arrays as a dataset of one batch.

    Raises:
        DataError: they are not arrays, are empty, or have different lengths.
    """
    return ArrayDataset(x, y, sample_weight, sys.maxsize, shuffle=False)


def fitted_input(x: Tensor, entry: Entry, where: str) -> Tensor:
    """``x`` if it fits; with an axis of size one added or removed at the end, as Keras does.

    Raises:
        ShapeError: it does not fit.
    """
    shape, given = entry.shape, tuple(x.shape)
    if x.ndim == len(shape) - 1 and shape[-1] == 1:
        x = x.unsqueeze(-1)
    elif x.ndim == len(shape) + 1 and x.shape[-1] == 1:
        x = x.squeeze(-1)
    fits = x.ndim == len(shape) and all(
        expected is None or expected == got for expected, got in zip(shape[1:], x.shape[1:], strict=True)
    )
    if not fits:
        raise _misfit(given, entry, where)
    return x


def _misfit(got: tuple[int, ...], entry: Entry, where: str) -> ShapeError:
    """The error for an input that does not fit, with the fix for the case at hand."""
    shape = entry.shape
    values = {"where": where, "name": entry.name, "expected": shape_text(shape), "got": shape_text(got)}
    if len(got) == len(shape) - 1 and _match(got, shape[1:]):
        return ShapeError.of("feed.one_sample", **values)
    if len(got) == len(shape) - 1 and len(shape) == 4:
        return ShapeError.of("feed.no_channels", **values)
    if len(got) == len(shape) == 4 and _match(got[1:-1], shape[1:-1]):
        return ShapeError.of("feed.channels", channels=shape[-1], **values)
    if len(got) > len(shape) == 2:
        return ShapeError.of("feed.not_flat", **values)
    return ShapeError.of("feed.shape", sample=got[1:], **values)


def _match(got: Sequence[int], shape: Shape) -> bool:
    return len(got) == len(shape) and all(size in (None, given) for size, given in zip(shape, got, strict=True))
