"""One number and the expression it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nervure.records.alphabet import letter_of
from nervure.records.expression import Call, Expression, Sum, Symbol, nodes, symbols
from nervure.records.meeting import Meeting
from nervure.records.place import Place
from nervure.records.precisions import Precision

Origin = Literal["step", "stored", "given", "drawn", "opaque", "loss", "update"]
# What the whole loss is called where nothing else is called so.
LOSS = "loss"


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
    """

    subject: Symbol
    expression: Expression
    origin: Origin
    maker: str
    meetings: tuple[Meeting, ...] = ()
    before: float | None = None
    loss: str = LOSS
    precision: Precision = "float64"

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
        found = (self.subject, *symbols(self.expression, every_case=True))
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
        found = nodes(self.expression, every_case=True)
        letters = [letter for node in found if (letter := _setting(node)) is not None]
        indices = [letter for meeting in self.meetings for letter in meeting.indices]
        return tuple(dict.fromkeys([*letters, *indices]))


def _setting(node: Expression) -> str | None:
    if isinstance(node, Symbol):
        return node.letter if node.place is None else None
    return letter_of("sigmoid") if isinstance(node, Call) and node.function == "sigmoid" else None


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
    def is_single(self) -> bool:
        """Whether there is one way only, so that the gradient is the product of the factors."""
        return all(hop.num_ways == 1 and hop.factor is not None for hop in self.hops[:-1])
