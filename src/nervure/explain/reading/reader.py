"""Reads one printed derivation and reports where it is wrong."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple, NoReturn, Protocol

from nervure.errors import ExplanationError
from nervure.explain.digits import rounded
from nervure.explain.reading.evaluation import Evaluation
from nervure.explain.reading.grammar import parsed
from nervure.explain.reading.layout import Block, blocks, legend
from nervure.explain.reading.measured import Measured
from nervure.explain.reading.meeting_formula import MeetingFormula, Number
from nervure.explain.reading.meeting_sentence import Sentence, sentences
from nervure.explain.reading.tree import Added, Node, Omitted, Operand
from nervure.records.place import Index, Kind, index_text
from nervure.records.precisions import RANGES

# The tolerance between text and engine, relative to the sum of the absolute terms.
NEAR = {"float64": 2e-10, "float32": 8e-6}
# The spacing of numbers, relative to them: how much of what canceled may be rounding.
_ROUNDING = {"float64": 2.0**-52, "float32": 2.0**-23}
# Two sums of the same printed digits in different order.
_SAME = 1e-12
_NEW = "⁺"
_MARKS: dict[Kind, str] = {"value": "", "gradient": "dE/d ", "updated": "new "}


class Engine(Protocol):
    """What a reader needs: numbers by printed names."""

    @property
    def names(self) -> Collection[str]:
        """The names of all arrays."""
        ...

    def value(self, kind: Kind, name: str, index: Index) -> float | None:
        """The number at that place; None if there is none."""
        ...

    def is_share(self, name: str) -> bool:
        """Whether a name is that of sample losses: gradients start there."""
        ...

    def is_weight(self, name: str) -> bool:
        """Whether a name is that of a weight: terms of its gradient that pass on nothing belong to a penalty."""
        ...

    def shape(self, kind: Kind, name: str) -> Index | None:
        """The shape of an array; None if there is none of that kind."""
        ...

    def canceled(self, kind: Kind, name: str, index: Index) -> float:
        """The sum of the absolute terms of the number there, and of those that its formula names."""
        ...


class Subject(NamedTuple):
    """The subject of a text.

    Attributes:
        kind: value, gradient or updated.
        name: as printed.
        cell: the index.
    """

    kind: Kind
    name: str
    cell: Index

    def __str__(self) -> str:
        """In the form of a heading."""
        where = f"[{','.join(map(str, self.cell))}]" if self.cell else ""
        return f"{_MARKS[self.kind]}{self.name}{where}"


class Read(NamedTuple):
    """What was read and found right.

    Attributes:
        operands: the number of operands looked up by printed name and index.
        lines: the number of formulas evaluated.
    """

    operands: int = 0
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads derivations.

    Attributes:
        engine: provides the numbers.
        precision: the precision they were computed in.
        meaning: the meaning of a letter without a place, as a sentence; None if it has none.
    """

    engine: Engine
    precision: str
    meaning: Callable[[str], str | None] = lambda letter: None

    def read(self, printed: str, subject: Subject, settings: Mapping[str, float]) -> Read:
        """Reads the derivation of one number.

        Args:
            printed: its text.
            subject: the number it must be about.
            settings: the values of letters without a place.

        Raises:
            ExplanationError: it disagrees with the engine, or cannot be read.
        """
        (block, *_) = [*blocks(printed.splitlines()), Block("", "", (), ())]
        return self.reading(block, subject, settings).checked()

    def reading(self, block: Block, subject: Subject, settings: Mapping[str, float]) -> Reading:
        """One derivation, split into its parts, to be checked and queried.

        Raises:
            ExplanationError: there is no such number, or its heading disagrees.
        """
        value = self.engine.value(*subject)
        heading = f"{subject} = {'' if value is None else rounded(value)}"
        if value is None or block.heading not in (heading, None):
            self.refuse(subject, heading, block.heading)
        return Reading(self, subject, block, value, settings)

    def refuse(self, subject: Subject, expected: object, got: object) -> NoReturn:
        """Reports that a text is wrong.

        Raises:
            ExplanationError: always.
        """
        raise ExplanationError.of("explain.misprinted", where="verify", place=subject, expected=expected, got=got)


class Term(NamedTuple):
    """A printed term of a gradient.

    Attributes:
        value: its value.
        near: how far the value may be off.
        gradients: those that it passes on.
        num_terms: the number of terms: more than one if it stands for omitted terms.
        is_start: whether it belongs to the loss itself, where gradients start.
    """

    value: float
    near: float
    gradients: tuple[Subject, ...]
    num_terms: int = 1
    is_start: bool = False

    @property
    def is_of_loss(self) -> bool:
        """Whether it comes from the loss; the term of a penalty on the weight itself does not."""
        return self.is_start or bool(self.gradients)


class Reading:
    """One derivation, being read.

    Attributes:
        subject: the number it derives.
        block: its parts.
        subjects: the numbers in its formula, as far as they have been looked up.
    """

    def __init__(
        self, reader: Reader, subject: Subject, block: Block, value: float, settings: Mapping[str, float]
    ) -> None:
        self._reader, self.subject, self.block, self._value = reader, subject, block, value
        self._settings = settings
        self._legend = legend(block.notes, reader.engine.names)
        self.subjects: dict[Subject, None] = {}

    def checked(self) -> Read:
        """Checks it and returns what was found right.

        Raises:
            ExplanationError: something is wrong.
        """
        if self.block.is_leaf:
            return Read()
        rows, shown = self.block.rows, rounded(self._value)
        if rows[-1] != shown:
            self._reader.refuse(self.subject, shown, rows[-1])
        self._check_subject()
        self._check_move()
        in_numbers = Evaluation(self._unknown)
        # One line may serve as several: a formula that is a number, numbers that are the result.
        numbers = in_numbers.of(self._parsed(rows[1])) if len(rows) > 1 else None
        in_symbols = Evaluation(self._number, in_numbers.left_out)
        symbols = in_symbols.of(self._parsed(rows[0]))
        self._check_value(symbols)
        is_in_numbers = len(rows) == 2 and not in_symbols.used
        self._check_digits(symbols, symbols if numbers is None or is_in_numbers else numbers)
        return Read(in_symbols.used, len(rows) + self._check_meetings())

    @functools.cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences below it that say which places meet."""
        return tuple(sentences(self.block.notes))

    def _check_meetings(self) -> int:
        """Checks that the terms are of places that meet, according to the sentences below."""
        if not self.sentences:
            return 0
        row, terms = self.block.rows[0], list[list[Number]]()
        node, evaluation = self._parsed(row), self._in_symbols(self._number)
        for term in node.terms if isinstance(node, Added) else (node,):
            self.subjects.clear()
            evaluation.of(term)
            terms.append([Number(*subject) for subject in self.subjects])
        engine = self._reader.engine
        subject = Number(*self.subject)
        formula = MeetingFormula(subject, terms, "…" not in row, self.stands_for, engine.shape, engine.value)
        for sentence in self.sentences:
            problem = formula.problem(sentence)
            if problem is not None:
                self._reader.refuse(self.subject, " ".join(self.block.notes)[:200], problem)
        return len(self.sentences)

    def check_count(self, num_terms: int) -> None:
        """The number of terms of a sum, omitted ones included; raises as :meth:`checked` does."""
        node = self._parsed(self.block.rows[0])
        terms = node.terms if isinstance(node, Added) else (node,)
        found = sum(term.count if isinstance(term, Omitted) else 1 for term in terms)
        if found != num_terms:
            self._reader.refuse(self.subject, num_terms, found)

    def terms(self) -> list[Term]:
        """The terms of the formula in symbols."""
        node, found = self._parsed(self.block.rows[0]), list[Term]()
        evaluation, is_weight = self._in_symbols(self._number), self._reader.engine.is_weight(self.subject.name)
        for term in node.terms if isinstance(node, Added) else (node,):
            self.subjects.clear()
            measured, engine = evaluation.of(term), self._reader.engine
            handed = tuple(one for one in self.subjects if one.kind == "gradient" and not engine.is_share(one.name))
            near = measured.doubt + _SAME * measured.size
            # Omitted terms stand for many, none of which is larger than those shown.
            if isinstance(term, Omitted):
                found.append(Term(0.0, near, (), term.count))
            else:
                found.append(Term(measured.full, near, handed, is_start=not handed and not is_weight))
        return found

    def coefficient(self, of: Subject) -> Measured:
        """The formula evaluated with one number set to 1: the factor that multiplies it, if it is a factor."""

        def number(operand: Operand) -> float:
            found = self._number(operand)
            is_it = (self._kind(operand), self._name(operand), operand.index) == of
            return 1.0 if is_it else found

        return self._in_symbols(number).of(self._parsed(self.block.rows[0]))

    def _in_symbols(self, number: Callable[[Operand], float]) -> Evaluation:
        """Evaluates the formula in symbols; the sum of omitted terms is taken from the line in numbers."""
        in_numbers = Evaluation(self._unknown)
        if len(self.block.rows) > 2:
            in_numbers.of(self._parsed(self.block.rows[1]))
        return Evaluation(number, in_numbers.left_out)

    def stands_for(self, letter: str) -> str:
        """The name that a letter stands for."""
        return self._legend.get(letter, letter)

    def _parsed(self, row: str) -> Node:
        return parsed(row, {*self._legend, *(letter.partition("[")[0] for letter in self._settings)})

    def _check_subject(self) -> None:
        """Checks that the left side is the number of the heading, by its letter, marks and index."""
        found = self._parsed(self.block.subject)
        is_it = isinstance(found, Operand) and (self._kind(found), self._name(found), found.index) == self.subject
        if not is_it:
            self._reader.refuse(self.subject, self.subject, self.block.subject)

    def _check_move(self) -> None:
        """Checks that the line with the change of a weight has the letters of the formula, and the right difference."""
        moved, before = self.block.moved, self._reader.engine.value(*self.subject._replace(kind="value"))
        if moved is None:
            return
        old = self.block.subject.replace(_NEW, "", 1)
        expected = (f"Δ{old}", self.block.subject, old, "" if before is None else rounded(self._value - before))
        if moved != expected:
            self._reader.refuse(self.subject, " ".join(expected), " ".join(moved))

    def _check_value(self, symbols: Measured) -> None:
        """Checks that the symbols, with all digits, give the engine's number."""
        full, value, engine = symbols.full, self._value, self._reader.engine
        # A number alone is printed with the digits of the result: 1534 may be 1534.001.
        if full == value or (full != full and value != value) or self.block.rows[0] == rounded(value):
            return
        precision, apart, size = self._reader.precision, abs(full - value), max(symbols.size, abs(value))
        allowed = NEAR[precision] * size + symbols.doubt + RANGES[precision][0]
        if apart <= allowed:
            return
        rounding = _ROUNDING[precision] * engine.canceled(*self.subject)
        if not (math.isfinite(rounding) and apart <= allowed + rounding):
            self._reader.refuse(self.subject, repr(value), f"{self.block.rows[0][:200]} = {full!r}")

    def _check_digits(self, symbols: Measured, numbers: Measured) -> None:
        """Checks that the line in numbers has the operands' digits, and a note if they give a different result."""
        near = _SAME * max(symbols.size, numbers.size)
        if not _are_same(symbols.shown, numbers.shown, near):
            self._reader.refuse(self.subject, repr(symbols.shown), self.block.rows[1][:200])
        if self.block.heading is None:
            return
        noted = self.block.recombined
        said = rounded(self._value) if noted is None else noted
        if not is_printed(said, numbers.shown, near):
            self._reader.refuse(self.subject, rounded(numbers.shown), said)

    def _number(self, operand: Operand) -> float:
        """The engine's number for a legend name and an index."""
        setting = f"{operand.letter}{index_text(operand.index)}"
        if setting in self._settings:
            self._check_meaning(operand.letter)
            return self._settings[setting]
        subject = Subject(self._kind(operand), self._name(operand), operand.index)
        found = self._reader.engine.value(*subject)
        if found is None:
            self._reader.refuse(self.subject, subject.name, str(operand.index))
        self.subjects[subject] = None
        return found

    def _check_meaning(self, letter: str) -> None:
        """Checks that the legend describes a setting correctly."""
        meaning, said = self._reader.meaning(letter), self._legend.get(letter)
        if meaning is not None and said != meaning:
            self._reader.refuse(self.subject, f"{letter}: {meaning}", f"{letter}: {said}")

    def _unknown(self, operand: Operand) -> float:
        self._reader.refuse(self.subject, self.block.rows[0][:200], operand.letter)

    def _name(self, operand: Operand) -> str:
        return self._legend.get(operand.letter, operand.letter)

    @staticmethod
    def _kind(operand: Operand) -> Kind:
        return "gradient" if operand.is_gradient else "updated" if operand.is_new else "value"


def is_printed(said: str | None, value: float, near: float) -> bool:
    """Whether digits can be those of a number known to within ``near``.

    If a term is infinite, so is ``near``, and only the digits themselves can be right.
    """
    if said is None or said == rounded(value):
        return said is not None
    try:
        nearest = min(max(float(said), value - near), value + near)
    except ValueError:
        return False
    return math.isfinite(near) and said == rounded(nearest)


def _are_same(a: float, b: float, near: float) -> bool:
    return a == b or (a != a and b != b) or abs(a - b) <= near
