"""Data at the door of a model: inputs in the model's order and rank, on its device."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor

from nervure.data import Batch, Dataset, positions
from nervure.errors import DataError, ShapeError
from nervure.shapes import shape_text
from nervure.symbolic import Shape


class Feed(Dataset):
    """A dataset as a model reads it.

    Args:
        dataset: the samples.
        input_names: the names of the model's inputs, in its order.
        input_shapes: their shapes, batch axis first.
        output_names: the names of the model's outputs.
        device: where the model computes.
        where: how errors name the call, ``fit``.
    """

    def __init__(
        self,
        dataset: Dataset,
        input_names: Sequence[str],
        input_shapes: Sequence[Shape],
        output_names: Sequence[str],
        device: torch.device,
        where: str,
    ) -> None:
        self.dataset, self.device, self.where = dataset, device, where
        self._shapes = tuple(input_shapes)
        self.x_order = _order(dataset.input_names, input_names, where)
        self.y_order = _order(dataset.target_names, output_names, where)
        self.num_outputs = len(output_names)

    @property
    def num_batches(self) -> int | None:
        """How many batches an epoch has, where known."""
        return self.dataset.num_batches

    @property
    def num_samples(self) -> int | None:
        """How many samples an epoch has, where known."""
        return self.dataset.num_samples

    @property
    def is_repeatable(self) -> bool:
        """Whether the dataset can be read again."""
        return self.dataset.is_repeatable

    def first_batch(self) -> Batch | None:
        """The first batch, without consuming it."""
        batch = self.dataset.first_batch()
        return None if batch is None else self.adapt(batch)

    def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[Batch]:
        """The batches of an epoch, adapted."""
        return (self.adapt(batch) for batch in self.dataset.batches(epoch, seed, start))

    def adapt(self, batch: Batch) -> Batch:
        """``batch`` with its inputs in the model's order, a missing axis of size one added, on the device."""
        x = batch.x if self.x_order is None else tuple(batch.x[position] for position in self.x_order)
        y, weight = batch.y, batch.sample_weight
        if self.y_order is not None and y:
            y, weight = tuple(y[place] for place in self.y_order), tuple(weight[place] for place in self.y_order)
        if len(x) != len(self._shapes):
            raise DataError.of("feed.inputs", where=self.where, expected=len(self._shapes), got=len(x))
        if y and len(y) != self.num_outputs:
            raise DataError.of("feed.outputs", where=self.where, expected=self.num_outputs, got=len(y))
        fitted = tuple(fitted_input(tensor, shape, self.where) for tensor, shape in zip(x, self._shapes, strict=True))
        return Batch(self._placed(fitted), self._placed(y), self._placed(weight), batch.size)

    def _placed(self, tensors: Any) -> Any:
        return tuple(None if tensor is None else tensor.to(self.device) for tensor in tensors or ())


def fitted_input(x: Tensor, shape: Shape, where: str) -> Tensor:
    """``x`` if it fits ``shape``; with an axis of size one added or removed at the end, as Keras does.

    Raises:
        ShapeError: it does not fit.
    """
    if x.ndim == len(shape) - 1 and shape[-1] == 1:
        x = x.unsqueeze(-1)
    elif x.ndim == len(shape) + 1 and x.shape[-1] == 1:
        x = x.squeeze(-1)
    fits = x.ndim == len(shape) and all(
        expected is None or expected == got for expected, got in zip(shape[1:], x.shape[1:], strict=True)
    )
    if not fits:
        raise _misfit(tuple(x.shape), shape, where)
    return x


def _misfit(got: tuple[int, ...], shape: Shape, where: str) -> ShapeError:
    """The error for an input that does not fit, with the fix for the case at hand."""
    expected = shape_text(shape)
    if len(got) == len(shape) - 1 and tuple(got) == tuple(shape[1:]):
        return ShapeError.of("feed.one_sample", where=where, expected=expected, got=got)
    if len(got) == len(shape) - 1 and len(shape) == 4:
        return ShapeError.of("feed.no_channels", where=where, expected=expected, got=got)
    if len(got) == len(shape) and len(shape) == 4 and got[1:-1] == tuple(shape[1:-1]):
        return ShapeError.of("feed.channels", where=where, expected=expected, got=got, channels=shape[-1])
    if len(got) > len(shape) == 2:
        return ShapeError.of("feed.not_flat", where=where, expected=expected, got=got)
    return ShapeError.of("feed.shape", where=where, expected=expected, got=got)


def _order(given: Sequence[str] | None, names: Sequence[str], where: str) -> tuple[int, ...] | None:
    """For data keyed by name: at which position of the data each input of the model is."""
    return positions(tuple(given), tuple(names), where=where) if given and names else None
