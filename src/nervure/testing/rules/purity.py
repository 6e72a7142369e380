"""Purity: forward and backward have no side effects, keep no state, and are reproducible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nervure.language import text
from nervure.testing.rules.rule import SAME, Finding, counted, farthest
from nervure.testing.specimen import Specimen, ramp_like
from nervure.testing.walk import Gradients, walk_backward, walk_forward

_PLAIN = (bool, int, float, complex, str, bytes, type(None))
_OTHER_SEED, _OTHER_STEP = 11, 5
_DEEPEST = 12  # depth of nested objects that is examined


def unchanged(specimen: Specimen) -> Iterator[Finding]:
    """Inputs, parameters and incoming gradients are not changed."""
    problems: list[str] = []
    for training in (True, False):
        layer, inputs = specimen.layer(), specimen.inputs()
        forward = walk_forward(layer, inputs, specimen.context(training))
        dys = tuple(map(ramp_like, forward.outputs))
        walk_backward(layer, forward, dys)
        if not all(_equal(before, after) for before, after in zip(specimen.inputs(), inputs, strict=True)):
            problems.append(text("testing.changed", name="x"))
        if not all(_equal(dy, ramp_like(dy)) for dy in dys):
            problems.append(text("testing.changed", name="dy"))
        for parameter, value in zip(layer.parameters, specimen.weights, strict=True):
            if not _equal(parameter.array, value):
                problems.append(text("testing.changed", name=parameter.name))
    yield counted(problems)


def nothing_kept(specimen: Specimen) -> Iterator[Finding]:
    """The attributes of the layer are the same before and after a batch."""
    problems: list[str] = []
    for training in (True, False):
        layer = specimen.layer()
        before = {name: snapshot(value) for name, value in vars(layer).items()}
        forward = walk_forward(layer, specimen.inputs(), specimen.context(training))
        walk_backward(layer, forward, tuple(map(ramp_like, forward.outputs)))
        after = {name: snapshot(value) for name, value in vars(layer).items()}
        changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        problems += [text("testing.kept", name=name) for name in changed]
    yield counted(problems)


def own_cache(specimen: Specimen) -> Iterator[Finding]:
    """backward belongs to the call whose cache it gets, regardless of later calls."""
    measured = 0.0
    for training in (True, False):
        layer, inputs = specimen.layer(), specimen.inputs()
        first = walk_forward(layer, inputs, specimen.context(training))
        dys = tuple(map(ramp_like, first.outputs))
        expected = walk_backward(layer, first, dys)
        again = walk_forward(layer, specimen.inputs(), specimen.context(training))
        walk_forward(layer, tuple(-0.7 * x.flip(0) for x in inputs), specimen.context(training))
        measured = max(measured, _apart(walk_backward(layer, again, dys), expected))
    yield Finding(measured, SAME, text("testing.other_cache"))


def repeatable(specimen: Specimen) -> Iterator[Finding]:
    """The same input in the same step gives the same output, and the same cache the same gradients."""
    outputs, gradients = 0.0, 0.0
    for training in (True, False):
        layer = specimen.layer()
        first = walk_forward(layer, specimen.inputs(), specimen.context(training))
        kept = tuple(y.clone() for y in first.outputs)
        dys = tuple(map(ramp_like, first.outputs))
        second = walk_forward(layer, specimen.inputs(), specimen.context(training))
        outputs = max(outputs, farthest(kept, second.outputs))
        before = _copied(walk_backward(layer, first, dys))
        gradients = max(gradients, _apart(walk_backward(layer, first, tuple(map(ramp_like, first.outputs))), before))
    sentence = text("testing.other_output") if outputs > SAME else text("testing.other_gradients")
    yield Finding(max(outputs, gradients), SAME, sentence)


def inference(specimen: Specimen) -> Iterator[Finding]:
    """At inference nothing is random: seed and step do not matter."""
    layer = specimen.layer()
    first = walk_forward(layer, specimen.inputs(), specimen.context(False)).outputs
    other = specimen.context(False, step=_OTHER_STEP, seed=specimen.seed + _OTHER_SEED)
    yield Finding(
        farthest(first, walk_forward(layer, specimen.inputs(), other).outputs), SAME, text("testing.random_inference")
    )


def snapshot(value: Any, seen: tuple[int, ...] = ()) -> Any:
    """A snapshot that is equal later only if ``value`` has not changed."""
    if isinstance(value, _PLAIN):
        return repr(value)
    if isinstance(value, (Tensor, np.ndarray)):
        array = value.detach().double().cpu().numpy() if isinstance(value, Tensor) else value
        return str(value.dtype), array.shape, array.tobytes()
    if id(value) in seen or len(seen) > _DEEPEST or isinstance(value, (type, ModuleType)):
        return id(value)
    seen = (*seen, id(value))
    if isinstance(value, (set, frozenset)):
        value = sorted(map(repr, value))
    if isinstance(value, (list, tuple)):
        return [snapshot(item, seen) for item in value]
    if isinstance(value, Mapping):
        return {repr(key): snapshot(item, seen) for key, item in value.items()}
    # Parameters have no __dict__: their values are watched by the rule ``unchanged``.
    return id(value), snapshot(getattr(value, "__dict__", None), seen)


def _equal(first: Tensor, second: Tensor) -> bool:
    return torch.equal(first.nan_to_num(), second.nan_to_num())


def _copied(gradients: Gradients) -> Gradients:
    return Gradients(
        tuple(None if dx is None else dx.clone() for dx in gradients.inputs),
        {name: None if value is None else value.clone() for name, value in gradients.parameters.items()},
    )


def _apart(first: Gradients, second: Gradients) -> float:
    return farthest([*first.inputs, *first.parameters.values()], [*second.inputs, *second.parameters.values()])
