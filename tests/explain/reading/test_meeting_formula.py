from __future__ import annotations

import pytest

from nervure.explain.reading.meeting_formula import MeetingFormula, Number
from nervure.explain.reading.meeting_sentence import Sentence, sentences
from nervure.records.place import Index, Kind

SHAPES: dict[str, Index] = {"z": (1, 2), "x": (1, 3), "w": (2,)}
SUM = "z[n,i] adds up x[n,i+a]·w[a] over a: 0..1; places outside are left out"
LARGEST = "z[n,i] is the largest x[n,i+a] over a: 0..1; places outside are left out"
MEAN = "z[n,i] is the mean of x[n,i+a] over a: 0..1; places outside are left out"
VALUES = {("z", (0, 1)): 7.0, ("x", (0, 1)): 3.0, ("x", (0, 2)): 7.0}


def value(kind: Kind, name: str, cell: Index) -> float | None:
    """A few numbers."""
    return VALUES.get((name, cell))


def formula(subject: Number, *terms: list[Number], is_whole: bool = True) -> MeetingFormula:
    """A formula of those terms; each array is called by its letter."""
    return MeetingFormula(subject, terms, is_whole, str, lambda kind, name: SHAPES.get(name), value)


def sentence(said: str) -> Sentence:
    """What is said."""
    (found,) = sentences([said])
    return found


def x(i: int) -> Number:
    """What is read."""
    return Number("value", "x", (0, i))


def w(a: int) -> Number:
    """What it is multiplied by."""
    return Number("value", "w", (a,))


def dz(i: int) -> Number:
    """A gradient of what is written."""
    return Number("gradient", "z", (0, i))


Z, DX, DW = Number("value", "z", (0, 1)), Number("gradient", "x", (0, 1)), Number("gradient", "w", (1,))
BIAS = Number("value", "b", (0,))
RIGHT = [
    (SUM, formula(Z, [x(1), w(0)], [x(2), w(1)], [BIAS])),
    (SUM, formula(Z, [x(2), w(1)], is_whole=False)),
    (SUM, formula(DX, [dz(0), w(1)], [dz(1), w(0)])),
    (SUM, formula(DW, [dz(0), x(1)], [dz(1), x(2)], [w(1)])),
    (SUM, formula(Number("gradient", "b", (0,)), [dz(0)], [dz(1)])),
    (LARGEST, formula(Z, [x(1), x(2)])),
    (LARGEST, formula(DX, [dz(0)])),
    (MEAN, formula(DX, [dz(0)], [dz(1)])),
]
WRONG = [
    (SUM, formula(Z, [x(1), w(1)], [x(2), w(0)])),
    (SUM, formula(Z, [x(1), w(0)])),
    (SUM, formula(Z, [x(1), w(0)], [x(1), w(0)])),
    (SUM, formula(Z, [x(0), w(0)], is_whole=False)),
    (SUM, formula(Z, [x(1), x(2), w(0)], is_whole=False)),
    (SUM.replace("i+a", "2·i+a"), formula(Z, [x(1), w(0)], [x(2), w(1)])),
    (SUM.replace("0..1", "0..2"), formula(Z, [x(1), w(0)], [x(2), w(1)])),
    (SUM, formula(DX, [dz(0), w(0)], [dz(1), w(1)])),
    (SUM, formula(DW, [dz(1), x(1)], [dz(0), x(2)])),
    (LARGEST, formula(Z, [x(0), x(1)])),
    (LARGEST, formula(Z, [x(1)])),
    (MEAN, formula(Z, [x(1), x(2)])),
    (LARGEST, formula(DX, [dz(0), dz(2)])),
    (MEAN, formula(DX, [dz(0)])),
]


@pytest.mark.parametrize(("said", "found"), RIGHT)
def test_a_formula_of_places_that_meet_is_right(said: str, found: MeetingFormula) -> None:
    assert found.problem(sentence(said)) is None


@pytest.mark.parametrize(("said", "found"), WRONG)
def test_other_pairs_missing_ones_and_wrong_sentences_are_found(said: str, found: MeetingFormula) -> None:
    assert found.problem(sentence(said)) is not None


def test_what_has_no_gradient_is_not_asked_for() -> None:
    silent = formula(DW)._replace(shape=lambda kind, name: None if kind == "gradient" else SHAPES.get(name))
    assert silent.problem(sentence(SUM)) is None
