"""Text that remembers the numbers that it was asked to write."""

from __future__ import annotations

from typing import NamedTuple

from nervure.records.derivation import Derivation
from nervure.render.formula.drawing import Drawing
from nervure.render.formula.text import TextNotation


class Written(NamedTuple):
    """A number, and the digits that were written for it.

    Examples:
        >>> notation = RememberingNotation()
        >>> notation.number(1 / 3)
        '0.333333'
        >>> notation.written
        [Written(value=0.3333333333333333, digits='0.333333')]
    """

    value: float
    digits: str


class RememberingNotation(TextNotation):
    """As text of a terminal.

    Attributes:
        written: the numbers in the order they were written.
    """

    def __init__(self) -> None:
        self.written: list[Written] = []

    def number(self, value: float) -> str:
        """As all text writes it."""
        digits = super().number(value)
        self.written.append(Written(value, digits))
        return digits


def written_numbers(derivation: Derivation) -> list[Written]:
    """Every number that the text of ``derivation`` shows: in the heading, in symbols, in numbers."""
    notation = RememberingNotation()
    notation.number(derivation.value)
    if not derivation.is_leaf:
        Drawing(notation).draw(derivation.expression)
        Drawing(notation, in_numbers=True).draw(derivation.expression)
    return notation.written
