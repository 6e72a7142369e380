"""The form of a layer: what its methods return, and in which type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import Tensor

from nervure.language import text
from nervure.layers.layer import Layer
from nervure.testing.rules.rule import Finding, counted
from nervure.testing.specimen import Specimen, ramp_like
from nervure.testing.walk import walk_backward, walk_forward

_MODES = (True, False)  # training, inference
_SHOWN = 3  # items of a list shown in a sentence


def forward_and_backward(specimen: Specimen) -> Iterator[Finding]:
    """``forward`` returns (y, cache), and ``backward`` (dx, gradients by name), in training and at inference."""
    problems: list[str] = []
    for training in _MODES:
        layer = specimen.layer(torch.float32)
        if specimen.is_custom:
            problems += _wrong_form(layer, specimen, training)
        else:
            forward = walk_forward(layer, specimen.inputs(torch.float32), specimen.context(training))
            walk_backward(layer, forward, tuple(map(ramp_like, forward.outputs)))
    yield counted(problems)


def dtype(specimen: Specimen) -> Iterator[Finding]:
    """The output and all gradients have the type of the input: float32, float64."""
    problems: list[str] = []
    for wanted in (torch.float32, torch.float64):
        layer = specimen.layer(wanted)
        forward = walk_forward(layer, specimen.inputs(wanted), specimen.context(training=True))
        named: dict[str, Tensor | None] = {"y": forward.outputs[0]}
        named.update({f"y[{number}]": y for number, y in enumerate(forward.outputs) if number})
        if all(y.dtype == wanted for y in forward.outputs):
            gradients = walk_backward(layer, forward, tuple(map(ramp_like, forward.outputs)))
            named.update({"dx" if number == 0 else f"dx[{number}]": dx for number, dx in enumerate(gradients.inputs)})
            named.update(gradients.parameters)
        for name, tensor in named.items():
            if tensor is not None and tensor.dtype != wanted:
                problems.append(text("testing.other_dtype", name=name, got=_type(tensor.dtype), expected=_type(wanted)))
    yield counted(problems)


def _wrong_form(layer: Layer, specimen: Specimen, training: bool) -> Iterator[str]:
    inputs = specimen.inputs(torch.float32)
    alone = len(inputs) == 1
    returned: Any = layer.forward(inputs[0] if alone else inputs, specimen.context(training))
    if not (isinstance(returned, tuple) and len(returned) == 2):
        yield text("testing.forward_returns", got=_described(returned))
        return
    y, cache = returned
    outputs = tuple(y) if isinstance(y, (tuple, list)) else (y,)
    if len(outputs) != layer.num_outputs or not all(isinstance(value, Tensor) for value in outputs):
        yield text("testing.forward_outputs", expected=layer.num_outputs, got=_described(y))
        return
    dys = tuple(map(ramp_like, outputs))
    given: Any = layer.backward(dys[0] if layer.num_outputs == 1 else dys, cache)
    if not (isinstance(given, tuple) and len(given) == 2 and isinstance(given[1], Mapping)):
        yield text("testing.backward_returns", got=_described(given))
        return
    dx = given[0]
    dinputs = tuple(dx) if isinstance(dx, (tuple, list)) else (dx,)
    if len(dinputs) != len(inputs) or not all(value is None or isinstance(value, Tensor) for value in dinputs):
        yield text("testing.backward_inputs", expected=len(inputs), got=_described(dx))
    for name, gradient in given[1].items():
        if gradient is not None and not isinstance(gradient, Tensor):
            yield text("testing.gradient_kind", name=name, got=_described(gradient))


def _described(value: Any) -> str:
    """A value by its types: ``(Tensor, dict)``."""
    if isinstance(value, (tuple, list)) and not hasattr(value, "_fields"):
        inner = ", ".join([_described(item) for item in value[:_SHOWN]] + ["..."] * (len(value) > _SHOWN))
        return f"({inner})" if isinstance(value, tuple) else f"[{inner}]"
    return type(value).__name__


def _type(kind: torch.dtype) -> str:
    return str(kind).removeprefix("torch.")
