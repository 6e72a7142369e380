from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ExplanationError
from nervure.explain.proof import drawn_places, every_place, relative_error
from nervure.records.derivation import Derivation
from nervure.records.expression import Number, Symbol
from tests.explain.asking import array_of
from tests.explain.networks import classifier, explained
from tests.records.places import place


def test_all_numbers_of_the_lecture_agree() -> None:
    verified = explained().verify(everything=True)
    assert (verified.numbers, verified.stored, verified.opaque) == (37, 12, 0)
    assert verified.largest_error < 1e-15


def test_every_place_is_every_number_once() -> None:
    network, x, y = classifier()
    explanation = network.explain(x, y)
    places = list(every_place(explanation.derivations))
    assert len(places) == len(set(places))
    sizes = sum(array.size for array in explanation.recording.arrays.values())
    kept = sum(call.kept_array(own).size for call, own in explanation.derivations.kept.values())
    assert len(places) == sizes + kept + 1  # and the loss


def test_a_draw_is_seeded_and_leaves_no_array_out() -> None:
    network, x, y = classifier()
    derivations = network.explain(x, y).derivations
    drawn = drawn_places(derivations, 300, 7)
    assert drawn == drawn_places(derivations, 300, 7)
    assert {(place.kind, place.name) for place in drawn} == {(p.kind, p.name) for p in every_place(derivations)}


@pytest.mark.parametrize(
    ("kind", "name"),
    [("value", "hidden/z"), ("gradient", "hidden/z"), ("gradient", "hidden/kernel"), ("updated", "hidden/kernel")],
)
def test_one_number_that_is_not_so_is_found_and_named(kind: str, name: str) -> None:
    network, x, y = classifier()
    explanation = network.explain(x, y)
    array = array_of(explanation.recording, kind, name)  # type: ignore[arg-type]
    array[1, 2] += 1e-6 * max(1.0, abs(array[1, 2]))
    with pytest.raises(ExplanationError):
        explanation.verify(everything=True)


def test_float32_agrees_to_its_rounding() -> None:
    network, x, y = classifier()
    verified = network.explain(x, y, precision="float32").verify(everything=True)
    assert 0 < verified.largest_error < 4e-6


def derivation(value: float, tree: float) -> Derivation:
    return Derivation(Symbol("z", (), value, place("value", "z")), Number(tree), "step", "op")


def test_the_same_nan_is_no_disagreement_and_a_nan_beside_a_number_is() -> None:
    assert relative_error(derivation(np.nan, np.nan)) == 0.0
    assert relative_error(derivation(np.inf, np.inf)) == 0.0
    assert not relative_error(derivation(np.nan, 1.0)) <= 1e-10
    assert not relative_error(derivation(1.0, np.inf)) <= 1e-10


def test_what_a_precision_cannot_hold_is_infinite_or_0() -> None:
    assert relative_error(derivation(np.inf, 1e60), "float32") == 0.0
    assert relative_error(derivation(0.0, 1e-60), "float32") == 0.0
    assert not relative_error(derivation(np.inf, 1e60)) <= 1e-10
    assert not relative_error(derivation(0.0, 1e-60)) <= 1e-10
