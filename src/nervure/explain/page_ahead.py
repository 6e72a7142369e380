"""Derivations written into the page, for steps and optimizers that the page has no rule for: some numbers of each."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

import numpy as np

from nervure.explain.derivations import Derivations
from nervure.explain.page_rules import OPTIMIZERS_OF_THE_PAGE, has_rule
from nervure.explain.recording import Recording
from nervure.layers.step import Step
from nervure.records.expression import Expression
from nervure.records.place import Index, Kind, Place
from nervure.records.reference import Reference

_NUMBERS_OF_A_NAME = 24
_LARGEST_TREE = 2_000  # nodes; a longer derivation is for explanation.value_of


def written_ahead(derivations: Derivations) -> dict[Place, Expression]:
    """The derivations of the first numbers of everything that the page cannot derive by itself."""
    found: dict[Place, Expression] = {}
    for place in _places(derivations.recording):
        derivation = derivations.derivation(place)
        if not derivation.is_leaf and _is_small(derivation.expression):
            found[place] = derivation.expression
    return found


def _places(recording: Recording) -> Iterator[Place]:
    references = recording.references
    for step in recording.steps:
        if has_rule(step, _shapes(recording, step)):
            continue
        yield from _first(recording, "value", map(references.slot, step.outputs))
        yield from _first(recording, "gradient", map(references.slot, step.inputs))
        yield from _first(recording, "gradient", map(references.parameter, step.parameters))
    update = recording.update
    if update is not None and type(update.optimizer).__name__ not in OPTIMIZERS_OF_THE_PAGE:
        yield from _first(recording, "updated", references.parameters.values())


def _shapes(recording: Recording, step: Step) -> tuple[tuple[int, ...], ...]:
    arrays = (recording.slot_array("value", slot) for slot in step.inputs)
    return tuple(() if array is None else array.shape for array in arrays)


def _first(recording: Recording, kind: Kind, references: Iterable[Reference]) -> Iterator[Place]:
    for reference in references:
        array = recording.array(kind, reference)
        if array is not None:
            for index in itertools.islice(_indices(array.shape), _NUMBERS_OF_A_NAME):
                yield Place(kind, reference, index)


def _indices(shape: tuple[int, ...]) -> Iterator[Index]:
    return iter(np.ndindex(*shape))


def _is_small(expression: Expression) -> bool:
    waiting, nodes = [expression], 0
    while waiting and nodes <= _LARGEST_TREE:
        waiting += waiting.pop().parts
        nodes += 1
    return nodes <= _LARGEST_TREE
