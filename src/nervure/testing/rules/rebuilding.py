"""Rebuilding: a layer can be rebuilt from its configuration and its weights."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from torch import Tensor

from nervure.language import text
from nervure.layers.layer import Layer
from nervure.testing.rules.rule import SAME, Finding, counted, farthest
from nervure.testing.specimen import Specimen, give_weights
from nervure.testing.walk import walk_forward


def config(specimen: Specimen) -> Iterator[Finding]:
    """``from_config(get_config())`` is a layer with the same configuration, parameters and output."""
    layer = specimen.layer()
    written = layer.get_config()
    try:
        plain = json.loads(json.dumps(written))
    except (TypeError, ValueError) as problem:
        yield counted([text("testing.config_not_plain", problem=str(problem))])
        return
    twin = type(layer).from_config(plain)
    twin.ensure_built(specimen.shape)
    problems: list[str] = []
    rewritten = json.loads(json.dumps(twin.get_config()))
    problems += [
        text("testing.config_differs", name=name, first=repr(plain.get(name)), second=repr(rewritten.get(name)))
        for name in {**plain, **rewritten}
        if plain.get(name) != rewritten.get(name)
    ]
    if _described(twin) != _described(layer):
        problems.append(text("testing.config_parameters", first=_described(layer), second=_described(twin)))
    else:
        give_weights(twin, specimen.weights, specimen.inputs()[0].dtype)
        for training in (True, False):
            if farthest(_outputs(twin, specimen, training), _outputs(layer, specimen, training)) > SAME:
                problems.append(text("testing.config_output"))
    yield counted(problems)


def weights(specimen: Specimen) -> Iterator[Finding]:
    """``set_weights(get_weights())`` makes another layer of the same kind compute the same."""
    layer, other = specimen.layer(), specimen.layer()
    give_weights(other, [0.5 * weight + 0.125 for weight in specimen.weights], specimen.inputs()[0].dtype)
    _outputs(other, specimen, training=False)
    other.set_weights(layer.get_weights())
    measured = max(
        farthest(_outputs(other, specimen, training), _outputs(layer, specimen, training)) for training in (True, False)
    )
    yield Finding(measured, SAME, text("testing.weights_output"))


def parameter_names(specimen: Specimen) -> Iterator[Finding]:
    """No two parameters of a layer have the same name."""
    counts = Counter(parameter.name for parameter in specimen.layer().parameters)
    yield counted([text("testing.name_twice", name=name) for name, count in counts.items() if count > 1])


def _described(layer: Layer) -> list[Any]:
    return [(parameter.name, parameter.shape, parameter.trainable) for parameter in layer.parameters]


def _outputs(layer: Layer, specimen: Specimen, training: bool) -> tuple[Tensor, ...]:
    return walk_forward(layer, specimen.inputs(), specimen.context(training)).outputs
