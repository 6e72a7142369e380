"""One number and the expression it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from nervure.records.alphabet import letter_of
from nervure.records.expression import Call, Expression, Sum, Symbol, nodes
from nervure.records.meeting import Meeting
from nervure.records.place import Index, Place
from nervure.records.precisions import Precision
from nervure.records.reference import Reference

# What tells one letter from another in a formula.
_Meaning = tuple[str, bool, Reference | tuple[Index, float]]

Origin = Literal["step", "stored", "given", "drawn", "opaque", "loss", "update"]
# What the whole loss is called where nothing else is called so.
LOSS = "loss"


class Walked(NamedTuple):
    """What one walk over a formula finds: several ask for it, and a formula may have thousands of nodes.

    Attributes:
        symbols: as often as they stand there, those of cases that do not hold among them.
        distinct: the first of each letter and array, or letter and setting.
        settings: the letters of what has no place, in order.
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
            # By identity first: thousands are of one array, and comparing what arrays are takes longer.
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
    """A number, what it is called, and how it came about.

    Args:
        subject: its symbol, with its value as the engine computed it, and its place.
        expression: where it came from; the symbol itself for a number that was only stored or given.
        origin: a "step" of the network, a "stored" weight or state, "given" data, "drawn" at random, the "loss", the
            "update", or "opaque": computed by code that keeps its derivation to itself.
        maker: what computed it: ``dense (Dense)``, an op, an optimizer.
        meetings: which places meet which, of the steps with windows that have a part in it.
        before: of a weight after the update, what it was.
        loss: the name of the whole loss, which gradients are derivatives of.
        precision: what the number was computed in.

    Attributes:
        is_apart: whether its letters were asked about, and each array has its own.
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
        """Keeps the same with its letters told apart: see :func:`nervure.records.letters.told_apart`."""
        # Not itself: a derivation that holds itself waits for a collector, with thousands of nodes.
        object.__setattr__(self, "is_apart", apart is self)
        object.__setattr__(self, "_lettered", None if apart is self else apart)

    @property
    def apart(self) -> Derivation | None:
        """The same with a letter for each array, once that was asked for."""
        return self if self.is_apart else self._lettered

    @property
    def walked(self) -> Walked:
        """What its formula is made of; the distinct symbols begin with the subject."""
        if self._walk is None:
            object.__setattr__(self, "_walk", _walked(self.subject, self.expression))
        assert self._walk is not None
        return self._walk

    @property
    def place(self) -> Place:
        """Where the number stands."""
        assert self.subject.place is not None
        return self.subject.place

    @property
    def value(self) -> float:
        """The number, as the engine computed it."""
        return self.subject.value

    @property
    def is_leaf(self) -> bool:
        """Whether there is nothing to derive."""
        return self.origin in ("stored", "given", "drawn", "opaque")

    @property
    def legend(self) -> tuple[tuple[str, str], ...]:
        """The letters and the full names they stand for, in the order they appear, gradients without their mark."""
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
        """The letters of what has no place: a learning rate, the function of a sigmoid, the indices of windows."""
        indices = [letter for meeting in self.meetings for letter in meeting.indices]
        return tuple(dict.fromkeys([*self.walked.settings, *indices]))


@dataclass(frozen=True, slots=True)
class Hop:
    """One station on the way from the loss back to a number.

    Args:
        derivation: of the gradient there.
        term: the part of it that came from the next station, nearer to the loss; None at the last one.
        factor: that term over the next station's gradient: how strongly the one acts on the other.
        larger: a term that weighs more and leads nowhere: that of a penalty, which is a function of the weight alone.
    """

    derivation: Derivation
    term: Expression | None = None
    factor: Expression | None = None
    larger: Expression | None = None

    @property
    def num_ways(self) -> int:
        """How many terms meet here."""
        expression = self.derivation.expression
        return len(expression.parts) if isinstance(expression, Sum) else 1


@dataclass(frozen=True, slots=True)
class Chain:
    """Why a number changes: from the loss to it, and what the optimizer makes of it.

    Args:
        hops: the gradient asked for first, then at each fork along the largest term that leads to the loss.
        update: how the weight moves; None for a number that is no weight.
        ties: what stands between the update and the gradient: averages of it, what it was cut to, the weight before
            its constraint.
    """

    hops: tuple[Hop, ...]
    update: Derivation | None
    ties: tuple[Derivation, ...] = ()

    @property
    def gradient(self) -> Derivation:
        """That of the number asked for."""
        return self.hops[0].derivation

    @property
    def num_terms(self) -> int:
        """How many terms all gradients on the way have together."""
        return sum(len(hop.derivation.expression.parts) for hop in self.hops)

    @property
    def is_single(self) -> bool:
        """Whether there is one way only, so that the gradient is the product of the factors."""
        return all(hop.num_ways == 1 and hop.factor is not None for hop in self.hops[:-1])
