"""The large proof: what networks drawn at random compute is derived again, and what is changed by hand is found.

The slow tests derive more than 100,000 numbers of 60 networks in about half a minute, and find 1,000 of 1,000 changes
in a few seconds; what runs every time is a part of both.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any, NamedTuple

import pytest

from nervure.errors import ExplanationError
from nervure.explain.derivations import Derivations
from nervure.explain.proof import compared, drawn_places
from nervure.records.place import Place
from tests.explain.drawn_networks import FAMILIES, drawn_network
from tests.explain.letters import assert_letters_are_explained

NETWORKS = 60


class Planted(NamedTuple):
    """A number that was changed, and what it was."""

    place: Place
    numbers: Any
    before: float

    def taken_back(self) -> None:
        """Puts the number back."""
        self.numbers[self.place.index] = self.before


def planted(derivations: Derivations, draw: random.Random) -> Planted:
    """Changes one number that the engine computed, by a hundred millionth of the terms behind it; negates a truth."""
    while True:
        (place,) = drawn_places(derivations, 1, draw.randrange(2**30))
        derivation, numbers = derivations.derivation(place), derivations.recording.array(place.kind, place.reference)
        if numbers is not None and not derivation.is_leaf:
            break
    found = Planted(place, numbers, numbers[place.index].item())
    if numbers.dtype == bool:
        numbers[place.index] = not found.before
    else:
        size = max(derivation.expression.magnitude, abs(derivation.value), 1e-290)
        numbers[place.index] += draw.choice((-1, 1)) * 1e-8 * size
    return found


def is_found(derivations: Derivations, place: Place) -> bool:
    """Whether the proof says that the number at ``place`` is not what it should be."""
    try:
        compared(derivations, [place], "float64")
    except ExplanationError as error:
        return str(place) in str(error)
    return False


def found_of_planted(seeds: Iterable[int], each: int) -> tuple[int, int]:
    """How many of the changed numbers are found, and how many there were."""
    found = count = 0
    for seed in seeds:
        derivations, draw = drawn_network(seed).explained().derivations, random.Random(seed)
        for _ in range(each):
            change = planted(derivations, draw)
            found, count = found + is_found(derivations, change.place), count + 1
            change.taken_back()
    return found, count


def test_the_same_seed_draws_the_same_network() -> None:
    first, second = drawn_network(11), drawn_network(11)
    assert [step.op.name for step in first.explained().recording.steps] == [
        step.op.name for step in second.explained().recording.steps
    ]
    assert first.explained().value == second.explained().value


def test_a_thousand_drawn_numbers_agree_with_the_engine() -> None:
    numbers = opaque = 0
    for seed in range(2 * len(FAMILIES)):
        found = drawn_network(seed).explained().verify(num=120, seed=seed)
        numbers, opaque = numbers + found.numbers, opaque + found.opaque
    assert numbers >= 1000
    assert opaque == 0


@pytest.mark.covering(at_most=7)
@pytest.mark.parametrize("seed", range(2 * len(FAMILIES)))
def test_every_letter_is_explained_and_means_one_thing(seed: int) -> None:
    assert_letters_are_explained(drawn_network(seed).explained())


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_every_number_of_sixty_networks_agrees_with_the_engine() -> None:
    numbers = opaque = 0
    for seed in range(NETWORKS):
        found = drawn_network(seed).explained().verify(everything=True)
        numbers, opaque = numbers + found.numbers, opaque + found.opaque
    assert numbers >= 100_000
    assert opaque == 0


def test_numbers_changed_by_hand_are_found() -> None:
    assert found_of_planted(range(len(FAMILIES)), 10) == (70, 70)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_thousand_numbers_changed_by_hand_are_found() -> None:
    assert found_of_planted(range(40), 25) == (1000, 1000)
