"""One number and the expression it was computed from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from nervure.records.alphabet import letter_of
from nervure.records.expression import Call, Expression, Sum, Symbol, nodes
from nervure.records.meeting import Meeting
from nervure.records.place import Index, Place
from nervure.records.precisions import Precision
from nervure.records.reference import Reference

# What distinguishes one letter from another in a formula.
_Meaning = tuple[str, bool, Reference | tuple[Index, float]]

Origin = Literal["step", "stored", "given", "drawn", "opaque", "loss", "update"]
# The name of the whole loss, unless something else has it.
LOSS = "loss"


class Walked(NamedTuple):
    """The result of one pass over a formula: it is used several times, and a formula may have thousands of nodes.

    Attributes:
        symbols: every occurrence, including those in cases that do not hold.
        distinct: the first of each letter and array, or letter and setting.
        settings: the letters of quantities without a place, in order.
    """

    symbols: tuple[Symbol, ...]
    distinct: tuple[Symbol, ...]
    settings: tuple[str, ...]


def _walked(subject: Symbol, expression: Expression) -> Walked:
    found, distinct, settings = list[Symbol](), dict[_Meaning, Symbol](), dict[str, None]()
    distinct[_meaning(subject)] = subject
    met = set[tuple[str, bool, int]]()
    for node in nodes(expression, every_case=True):
        if isinstance(node, Symbol):
            found.append(node)
            if node.place is None:
                settings[node.letter] = None
                distinct.setdefault(_meaning(node), node)
            # Identity first: thousands are of one array, and comparing references takes longer.
            elif (key := (node.letter, node.is_gradient, id(node.place.reference))) not in met:
                met.add(key)
                distinct.setdefault(_meaning(node), node)
        elif isinstance(node, Call) and node.function == "sigmoid":
            settings[letter_of("sigmoid")] = None
    return Walked(tuple(found), tuple(distinct.values()), tuple(settings))


def _meaning(symbol: Symbol) -> _Meaning:
    place = symbol.place
    return symbol.letter, symbol.is_gradient, (symbol.index, symbol.value) if place is None else place.reference


@dataclass(frozen=True, slots=True)
class Derivation:
    """A number, its name, and how it was computed.

    Args:
        subject: its symbol, with its place and the engine's value.
        expression: how it was computed; the symbol itself for a number that was only stored or given.
        origin: a "step" of the network, a "stored" weight or state, "given" data, "drawn" at random, the "loss", the
            "update", or "opaque": computed by code that does not expose its derivation.
        maker: what computed it: ``dense (Dense)``, an op, an optimizer.
        meetings: which places meet in the steps with windows that it involves.
        before: for a weight after the update, its value before.
        loss: the name of the whole loss, whose derivatives the gradients are.
        precision: the precision of the number.

    Attributes:
        is_apart: whether it already has a separate letter for each array.
    """

    subject: Symbol
    expression: Expression
    origin: Origin
    maker: str
    meetings: tuple[Meeting, ...] = ()
    before: float | None = None
    loss: str = LOSS
    precision: Precision = "float64"
    is_apart: bool = field(default=False, init=False, repr=False, compare=False)
    _lettered: Derivation | None = field(default=None, init=False, repr=False, compare=False)
    _walk: Walked | None = field(default=None, init=False, repr=False, compare=False)

    def keep_apart(self, apart: Derivation) -> None:
        """Caches the version with distinct letters: see :func:`nervure.records.letters.told_apart`."""
        # Not the object itself: a reference cycle would keep thousands of nodes until the garbage collector runs.
        object.__setattr__(self, "is_apart", apart is self)
        object.__setattr__(self, "_lettered", None if apart is self else apart)

    @property
    def apart(self) -> Derivation | None:
        """The same with one letter per array, once that was requested."""
        return self if self.is_apart else self._lettered

    @property
    def walked(self) -> Walked:
        """The parts of its formula; the distinct symbols start with the subject."""
        if self._walk is None:
            object.__setattr__(self, "_walk", _walked(self.subject, self.expression))
        assert self._walk is not None
        return self._walk

    @property
    def place(self) -> Place:
        """The place of the number."""
        assert self.subject.place is not None
        return self.subject.place

    @property
    def value(self) -> float:
        """The number as the engine computed it."""
        return self.subject.value

    @property
    def is_leaf(self) -> bool:
        """Whether there is nothing to derive."""
        return self.origin in ("stored", "given", "drawn", "opaque")

    @property
    def legend(self) -> tuple[tuple[str, str], ...]:
        """The letters and the full names they stand for, in order of appearance, gradients without their mark."""
        named: dict[str, str] = {}
        found = self.walked.distinct
        for symbol in found:
            if symbol.place is not None:
                named.setdefault(symbol.letter, symbol.place.name)
        for meeting in self.meetings:
            for cells in meeting.arrays:
                named.setdefault(cells.letter, cells.reference.name)
        if any(symbol.is_gradient for symbol in found):
            named.setdefault(letter_of("loss"), self.loss)
        return tuple(named.items())

    @property
    def settings(self) -> tuple[str, ...]:
        """The letters of quantities without a place: a learning rate, the function of a sigmoid, window indices."""
        indices = [letter for meeting in self.meetings for letter in meeting.indices]
        return tuple(dict.fromkeys([*self.walked.settings, *indices]))


@dataclass(frozen=True, slots=True)
class Hop:
    """One station on the path from the loss back to a number.

    Args:
        derivation: the derivation of the gradient there.
        term: its term from the next station, nearer to the loss; None at the last one.
        factor: that term divided by the next station's gradient: how strongly one affects the other.
        larger: a larger term where the path ends: that of a penalty, which is a function of the weight alone.
    """

    derivation: Derivation
    term: Expression | None = None
    factor: Expression | None = None
    larger: Expression | None = None

    @property
    def num_ways(self) -> int:
        """The number of terms here."""
        expression = self.derivation.expression
        return len(expression.parts) if isinstance(expression, Sum) else 1


@dataclass(frozen=True, slots=True)
class Chain:
    """Why a number changes: the path from the loss, and what the optimizer does with the gradient.

    Args:
        hops: the requested gradient first, then at each fork along the largest term that leads to the loss.
        update: how the weight moves; None for a number that is not a weight.
        ties: the numbers between the update and the gradient: averages of it, its norm for clipping, the weight before
            its constraint.
    """

    hops: tuple[Hop, ...]
    update: Derivation | None
    ties: tuple[Derivation, ...] = ()

    @property
    def gradient(self) -> Derivation:
        """The place of the requested number."""
        return self.hops[0].derivation

    @property
    def num_terms(self) -> int:
        """The total number of terms in all gradients on the path."""
        return sum(len(hop.derivation.expression.parts) for hop in self.hops)

    @property
    def is_single(self) -> bool:
        """Whether there is only one path, so that the gradient is the product of the factors."""
        return all(hop.num_ways == 1 and hop.factor is not None for hop in self.hops[:-1])
