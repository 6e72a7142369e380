"""Inputs, targets and weights together, checked for equal length."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from torch import Tensor

from nervure.data.batch import Batch
from nervure.data.column import Column, column, is_array
from nervure.errors import DataError
from nervure.language import text

Names = tuple[str, ...] | None


class Columns(NamedTuple):
    """The arrays of one argument, in order, and their names if they came as a mapping."""

    columns: tuple[Column, ...]
    names: Names = None

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """The arrays as tensors."""
        return tuple(each.tensor for each in self.columns)

    def rows(self, chosen: slice | Tensor) -> tuple[Tensor, ...]:
        """The chosen samples of every array."""
        return tuple(each.rows(chosen) for each in self.columns)

    def only(self, chosen: slice | Tensor) -> Columns:
        """The columns of the chosen samples; a slice shares the memory."""
        return Columns(tuple(each.only(chosen) for each in self.columns), self.names)

    def in_order(self, names: Names, *, where: str) -> Columns:
        """The same arrays in the order of ``names``.

        Raises:
            DataError: the names differ.
        """
        if self.names == names:
            return self
        if self.names is None or names is None or set(self.names) != set(names):
            raise DataError.of("data.names_changed", where=where, expected=_listed(names), got=_listed(self.names))
        return Columns(tuple(self.columns[self.names.index(name)] for name in names), names)


def columns(data: Any, *, where: str) -> Columns:
    """One array, a list or tuple of arrays, or a mapping of names to arrays, as columns; None is not a column.

    A list of numbers, or of lists of numbers, is read as one array.

    Examples:
        >>> import numpy as np
        >>> columns({"left": np.zeros((5, 2)), "right": np.zeros(5)}, where="x").names
        ('left', 'right')
    """
    if data is None:
        return Columns(())
    if isinstance(data, Mapping):
        if not data:
            raise DataError.of("data.empty", where=where, shape=dict(data))
        names = tuple(str(name) for name in data)
        return Columns(tuple(column(value, where=f"{where}['{name}']") for name, value in data.items()), names)
    if isinstance(data, (list, tuple)) and data and all(is_array(item) for item in data):
        alone = len(data) == 1
        made = (column(item, where=where if alone else f"{where}[{index}]") for index, item in enumerate(data))
        return Columns(tuple(made))
    return Columns((column(data, where=where),))


class Table(NamedTuple):
    """Inputs, targets and weights of the same samples.

    Attributes:
        x: the inputs.
        y: the targets; empty if there are none.
        weights: one entry per target, None if all weights are 1.
    """

    x: Columns
    y: Columns
    weights: tuple[Column | None, ...]

    @property
    def size(self) -> int:
        """The number of samples."""
        return int(self.x.columns[0].tensor.shape[0])

    def rows(self, chosen: slice | Tensor) -> Batch:
        """The chosen samples as a batch."""
        x = self.x.rows(chosen)
        weights = tuple(None if each is None else each.rows(chosen) for each in self.weights)
        return Batch(x, self.y.rows(chosen), weights, int(x[0].shape[0]))

    def only(self, chosen: slice | Tensor) -> Table:
        """The table of the chosen samples; a slice shares the memory."""
        weights = tuple(None if each is None else each.only(chosen) for each in self.weights)
        return Table(self.x.only(chosen), self.y.only(chosen), weights)

    def batch(self) -> Batch:
        """All samples as one batch."""
        weights = tuple(None if each is None else each.tensor for each in self.weights)
        return Batch(self.x.tensors, self.y.tensors, weights, self.size)


def table(x: Any, y: Any = None, sample_weight: Any = None, *, batch: int | None = None) -> Table:
    """Builds the table from ``x``, ``y`` and ``sample_weight`` as users pass them.

    Args:
        x: one array, a list or tuple of arrays, or a mapping of names to arrays.
        y: the same for the targets, or None.
        sample_weight: one array for all targets, or one per target (None for weights of 1), or None.
        batch: the batch number, for messages; None if they are the whole data.

    Raises:
        DataError: they are not numeric, or their lengths differ.
    """
    inputs = columns(x, where=place("x", batch))
    if not inputs.columns:
        raise DataError.of("data.none", where=place("x", batch))
    targets = columns(y, where=place("y", batch))
    made = Table(inputs, targets, _weights(sample_weight, targets, place("sample_weight", batch)))
    _check_lengths(made, x, batch)
    return made


def _weights(sample_weight: Any, targets: Columns, where: str) -> tuple[Column | None, ...]:
    count = len(targets.columns)
    if sample_weight is None:
        return (None,) * count
    if count == 0:
        raise DataError.of("data.weights_without_targets", where=where)
    if isinstance(sample_weight, Mapping):
        unknown = [str(name) for name in sample_weight if str(name) not in (targets.names or ())]
        if unknown:
            known = _listed(targets.names)
            raise DataError.of("data.weights_names", where=where, expected=known, got=", ".join(unknown))
        given = [sample_weight.get(name) for name in targets.names or ()]
    elif isinstance(sample_weight, (list, tuple)) and all(item is None or is_array(item) for item in sample_weight):
        given = list(sample_weight) * count if len(sample_weight) == 1 else list(sample_weight)
        if len(given) != count:
            raise DataError.of("data.weights_count", where=where, expected=count, got=len(given))
    else:
        return (column(sample_weight, where=where),) * count
    return tuple(None if item is None else column(item, where=where) for item in given)


def _check_lengths(made: Table, x: Any, batch: int | None) -> None:
    expected = made.size
    first = _label("x", made.x, 0)
    named = [(_label("x", made.x, index), each) for index, each in enumerate(made.x.columns)]
    named += [(_label("y", made.y, index), each) for index, each in enumerate(made.y.columns)]
    named += [("sample_weight", each) for each in made.weights if each is not None]
    for name, each in named:
        got = each.tensor.shape[0]
        if got != expected:
            # A list of 8,000 images is parsed as 8,000 inputs: the number of labels reveals the mistake.
            samples = isinstance(x, (list, tuple)) and len(x) == got and len(made.x.columns) == got
            fix = text("data.fix_stack" if samples else "data.fix_length", name=name, first=first)
            raise DataError.of(
                "data.length", where=place(name, batch), first=first, expected=expected, got=got,
                shape=tuple(each.tensor.shape), first_shape=tuple(made.x.columns[0].tensor.shape), fix=fix,
            )  # fmt: skip


def _label(argument: str, given: Columns, index: int) -> str:
    if given.names is not None:
        return f"{argument}['{given.names[index]}']"
    return argument if len(given.columns) == 1 else f"{argument}[{index}]"


def place(name: str, batch: int | None) -> str:
    """The location for messages: the argument, and the batch number if there is one."""
    return name if batch is None else text("data.in_batch", name=name, number=batch)


def _listed(names: Names) -> str:
    return text("data.no_names") if names is None else ", ".join(names)
