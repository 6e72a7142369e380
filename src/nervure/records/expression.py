"""Expressions: a small tree of numbers, symbols, sums, products, powers, functions, maxima and selections.

Each node knows its value; a symbol knows the place its number comes from. A derivation is one expression; its symbols
lead to further expressions, built on request.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, Union

from nervure.records.functions import FUNCTIONS, added, divided, raised
from nervure.records.place import Place

Operand = Union["Expression", float, int]


class Expression:
    """The base of all nodes: it has a value and parts, and supports arithmetic.

    Attributes:
        value: the number it stands for.

    Examples:
        >>> x, w = Symbol("x", (0,), 0.5), Symbol("w", (0,), -2.0)
        >>> (x * w + 1).value, (1 / (1 + x)).value, (x**2 - w).value
        (0.0, 0.6666666666666666, 2.25)
    """

    __slots__ = ()
    value: float

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The child nodes."""
        return ()

    @property
    def magnitude(self) -> float:
        """The magnitude of the numbers that cancel to its value: the sum of the absolute terms.

        Rounding errors are relative to it, not to the value.
        """
        return abs(self.value)

    def __add__(self, other: Operand) -> Expression:
        return Sum((*_terms(self), *_terms(as_expression(other))))

    def __radd__(self, other: Operand) -> Expression:
        return as_expression(other) + self

    def __sub__(self, other: Operand) -> Expression:
        return Sum((*_terms(self), Negative(as_expression(other))))

    def __rsub__(self, other: Operand) -> Expression:
        return as_expression(other) - self

    def __mul__(self, other: Operand) -> Expression:
        return Product((*_factors(self), *_factors(as_expression(other))))

    def __rmul__(self, other: Operand) -> Expression:
        return as_expression(other) * self

    def __truediv__(self, other: Operand) -> Expression:
        return Quotient(self, as_expression(other))

    def __rtruediv__(self, other: Operand) -> Expression:
        return Quotient(as_expression(other), self)

    def __pow__(self, exponent: Operand) -> Expression:
        return Power(self, as_expression(exponent))

    def __neg__(self) -> Expression:
        return Negative(self)


@dataclass(frozen=True, slots=True)
class Number(Expression):
    """A constant of the formula: 1, 2, a slope, a share."""

    value: float


@dataclass(frozen=True, slots=True)
class Symbol(Expression):
    """A number of the step, by a letter and its index.

    Attributes:
        letter: ``x``, ``w``, ``γ``.
        index: displayed after the letter.
        value: its number.
        place: its place, and so the place of its own derivation; None for a setting such as a learning rate.
        is_gradient: whether it is a derivative with respect to that letter.
        is_new: whether it is the value after the optimizer's update.
        of: what it is the derivative of: ``E``, the loss, except in a single factor of a chain.
        terms: the sum of the absolute terms it was added up from, if it was computed apart from the engine.
    """

    letter: str
    index: tuple[int, ...]
    value: float
    place: Place | None = None
    is_gradient: bool = False
    is_new: bool = False
    of: str = "E"
    terms: float = field(default=0.0, compare=False)

    @property
    def magnitude(self) -> float:
        """Its own magnitude, or that of its terms."""
        return max(abs(self.value), self.terms)


@dataclass(frozen=True, slots=True)
class Sum(Expression):
    """Terms added up; a :class:`Negative` term is subtracted."""

    terms: tuple[Expression, ...]
    value: float = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", added([term.value for term in self.terms]))

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The terms."""
        return self.terms

    @property
    def magnitude(self) -> float:
        """The sum of the absolute terms."""
        return sum(term.magnitude for term in self.terms)


@dataclass(frozen=True, slots=True)
class Negative(Expression):
    """The negated operand."""

    argument: Expression
    value: float = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", -self.argument.value)

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The argument."""
        return (self.argument,)

    @property
    def magnitude(self) -> float:
        """The magnitude of the argument."""
        return self.argument.magnitude


@dataclass(frozen=True, slots=True)
class Product(Expression):
    """Factors multiplied."""

    factors: tuple[Expression, ...]
    value: float = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", math.prod([factor.value for factor in self.factors]))

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The factors."""
        return self.factors

    @property
    def magnitude(self) -> float:
        """The product of the magnitudes."""
        return math.prod(factor.magnitude for factor in self.factors)


@dataclass(frozen=True, slots=True)
class Quotient(Expression):
    """One expression divided by another."""

    above: Expression
    below: Expression
    value: float = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", divided(self.above.value, self.below.value))

    @property
    def parts(self) -> tuple[Expression, ...]:
        """Numerator and denominator."""
        return self.above, self.below

    @property
    def magnitude(self) -> float:
        """Both errors count, relative to the denominator."""
        below = abs(self.below.value)
        return divided(self.above.magnitude, below) * max(1.0, divided(self.below.magnitude, below))


@dataclass(frozen=True, slots=True)
class Power(Expression):
    """A base raised to an exponent."""

    argument: Expression
    exponent: Expression
    value: float = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", raised(self.argument.value, self.exponent.value))

    @property
    def parts(self) -> tuple[Expression, ...]:
        """Base and exponent."""
        return self.argument, self.exponent

    @property
    def magnitude(self) -> float:
        """The error of the base, times the slope."""
        argument, exponent = self.argument, self.exponent.value
        error = abs(exponent * raised(argument.value, exponent - 1)) * argument.magnitude
        return max(abs(self.value), error if math.isfinite(error) else 0.0)


@dataclass(frozen=True, slots=True)
class Call(Expression):
    """A named function of an expression.

    Attributes:
        function: a key of :data:`nervure.records.functions.FUNCTIONS`.
        argument: its argument.
    """

    function: str
    argument: Expression
    value: float = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", FUNCTIONS[self.function].value(self.argument.value))

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The argument."""
        return (self.argument,)

    @property
    def magnitude(self) -> float:
        """Its own rounding, and the error of the argument times the slope."""
        slope = FUNCTIONS[self.function].slope(self.argument.value)
        carried = abs(slope) * self.argument.magnitude
        return abs(self.value) + (carried if math.isfinite(carried) else 0.0)


@dataclass(frozen=True, slots=True)
class Extremum(Expression):
    """The largest, or the smallest, of several expressions.

    Attributes:
        kind: "max" or "min".
        arguments: the compared expressions.
    """

    kind: Literal["max", "min"]
    arguments: tuple[Expression, ...]
    value: float = field(init=False, compare=False)

    def __post_init__(self) -> None:
        values = [argument.value for argument in self.arguments]
        found = math.nan if any(map(math.isnan, values)) else max(values) if self.kind == "max" else min(values)
        object.__setattr__(self, "value", found)

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The compared expressions."""
        return self.arguments

    @property
    def winner(self) -> int:
        """The position of the winner; the first of equal ones."""
        return [argument.value for argument in self.arguments].index(self.value) if self.value == self.value else 0

    @property
    def magnitude(self) -> float:
        """The largest magnitude among them."""
        return max((argument.magnitude for argument in self.arguments), default=0.0)


Relation = Literal[">", ">=", "<", "<=", "=", "!="]


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison of two expressions.

    Examples:
        >>> Condition(Number(2.0), ">", Number(1.0)).holds
        True
    """

    left: Expression
    relation: Relation
    right: Expression

    @property
    def holds(self) -> bool:
        """Whether it holds."""
        left, right = self.left.value, self.right.value
        return {
            ">": left > right, ">=": left >= right, "<": left < right, "<=": left <= right,
            "=": left == right, "!=": left != right,
        }[self.relation]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Selection(Expression):
    """The expression of the first condition that holds, otherwise the last one.

    Attributes:
        cases: conditions and their expressions.
        otherwise: the expression if none holds.
    """

    cases: tuple[tuple[Condition, Expression], ...]
    otherwise: Expression
    value: float = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", self.chosen.value)

    @property
    def chosen(self) -> Expression:
        """The value of the chosen expression."""
        return next((chosen for condition, chosen in self.cases if condition.holds), self.otherwise)

    @property
    def parts(self) -> tuple[Expression, ...]:
        """The chosen expression: the others do not affect its value."""
        return (self.chosen,)

    @property
    def magnitude(self) -> float:
        """The magnitude of the chosen expression."""
        return self.chosen.magnitude


def as_expression(operand: Operand) -> Expression:
    """``operand``, with a plain number converted to a node."""
    return operand if isinstance(operand, Expression) else Number(float(operand))


def total(terms: Iterable[Expression]) -> Expression:
    """The sum of many terms; 0 for none, and a single term unchanged."""
    added = tuple(terms)
    return added[0] if len(added) == 1 else Sum(added) if added else Number(0.0)


def maximum(*operands: Operand) -> Expression:
    """The largest."""
    return Extremum("max", tuple(map(as_expression, operands)))


def minimum(*operands: Operand) -> Expression:
    """The smallest."""
    return Extremum("min", tuple(map(as_expression, operands)))


def select(left: Operand, relation: Relation, right: Operand, chosen: Operand, otherwise: Operand) -> Selection:
    """``chosen`` if the comparison holds, otherwise ``otherwise``; a selection there adds its cases."""
    case = (Condition(as_expression(left), relation, as_expression(right)), as_expression(chosen))
    last = as_expression(otherwise)
    if isinstance(last, Selection):
        return Selection((case, *last.cases), last.otherwise)
    return Selection((case,), last)


def nodes(expression: Expression, *, every_case: bool = False) -> Iterator[Expression]:
    """The nodes of ``expression`` from the top, in ``every_case`` of a selection or only the chosen one."""
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, Selection):
            branches = [*(chosen for _, chosen in node.cases), node.otherwise] if every_case else node.parts
            waiting += [*branches[::-1], *(side for case, _ in node.cases[::-1] for side in (case.right, case.left))]
        elif not isinstance(node, Symbol | Number):
            waiting += reversed(node.parts)


def symbols(expression: Expression, *, every_case: bool = False) -> Iterator[Symbol]:
    """All occurrences of symbols in ``expression``, in ``every_case`` of a selection or only the chosen one."""
    return (node for node in nodes(expression, every_case=every_case) if isinstance(node, Symbol))


def _terms(node: Expression) -> tuple[Expression, ...]:
    return node.terms if isinstance(node, Sum) else (node,)


def _factors(node: Expression) -> tuple[Expression, ...]:
    return node.factors if isinstance(node, Product) else (node,)
