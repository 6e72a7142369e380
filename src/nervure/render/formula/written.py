"""Text that records the numbers it was asked to write."""

from __future__ import annotations

from typing import NamedTuple

from nervure.records.derivation import Derivation
from nervure.render.formula.drawing import Drawing
from nervure.render.formula.text import TextNotation


class Written(NamedTuple):
    """A number, and the digits written for it.

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
    """As terminal text.

    Attributes:
        written: the numbers in writing order.
    """

    def __init__(self) -> None:
        self.written: list[Written] = []

    def number(self, value: float) -> str:
        """In the same form as all text."""
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
