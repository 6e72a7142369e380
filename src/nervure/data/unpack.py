"""Parses the items of external sources: (x,), (x, y) or (x, y, sample_weight)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nervure.data.batch import Batch
from nervure.data.column import is_array
from nervure.data.table import Names, Table, place, table
from nervure.errors import DataError


def parts(item: Any, number: int) -> tuple[Any, Any, Any]:
    """``item`` as x, y and sample_weight, by Keras' rules: a list counts as a tuple, a mapping or array as x.

    Args:
        item: the item yielded by the source.
        number: the batch number, from 0, for messages.

    Raises:
        DataError: it is of another kind, or does not have one to three parts.

    Examples:
        >>> parts(([1.0], [0]), 0)
        ([1.0], [0], None)
    """
    if isinstance(item, Mapping) or is_array(item):
        return item, None, None
    if not isinstance(item, (tuple, list)):
        raise DataError.of("data.parts", where=place("x", number), got=type(item).__name__)
    if not 1 <= len(item) <= 3:
        raise DataError.of("data.parts", where=place("x", number), got=f"{type(item).__name__}, {len(item)}")
    x, y, sample_weight = (*item, None, None)[:3]
    return x, y, sample_weight


class BatchReader:
    """Builds batches from a source's items, all like the first: as many arrays, in the order of its names."""

    def __init__(self) -> None:
        self._first: Table | None = None

    @property
    def input_names(self) -> Names:
        """The names of the inputs in the first batch."""
        return None if self._first is None else self._first.x.names

    @property
    def target_names(self) -> Names:
        """The names of the targets in the first batch."""
        return None if self._first is None else self._first.y.names

    def read(self, item: Any, number: int) -> Batch:
        """The batch made from ``item``, the source's item number ``number``.

        Raises:
            DataError: it is not numeric, its lengths differ, or its parts differ from those of the first batch.
        """
        made = table(*parts(item, number), batch=number)
        if self._first is None:
            self._first = made.only(slice(0, 1))
        made = _like(made, self._first, number)
        return made.batch()


def _like(made: Table, first: Table, number: int) -> Table:
    for name, now, before in (("x", made.x, first.x), ("y", made.y, first.y)):
        if len(now.columns) != len(before.columns):
            raise DataError.of(
                "data.batch_differs", where=place(name, number), expected=len(before.columns), got=len(now.columns)
            )
    if made.x.names == first.x.names and made.y.names == first.y.names:
        return made
    y = made.y.in_order(first.y.names, where=place("y", number))
    weights = made.weights
    if made.y.names and y.names:
        weights = tuple(weights[made.y.names.index(name)] for name in y.names)
    return Table(made.x.in_order(first.x.names, where=place("x", number)), y, weights)
