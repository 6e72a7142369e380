"""Derivations written into the page, for steps and optimizers that the page has no rule for: some numbers of each."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

import numpy as np

from nervure.explain.chain import ties_to
from nervure.explain.derivations import Derivations
from nervure.explain.page_rules import has_rule, has_update_rule
from nervure.explain.recording import Recording
from nervure.layers.step import Step
from nervure.records.derivation import Derivation
from nervure.records.expression import Expression
from nervure.records.place import Index, Kind, Place, every_index
from nervure.records.reference import Reference

_NUMBERS_OF_A_NAME = 24
_LARGEST_TREE = 2_000  # nodes; a longer derivation is for explanation.value_of


def written_ahead(derivations: Derivations) -> dict[Place, Expression]:
    """The derivations of the first numbers of everything that the page cannot derive itself."""
    recording = derivations.recording
    found = [derivations.derivation(place) for place in _places(recording)]
    if recording.update is not None and not has_update_rule(recording):
        places = _first(recording, "updated", recording.references.parameters.values())
        updates = [derivations.derivation(place) for place in places]
        found += [tie for update in updates for tie in (update, *ties_to(derivations, update))]
    small = (one for one in found if not one.is_leaf and _nodes(one.expression) <= _LARGEST_TREE)
    return {one.place: one.expression for one in (*small, *_of_losses(derivations))}


def _of_losses(derivations: Derivations) -> Iterator[Derivation]:
    """The whole loss and the weight of each sample, if the derivation is short."""
    if derivations.recording.losses:
        yield derivations.derivation(Place("value", derivations.recording.references.loss))
    room = _LARGEST_TREE
    for loss in derivations.losses.values():
        own = derivations.recording.references.of_output("sample_loss", loss.loss.number)
        for index in every_index(loss.value_shape):
            share = derivations.derivation(Place("gradient", own, index))
            room -= _nodes(share.expression)
            if room < 0:
                return
            yield share


def _places(recording: Recording) -> Iterator[Place]:
    references = recording.references
    for step in recording.steps:
        if has_rule(step, _shapes(recording, step)):
            continue
        yield from _first(recording, "value", map(references.slot, step.outputs))
        yield from _first(recording, "gradient", map(references.slot, step.inputs))
        yield from _first(recording, "gradient", map(references.parameter, step.parameters))


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


def _nodes(expression: Expression) -> int:
    """The number of its nodes; stops slightly above the maximum that is written."""
    waiting, nodes = [expression], 0
    while waiting and nodes <= _LARGEST_TREE:
        waiting += waiting.pop().parts
        nodes += 1
    return nodes
