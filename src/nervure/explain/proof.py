"""Proof: derivations computed again, and compared with what the engine computed."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from nervure.errors import ExplanationError
from nervure.explain.derivations import Derivations
from nervure.explain.digits import is_right, rounded
from nervure.explain.printed import PrintedTexts
from nervure.language import text
from nervure.records.derivation import Derivation
from nervure.records.place import Kind, Place, every_index
from nervure.records.precisions import RANGES, TOLERANCES
from nervure.records.reference import Reference
from nervure.render.formula.written import written_numbers

# How often more is drawn than is wanted: a small network has its numbers drawn again and again.
_TRIES = 4
# How often another number is drawn where it is 0.
_TELLING = 10
KINDS: tuple[Kind, ...] = ("value", "gradient", "updated")


class Verified(NamedTuple):
    """What was proved.

    Attributes:
        numbers: how many derivations agree with the engine.
        stored: how many numbers have nothing to derive: weights, data.
        opaque: how many were computed by code that keeps its derivation to itself.
        digits: how many printed numbers are the correctly rounded ones.
        operands: how many operands of printed formulas were looked up by their printed name and index, and are so.
        lines: how many printed lines, computed anew, give what the engine has.
        ways: how many ways from the loss to a number, as they are printed, are so.
        markup: how many formulas in LaTeX and MathML are.
        walked: how many arrays agree with the walk that trains: outputs, gradients, statistics, weights, slots.
        slopes: in how many directions differences of the loss confirm the gradients.
        kinks: in how many they decide nothing: across a kink, or where the loss hardly changes.
        largest_error: of a derivation, relative to the sum of its absolute terms.
    """

    numbers: int = 0
    stored: int = 0
    opaque: int = 0
    digits: int = 0
    operands: int = 0
    lines: int = 0
    ways: int = 0
    markup: int = 0
    walked: int = 0
    slopes: int = 0
    kinks: int = 0
    largest_error: float = 0.0


def every_place(derivations: Derivations) -> Iterator[Place]:
    """All numbers of a recording that can be asked for."""
    for kind, reference, shape in _arrays(derivations):
        for index in every_index(shape):
            yield Place(kind, reference, index)


def drawn_places(derivations: Derivations, count: int, seed: int) -> list[Place]:
    """``count`` numbers at random, or fewer where there are hardly as many, none twice.

    Each array is as likely as the others: a large layer may not crowd out the small.
    """
    arrays, draw = [entry for entry in _arrays(derivations) if math.prod(entry[2])], random.Random(seed)
    drawn: dict[Place, None] = {}
    for _ in range(_TRIES * count):
        if len(drawn) == count:
            break
        kind, reference, shape = draw.choice(arrays)
        drawn[Place(kind, reference, tuple(draw.randrange(size) for size in shape))] = None
    return list(drawn)


def drawn_once(derivations: Derivations, kinds: Collection[Kind], count: int, seed: int) -> list[Place]:
    """One number at random of each array of those kinds; of ``count`` arrays where there are more.

    A 0 says little about its formula, so that another is taken while that can be had.
    """
    draw = random.Random(seed)
    arrays = [entry for entry in _arrays(derivations) if entry[0] in kinds and all(entry[2])]
    chosen = draw.sample(arrays, min(count, len(arrays)))
    return [_telling(derivations, Place(kind, of), shape, draw) for kind, of, shape in chosen]


def _telling(derivations: Derivations, place: Place, shape: tuple[int, ...], draw: random.Random) -> Place:
    for _ in range(_TELLING):
        place = replace(place, index=tuple(draw.randrange(size) for size in shape))
        if derivations.engine_value(place):
            break
    return place


def compared(
    derivations: Derivations, places: Iterable[Place], precision: str, texts: PrintedTexts | None = None
) -> Verified:
    """Compares the derivations at ``places`` with the engine, and the digits that their texts show with the numbers.

    Args:
        derivations: of an explanation.
        places: which.
        precision: of its numbers.
        texts: reads the texts of the derivations back, too.

    Raises:
        ExplanationError: at the first that disagrees.
    """
    numbers = stored = opaque = digits = operands = lines = 0
    largest = 0.0
    for place in places:
        derivation = derivations.derivation(place)
        digits += _printed(derivation)
        if derivation.is_leaf:
            opaque += derivation.origin == "opaque"
            stored += derivation.origin != "opaque"
            continue
        error = relative_error(derivation, precision)
        if not error <= TOLERANCES[precision]:
            raise ExplanationError.of(
                "explain.disagrees", where="verify", place=place,
                expected=repr(derivation.value), got=repr(derivation.expression.value),
            )  # fmt: skip
        numbers, largest = numbers + 1, max(largest, error)
        if texts is not None:
            read = texts.read(derivation)
            operands, lines = operands + read.operands, lines + read.lines
    return Verified(numbers, stored, opaque, digits, operands, lines, largest_error=largest)


def doubt(check: Callable[[], object]) -> str | None:
    """What a display says where its own check fails: one line, or None where nothing is wrong.

    Args:
        check: raises an :class:`ExplanationError` where something is.
    """
    try:
        check()
    except ExplanationError as error:
        told = {"where": error.where, "problem": error.problem, "expected": error.expected, "got": error.got}
        return text("explain.doubt", **told)
    return None


def _printed(derivation: Derivation) -> int:
    """How many numbers the text of ``derivation`` shows, every one correctly rounded."""
    written = written_numbers(derivation)
    for number in written:
        if not is_right(number):
            raise ExplanationError.of(
                "explain.disagrees", where="verify", place=derivation.place,
                expected=rounded(number.value), got=number.digits,
            )  # fmt: skip
    return len(written)


def relative_error(derivation: Derivation, precision: str = "float64") -> float:
    """How far tree and engine are apart, relative to the sum of the absolute terms; 0 where both are the same NaN.

    What is too large for ``precision`` is infinite there, and what is too small is 0.
    """
    tree, engine, (smallest, largest) = derivation.expression.value, derivation.value, RANGES[precision]
    if abs(tree) > largest:
        tree = math.copysign(math.inf, tree)
    if tree == engine or abs(tree - engine) < smallest or (math.isnan(tree) and math.isnan(engine)):
        return 0.0
    magnitude = max(derivation.expression.magnitude, abs(engine))
    return abs(tree - engine) / magnitude if math.isfinite(magnitude) and magnitude > 0 else math.inf


def _arrays(derivations: Derivations) -> Iterator[tuple[Kind, Reference, tuple[int, ...]]]:
    for reference in derivations.references:
        for kind in KINDS:
            shape = derivations.shape(Place(kind, reference))
            if shape is not None:
                yield kind, reference, shape
