"""What an explanation prints, read back: every operand by its printed name and index, every line computed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from nervure.errors import ExplanationError
from nervure.explain.derivations import Derivations
from nervure.explain.reading.layout import Block, blocks
from nervure.explain.reading.reader import Read, Reader, Subject
from nervure.explain.reading.spelling import by_spelling
from nervure.explain.reading.worked_out import WorkedOut, lines_of_latex, lines_of_text
from nervure.language import text
from nervure.records.alphabet import meaning_of
from nervure.records.derivation import Derivation
from nervure.records.expression import Sum, Symbol, symbols
from nervure.records.letters import lines_told_apart, told_apart
from nervure.records.place import Index, Kind, Place, index_text
from nervure.render import derivative as rendering
from nervure.render.derivation import derivation_text

# Full sums are read while they have no more terms than this, over all sums of one proof.
_TERMS = 3_000
# The maximum number of terms for which a derivation on a path is read in full.
_SHORT = 40


class Arrays:
    """The numbers of an explanation, by their printed names."""

    def __init__(self, derivations: Derivations, names: Collection[str]) -> None:
        self._derivations, self.names = derivations, frozenset(names)
        self._known = {each.name: each for each in derivations.references if each.name in self.names}

    def value(self, kind: Kind, name: str, index: Index) -> float | None:
        """The number at that place; None if there is none."""
        reference = self._known.get(name)
        if reference is None:
            return None
        place = Place(kind, reference, index)
        shape = self._derivations.shape(place)
        if shape is None or len(shape) != len(index) or not all(i < n for i, n in zip(index, shape, strict=True)):
            return None
        return self._derivations.engine_value(place)

    def is_weight(self, name: str) -> bool:
        """Whether a name is that of a weight."""
        reference = self._known.get(name)
        return reference is not None and reference.kind == "parameter"

    def is_share(self, name: str) -> bool:
        """Whether it is the array of sample losses."""
        reference = self._known.get(name)
        return reference is not None and reference.kind == "sample_loss"

    def shape(self, kind: Kind, name: str) -> Index | None:
        """The shape of an array; None if there is none of that kind."""
        reference = self._known.get(name)
        return None if reference is None else self._derivations.shape(Place(kind, reference))

    def canceled(self, kind: Kind, name: str, index: Index) -> float:
        """The sum of the absolute terms of the number there, and of those that its formula names."""
        return self._derivations.derivation(Place(kind, self._known[name], index)).expression.magnitude

    def place(self, subject: Subject) -> Place:
        """The place with that name."""
        return Place(subject.kind, self._known[subject.name], subject.cell)


class PrintedTexts:
    """Reads the texts of derivations.

    Args:
        derivations: of an explanation.
        names: of all its arrays.
        precision: of its numbers.
        write: prints a derivation, in full or abridged.

    Attributes:
        arrays: the numbers by name.
        reader: the reader of texts.
    """

    def __init__(
        self,
        derivations: Derivations,
        names: Collection[str],
        precision: str,
        write: Callable[[Derivation, bool], str] | None = None,
    ) -> None:
        self.arrays = Arrays(derivations, names)
        self.reader, self._write = Reader(self.arrays, precision, _meaning), write or _written
        self._value, self._steps, self._terms = derivations.engine_value, derivations.derivative_steps, _TERMS

    def read(self, derivation: Derivation) -> Read:
        """Reads the abridged text of a derivation, and the full one while time allows.

        Raises:
            ExplanationError: it disagrees with the engine, or a number in it refers to another place.
        """
        self._check_places(derivation)
        settings = settings_of(derivation)
        printed = self._write(derivation, False)
        read = self._read(derivation, printed, settings)
        count = len(derivation.expression.terms) if isinstance(derivation.expression, Sum) else 0
        if count and count <= self._terms:
            self._terms -= count
            whole = self._write(derivation, True)
            if whole != printed:
                in_full = self._read(derivation, whole, settings)
                read = Read(read.operands + in_full.operands, read.lines + in_full.lines)
        return Read(read.operands, read.lines + self._read_steps(derivation))

    def _read_steps(self, derivation: Derivation) -> int:
        """Reads the derivative steps below a gradient before an activation, in text and LaTeX; returns their count."""
        steps = lines_told_apart(derivation, self._steps(derivation.place))
        if not steps:
            return 0
        one, settings = self.printed(derivation)
        place = derivation.place
        subject = Subject(place.kind, place.name, place.index)
        handed = [each for term in self.reader.reading(one, subject, settings).terms() for each in term.gradients]
        letters = {each.letter: each.value for step in steps for each in symbols(step.expression) if each.place is None}
        worked = WorkedOut(self.reader, subject, handed, letters)
        in_text = worked.checked(lines_of_text(rendering.derivative_text(steps), worked.names), has_result=True)
        document = lines_of_latex(rendering.derivative_latex(steps), by_spelling(letters))
        return in_text.lines + worked.checked(document, has_result=False).lines

    def read_text(self, derivation: Derivation, printed: str) -> Read:
        """Reads one text of a derivation; raises as :meth:`read` does."""
        return self._read(derivation, printed, settings_of(derivation))

    def _read(self, derivation: Derivation, printed: str, settings: Mapping[str, float]) -> Read:
        (one, *_) = [*blocks(printed.splitlines()), Block("", "", (), ())]
        return self.checked(derivation, one, settings)

    def checked(self, derivation: Derivation, one: Block, settings: Mapping[str, float]) -> Read:
        """Reads a displayed derivation, split into its parts; raises as :meth:`read` does."""
        place = derivation.place
        reading = self.reader.reading(one, Subject(place.kind, place.name, place.index), settings)
        read = reading.checked()
        if not derivation.is_leaf and len(reading.sentences) != len(derivation.meetings):
            self.reader.refuse(reading.subject, len(derivation.meetings), len(reading.sentences))
        if isinstance(derivation.expression, Sum):
            reading.check_count(len(derivation.expression.terms))
        return read

    def printed(self, derivation: Derivation) -> tuple[Block, Mapping[str, float]]:
        """The text of a derivation split into its parts, and its settings."""
        # Long sums are abridged: the largest terms, one of which a path follows, are shown in any case.
        (one, *_) = blocks(self._write(derivation, len(derivation.expression.parts) <= _SHORT).splitlines())
        return one, settings_of(derivation)

    def _check_places(self, derivation: Derivation) -> None:
        """Each number of the tree equals the one at the place it refers to, and is named by that place's index."""
        for symbol in derivation.walked.symbols:
            place = symbol.place
            if place is None:
                continue
            is_marked = (symbol.is_gradient, symbol.is_new) == (place.kind == "gradient", place.kind == "updated")
            value = self._value(place) if is_marked and symbol.index == place.index else None
            if value is None or not (value == symbol.value or (value != value and symbol.value != symbol.value)):
                raise ExplanationError.of(
                    "explain.misplaced", where="verify", place=derivation.place, expected=place, got=_called(symbol)
                )


def settings_of(derivation: Derivation) -> dict[str, float]:
    """The meaning of the letters of a derivation that have no place, with the index if they have one.

    Raises:
        ExplanationError: one letter stands for two numbers.
    """
    return settings_in([told_apart(derivation)])


def settings_in(derivations: Iterable[Derivation]) -> dict[str, float]:
    """The same for several whose letters are kept apart."""
    found: dict[str, float] = {}
    for derivation in derivations:
        for symbol in derivation.walked.distinct:
            letter = f"{symbol.letter}{index_text(symbol.index)}"
            if symbol.place is None and found.setdefault(letter, symbol.value) != symbol.value:
                raise ExplanationError.of(
                    "explain.two_values", where="verify", place=derivation.place, letter=letter,
                    expected=repr(found[letter]), got=repr(symbol.value),
                )  # fmt: skip
    return found


def _meaning(letter: str) -> str | None:
    name = meaning_of(letter)
    return None if name is None else text(f"letters.{name}")


def _written(derivation: Derivation, all_terms: bool) -> str:
    return derivation_text(derivation, all_terms=all_terms)


def _called(symbol: Symbol) -> str:
    index = f"[{','.join(map(str, symbol.index))}]" if symbol.index else ""
    return f"{symbol.letter}{index} = {symbol.value!r}"
