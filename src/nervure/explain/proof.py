"""Proof: derivations computed again and compared with what the engine computed."""

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

# How many more are drawn than wanted: in a small network the same numbers come up again and again.
_TRIES = 4
# How often another number is drawn if it is 0.
_TELLING = 10
KINDS: tuple[Kind, ...] = ("value", "gradient", "updated")


class Verified(NamedTuple):
    """What was proved.

    Attributes:
        numbers: derivations that agree with the engine.
        stored: numbers that need no derivation: weights, data.
        opaque: numbers computed by code that does not expose its derivation.
        digits: printed numbers that are correctly rounded.
        operands: operands of printed formulas that were looked up by printed name and index, and agree.
        lines: printed lines that, computed again, agree with the engine.
        ways: printed paths from the loss to a number that are right.
        markup: formulas in LaTeX and MathML that are right.
        walked: arrays that agree with the walk that trains: outputs, gradients, statistics, weights, slots.
        slopes: directions in which differences of the loss confirm the gradients.
        kinks: directions in which they are inconclusive: across a kink, or where the loss hardly changes.
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
    """All numbers of a recording that can be requested."""
    for kind, reference, shape in _arrays(derivations):
        for index in every_index(shape):
            yield Place(kind, reference, index)


def drawn_places(derivations: Derivations, count: int, seed: int) -> list[Place]:
    """``count`` distinct numbers at random, or fewer if there are hardly that many.

    Each array is equally likely: a large layer must not crowd out the small ones.
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
    """One number at random from each array of those kinds; from ``count`` arrays if there are more.

    A 0 reveals little about its formula, so another number is drawn while one may be found.
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
    """Compares the derivations at ``places`` with the engine, and the digits in their texts with the numbers.

    Args:
        derivations: of an explanation.
        places: which.
        precision: of its numbers.
        texts: also reads back the texts of the derivations.

    Raises:
        ExplanationError: at the first disagreement.
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
    """The line that a display shows if its own check fails; None if nothing is wrong.

    Args:
        check: raises an :class:`ExplanationError` if something is wrong.
    """
    try:
        check()
    except ExplanationError as error:
        told = {"where": error.where, "problem": error.problem, "expected": error.expected, "got": error.got}
        return text("explain.doubt", **told)
    return None


def _printed(derivation: Derivation) -> int:
    """How many numbers the text of ``derivation`` shows, all correctly rounded."""
    written = written_numbers(derivation)
    for number in written:
        if not is_right(number):
            raise ExplanationError.of(
                "explain.disagrees", where="verify", place=derivation.place,
                expected=rounded(number.value), got=number.digits,
            )  # fmt: skip
    return len(written)


def relative_error(derivation: Derivation, precision: str = "float64") -> float:
    """The distance between tree and engine, relative to the sum of the absolute terms; 0 if both are the same NaN.

    Values too large for ``precision`` are infinite there, values too small are 0.
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
