"""Evaluates the tree of a printed formula."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from nervure.explain.reading import measured
from nervure.explain.reading.measured import Measured
from nervure.explain.reading.tree import (
    Added,
    Applied,
    Cases,
    Compared,
    Literal,
    Multiplied,
    Negated,
    Node,
    Omitted,
    Operand,
    Raised,
)


@dataclass(slots=True)
class Evaluation:
    """Evaluates formulas.

    Attributes:
        operand: the number that a letter stands for.
        others: the sums of omitted terms, in order of omission, as given in the line in numbers.
        used: the number of operands looked up.
        left_out: the sums of omitted terms, in the order they were met.
    """

    operand: Callable[[Operand], float]
    others: Sequence[str] = ()
    used: int = 0
    left_out: list[str] = field(default_factory=list)

    def of(self, node: Node) -> Measured:
        """The value of a formula."""
        return _RULES[type(node)](self, node)

    def _literal(self, node: Literal) -> Measured:
        return measured.of_digits(node.digits)

    def _operand(self, node: Operand) -> Measured:
        self.used += 1
        return measured.of_engine(self.operand(node))

    def _omitted(self, node: Omitted) -> Measured:
        digits = node.digits
        if digits is None and len(self.left_out) < len(self.others):
            digits = self.others[len(self.left_out)]
        self.left_out.append(digits or "0")
        return measured.of_digits(digits or "0", is_rounded=True)

    def _negated(self, node: Negated) -> Measured:
        return measured.negated(self.of(node.of))

    def _added(self, node: Added) -> Measured:
        terms = [self.of(term) for term in node.terms]
        total, hidden = measured.added(terms), sum(term.count for term in node.terms if isinstance(term, Omitted))
        # An omitted term is no larger than the largest shown.
        return total._replace(size=total.size * (1 + hidden / len(terms))) if hidden else total

    def _multiplied(self, node: Multiplied) -> Measured:
        (_, first), *rest = node.factors
        found = self.of(first)
        for is_divisor, factor in rest:
            found = (measured.divided if is_divisor else measured.multiplied)(found, self.of(factor))
        return found

    def _raised(self, node: Raised) -> Measured:
        return measured.raised(self.of(node.base), self.of(node.exponent))

    def _applied(self, node: Applied) -> Measured:
        return measured.applied(node.function, self.of(node.argument))

    def _compared(self, node: Compared) -> Measured:
        shown = [argument for argument in node.arguments if not isinstance(argument, Omitted)]
        return measured.compared(node.kind, [self.of(argument) for argument in shown])

    def _cases(self, node: Cases) -> Measured:
        for value, left, relation, right in node.rows:
            one, other = self.of(left), self.of(right)
            if _RELATIONS[relation](one.full, other.full):
                return self.of(value)
        return self.of(node.otherwise)


_RULES: dict[type[Any], Callable[[Evaluation, Any], Measured]] = {
    Literal: Evaluation._literal,
    Operand: Evaluation._operand,
    Omitted: Evaluation._omitted,
    Negated: Evaluation._negated,
    Added: Evaluation._added,
    Multiplied: Evaluation._multiplied,
    Raised: Evaluation._raised,
    Applied: Evaluation._applied,
    Compared: Evaluation._compared,
    Cases: Evaluation._cases,
}
_RELATIONS: dict[str, Callable[[float, float], bool]] = {
    ">": lambda a, b: a > b,
    "≥": lambda a, b: a >= b,
    "<": lambda a, b: a < b,
    "≤": lambda a, b: a <= b,
    "=": lambda a, b: a == b,
    "≠": lambda a, b: a != b,
}
