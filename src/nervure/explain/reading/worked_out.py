"""Reads back the derivative of an activation worked out by hand: every line, and that it is the slope."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, NoReturn

from nervure.errors import ExplanationError
from nervure.explain.reading import latex
from nervure.explain.reading.evaluation import Evaluation
from nervure.explain.reading.grammar import parsed
from nervure.explain.reading.layout import legend
from nervure.explain.reading.markup import told
from nervure.explain.reading.measured import Measured
from nervure.explain.reading.reader import NEAR, Read, Reader, Subject, is_printed
from nervure.explain.reading.spelling import spelled
from nervure.explain.reading.tree import Literal, Negated, Operand
from nervure.language import text
from nervure.records.precisions import RANGES

_ROW = re.compile(r"    (f |f'|  ) = (.*?)(?:    \((.*)\))?")
_LATEX_ROW = re.compile(r"(f'?\(z\))? &= (.*?) && \\text\{(.*?)\}(?: \\\\ | \\end\{align\*\})", re.DOTALL)
# The tolerance of a difference quotient, relative to the slope and the function; the distance between its two points.
_STEEP, _ROUNDING, _WIDTH, _SAME = 5e-6, 1e-8, 1e-6, 1e-12
# If the square of an exponential overflows, a quotient that should be this small is 0.
_LOST = 1e-150


class Row(NamedTuple):
    """One line.

    Attributes:
        is_derivative: whether it is the derivative; otherwise the function.
        formula: the right side.
        reason: the justification of the line; empty after the result.
    """

    is_derivative: bool
    formula: str
    reason: str


class Lines(NamedTuple):
    """All lines, with the meaning of the letters."""

    rows: Sequence[Row]
    letters: Mapping[str, str]


def lines_of_text(printed: str, names: frozenset[str]) -> Lines:
    """The lines of a text.

    Args:
        printed: the text below a derivation.
        names: of the arrays, and of single numbers.

    Raises:
        ExplanationError: it cannot be read.
    """
    title, *lines, where = [*printed.splitlines(), ""]
    where = lines.pop() if not where and lines else where
    found = [_ROW.fullmatch(line) for line in lines]
    if title.strip() != text("explain.steps") or not all(found):
        raise ExplanationError.of("explain.unreadable", where="verify", got=printed[:40], formula=printed[:120])
    rows = _named([(row[1].strip(), row[2], row[3] or "") for row in found if row is not None])
    return Lines(rows, legend([where.strip()], names))


def lines_of_latex(document: str, settings: Mapping[str, str]) -> Lines:
    """The lines of an ``align*`` environment and the legend below; arguments and errors as in :func:`lines_of_text`."""
    body, _, below = document.partition("\n")
    letters = dict(told(below.removeprefix(r"\noindent "), settings))
    spellings = {spelled(letter): letter for letter in letters}
    found = _LATEX_ROW.findall(body.removeprefix(r"\begin{align*} "))
    rows = [(name.removesuffix("(z)"), latex.plain_text(row, spellings), reason) for name, row, reason in found]
    return Lines(_named(rows), letters)


def _named(rows: Sequence[tuple[str, str, str]]) -> list[Row]:
    """A line that does not begin with a name takes the one above."""
    found, name = list[Row](), ""
    for own, formula, reason in rows:
        name = own or name
        found.append(Row(name == "f'", formula, reason))
    return found


class WorkedOut:
    """Reads the derivative steps below the gradient of one number.

    Args:
        reader: of the explanation.
        subject: the gradient.
        handed: the gradients that its formula passes on: one of them is of the activation's output.
        settings: the values of letters without a place.
    """

    def __init__(
        self, reader: Reader, subject: Subject, handed: Sequence[Subject], settings: Mapping[str, float]
    ) -> None:
        self._reader, self._subject, self._settings = reader, subject, settings
        self._number, self._results = subject._replace(kind="value"), [one._replace(kind="value") for one in handed]
        self._numbers = {str(each): each for each in (self._number, *self._results)}

    @property
    def names(self) -> frozenset[str]:
        """The names that its legend may contain."""
        return frozenset(self._reader.engine.names) | set(self._numbers)

    def checked(self, lines: Lines, *, has_result: bool) -> Read:
        """Evaluates every line.

        Args:
            lines: the lines.
            has_result: whether the last one is the number that all lines equal.

        Raises:
            ExplanationError: two lines of one function differ; the function is not what the network computed; the
                derivative is not its slope; or the digits of the result are wrong.
        """
        functions = [row for row in lines.rows if not row.is_derivative]
        derivatives = [row for row in lines.rows if row.is_derivative]
        if not functions or not derivatives or lines.rows[: len(functions)] != functions:
            self._refuse("f, f'", " ".join(row.formula for row in lines.rows))
        self._check_reasons(lines.rows, has_result=has_result)
        values = [self._of(row, lines) for row in functions]
        slopes = [self._of(row, lines) for row in derivatives]
        # The result has six digits: they are compared with the line above.
        num_derived = len(slopes) - (has_result and len(slopes) > 1)
        for found, rows in ((values, functions), (slopes[:num_derived], derivatives)):
            for value, row in zip(found, rows, strict=False):
                self._check_same(found[0], value, row)
        self._check_function(values[0])
        self._check_slope(lambda moved: self._of(functions[0], lines, moved).full, slopes[0].full, functions[0])
        if has_result:
            self._check_result(derivatives, slopes)
        return Read(lines=len(lines.rows))

    def _check_reasons(self, rows: Sequence[Row], *, has_result: bool) -> None:
        """Checks that the first line, and no other, is a definition; a bare result needs no reason."""
        first = text("explain.step_definition")
        last = len(rows) - 1
        for number, row in enumerate(rows):
            is_right = row.reason == first if number == 0 else row.reason != first
            if not is_right or (not row.reason and not (has_result and number == last)):
                self._refuse(first, f"{row.formula} ({row.reason})")

    def _check_same(self, expected: Measured, found: Measured, row: Row) -> None:
        """Lines that cannot be evaluated, such as a power that overflows, are not compared."""
        if not math.isfinite(expected.full) or not math.isfinite(found.full):
            return
        near = self._near(max(expected.size, found.size)) + expected.doubt + found.doubt + _LOST
        if abs(expected.full - found.full) > near:
            self._refuse(repr(expected.full), f"{row.formula} = {found.full!r}")

    def _check_function(self, function: Measured) -> None:
        """Checks that the function has the network's value."""
        given = [self._reader.engine.value(*each) for each in self._results]
        numbers = [value for value in given if value is not None and math.isfinite(value)]
        near = self._near(function.size) + function.doubt
        if not numbers or not math.isfinite(function.full):
            return
        if not any(abs(value - function.full) <= near for value in numbers):
            self._refuse(", ".join(map(repr, numbers)), f"f = {function.full!r}")

    def _check_slope(self, function: Callable[[float], float], slope: float, row: Row) -> None:
        """Checks that the derivative is the slope of the function, at a kink on one side."""
        width = _WIDTH * max(1.0, abs(self._reader.engine.value(*self._number) or 0.0))
        before, here, behind = (function(moved) for moved in (-width, 0.0, width))
        quotients = ((behind - before) / (2 * width), (behind - here) / width, (here - before) / width)
        if not all(map(math.isfinite, (*quotients, slope))):
            return
        near = _STEEP * abs(slope) + _ROUNDING * max(1.0, abs(here))
        if not any(abs(quotient - slope) <= near for quotient in quotients):
            self._refuse(repr(quotients[0]), f"f' = {slope!r}, f = {row.formula}")

    def _check_result(self, rows: Sequence[Row], slopes: Sequence[Measured]) -> None:
        """Checks that the last line is a number, with the digits of the line above."""
        last, value = parsed(rows[-1].formula, ()), slopes[-1 if len(slopes) == 1 else -2]
        digits = last.of if isinstance(last, Negated) else last
        is_right = is_printed(rows[-1].formula, value.full, _SAME * value.size) or not math.isfinite(value.full)
        if not isinstance(digits, Literal) or not is_right:
            self._refuse(repr(value.full), rows[-1].formula)

    def _of(self, row: Row, lines: Lines, moved: float = 0.0) -> Measured:
        """The formula evaluated, with a small change to the variable of the derivative."""

        def number(operand: Operand) -> float:
            said = lines.letters.get(operand.letter, "")
            if operand.letter in self._settings:
                meaning = self._reader.meaning(operand.letter)
                if meaning is not None and said != meaning:
                    self._refuse(meaning, said)
                return self._settings[operand.letter]
            of = self._numbers.get(said) if not operand.index else Subject("value", said, operand.index)
            value = None if of is None or operand.is_gradient or operand.is_new else self._reader.engine.value(*of)
            if value is None:
                self._refuse(", ".join(self._numbers), f"{operand.letter}: {said}")
            return value + moved if of == self._number else value

        return Evaluation(number).of(parsed(row.formula, {*lines.letters, *self._settings}))

    def _near(self, size: float) -> float:
        """How far apart numbers may be; anything below the engine's range is 0."""
        precision = self._reader.precision
        return NEAR[precision] * size + RANGES[precision][0]

    def _refuse(self, expected: object, got: object) -> NoReturn:
        self._reader.refuse(self._subject, expected, got)
