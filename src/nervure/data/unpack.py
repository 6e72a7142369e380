"""Reading what other people's sources yield: (x,), (x, y) or (x, y, sample_weight)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nervure.data.batch import Batch
from nervure.data.column import is_array
from nervure.data.table import Names, Table, place, table
from nervure.errors import DataError


def parts(item: Any, number: int) -> tuple[Any, Any, Any]:
    """``item`` as x, y and sample_weight, as Keras reads it: a list counts as a tuple, a mapping or array as x.

    Args:
        item: what the source yielded.
        number: which batch it is, from 0, for messages.

    Raises:
        DataError: it is something else, or has no part or more than three.

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
    """Makes batches of what a source yields, all like the first one: as many arrays, in the order of its names."""

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
        """The batch that ``item``, yielded as number ``number``, stands for.

        Raises:
            DataError: it holds no numbers, its lengths differ, or it has other parts than the first batch.
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
