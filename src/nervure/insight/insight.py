"""Shared by all results in this package: a record, a table, a figure."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from nervure.render.figure import LooseFigure

Record = TypeVar("Record")
Item = TypeVar("Item")


class Insight(ABC, Generic[Record]):
    """A finding about a model.

    Printed, it is a table; a notebook shows the figure.

    Args:
        record: the finding as plain values.

    Attributes:
        record: the finding as plain values.
    """

    def __init__(self, record: Record) -> None:
        self.record = record

    @abstractmethod
    def plot(self) -> LooseFigure:
        """The figure; ``savefig`` writes it, ``to_svg`` returns it as text."""

    @abstractmethod
    def table(self) -> str:
        """The same in words and numbers."""

    def __repr__(self) -> str:
        return self.table()

    def _repr_svg_(self) -> str:
        return self.plot().to_svg()


class InsightList(Insight[Record], Generic[Record, Item]):
    """Individual findings in order: they can be counted, indexed and iterated."""

    @property
    @abstractmethod
    def items(self) -> tuple[Item, ...]:
        """The findings."""

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, place: int) -> Item:
        return self.items[place]

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)
