"""Gradients: complete, of the right shape, and equal to finite differences."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.language import text
from nervure.layers.layer import Layer
from nervure.randomness import fold, stream_id
from nervure.render.numbers import number
from nervure.shapes import shape_text
from nervure.testing.differences import Slopes, has_bend, place_in, slopes, some_places
from nervure.testing.rules.rule import Finding, counted
from nervure.testing.specimen import Specimen, ramp_like
from nervure.testing.walk import Gradients, walk_backward, walk_forward

ALLOWED = 1e-6
_PLACES = stream_id("places of finite differences")
_CONSTANT = 1e-4  # how much a factor may vary and still count as constant


class Analyzed(NamedTuple):
    """One mode of a layer, run forward and backward.

    Attributes:
        layer: the copy that was run.
        training: the mode.
        inputs: its inputs; changed while differences are computed.
        dys: the gradients of its outputs.
        gradients: the result of its backward walk.
    """

    layer: Layer
    training: bool
    inputs: tuple[Tensor, ...]
    dys: tuple[Tensor, ...]
    gradients: Gradients

    @classmethod
    def of(cls, specimen: Specimen, training: bool) -> Analyzed:
        """Runs a fresh copy."""
        layer, inputs = specimen.layer(), specimen.inputs()
        forward = walk_forward(layer, specimen.inputs(), specimen.context(training))
        dys = tuple(map(ramp_like, forward.outputs))
        return cls(layer, training, inputs, dys, walk_backward(layer, forward, tuple(dy.clone() for dy in dys)))


def gradient_names(specimen: Specimen) -> Iterator[Finding]:
    """Every trainable parameter and every input has a gradient, and no gradient has an unknown name."""
    problems: list[str] = []
    for training in (True, False):
        analyzed = Analyzed.of(specimen, training)
        for parameter in analyzed.layer.parameters:
            if parameter.trainable and analyzed.gradients.parameters[parameter.name] is None:
                problems.append(text("testing.no_gradient", name=parameter.name))
        for dx, real in zip(analyzed.gradients.inputs, specimen.batch.real, strict=True):
            if real and dx is None:
                problems.append(text("testing.no_gradient", name="x"))
        if specimen.is_custom:
            problems += _unknown_names(specimen, training)
    yield counted(problems)


def gradient_shapes(specimen: Specimen) -> Iterator[Finding]:
    """Every gradient has the shape of its tensor."""
    problems: list[str] = []
    for training in (True, False):
        analyzed = Analyzed.of(specimen, training)
        pairs = [("x", x, dx) for x, dx in zip(analyzed.inputs, analyzed.gradients.inputs, strict=True)]
        named = analyzed.gradients.parameters
        pairs += [(parameter.name, parameter.array, named[parameter.name]) for parameter in analyzed.layer.parameters]
        for name, tensor, gradient in pairs:
            if gradient is not None and gradient.shape != tensor.shape:
                expected, got = shape_text(tensor.shape), shape_text(gradient.shape)
                problems.append(text("testing.gradient_shape", name=name, expected=expected, got=got))
    yield counted(problems)


def input_gradient(specimen: Specimen) -> Iterator[Finding]:
    """dx is the derivative with respect to the input."""
    several = len(specimen.batch.real) > 1
    for position, real in enumerate(specimen.batch.real):
        if real:
            yield from _worst(specimen, _input, position, str(position) if several else "")


def parameter_gradient(specimen: Specimen) -> Iterator[Finding]:
    """The gradient of every parameter is the derivative with respect to it."""
    for position, parameter in enumerate(specimen.layer().parameters):
        if parameter.trainable:
            yield from _worst(specimen, _parameter, position, parameter.name)


def _unknown_names(specimen: Specimen, training: bool) -> Iterator[str]:
    layer, inputs = specimen.layer(), specimen.inputs()
    y, cache = layer.forward(inputs[0] if len(inputs) == 1 else inputs, specimen.context(training))
    dys = tuple(map(ramp_like, y if isinstance(y, (tuple, list)) else (y,)))
    _, gradients = layer.backward(dys[0] if layer.num_outputs == 1 else dys, cache)
    known = [parameter.name for parameter in layer.parameters]
    for name in gradients:
        if name not in known:
            yield text("testing.unknown_gradient", name=name, known=", ".join(known) or "-")


def _input(analyzed: Analyzed, position: int) -> tuple[Tensor, Tensor | None]:
    return analyzed.inputs[position], analyzed.gradients.inputs[position]


def _parameter(analyzed: Analyzed, position: int) -> tuple[Tensor, Tensor | None]:
    parameter = analyzed.layer.parameters[position]
    return parameter.array, analyzed.gradients.parameters[parameter.name]


def _worst(
    specimen: Specimen,
    chosen: Callable[[Analyzed, int], tuple[Tensor, Tensor | None]],
    position: int,
    subject: str,
) -> Iterator[Finding]:
    """The worse of training and inference. Findings of other rules (no gradient, another shape) are left to them."""
    findings = []
    for training in (True, False):
        analyzed = Analyzed.of(specimen, training)
        tensor, gradient = chosen(analyzed, position)
        if gradient is not None and gradient.shape == tensor.shape:
            findings.append(_compared(specimen, analyzed, tensor, gradient))
    if findings:
        yield max(findings, key=lambda finding: finding.measured or 0.0)._replace(subject=subject)


def _compared(specimen: Specimen, analyzed: Analyzed, tensor: Tensor, gradient: Tensor) -> Finding:
    context = specimen.context(analyzed.training)

    def outputs() -> tuple[Tensor, ...]:
        # Copies: a layer that changes its input must not change the tensors used here.
        return walk_forward(analyzed.layer, tuple(x.clone() for x in analyzed.inputs), context).outputs

    places = some_places(tensor.numel(), fold(specimen.seed, _PLACES))
    if not len(places):
        return Finding(0.0, ALLOWED)
    found = slopes(outputs, tensor, analyzed.dys, places)
    mode = text("testing.in_training" if analyzed.training else "testing.at_inference")
    if not bool(gradient.isfinite().all()):
        return Finding(torch.inf, ALLOWED, f"{mode} {text('testing.gradient_not_finite')}")
    ours = gradient.contiguous().view(-1)[places].double()
    apart = (ours - found.values).abs().nan_to_num(nan=torch.inf)
    largest = max(gradient.abs().max().item(), found.values.abs().max().item(), found.noise / ALLOWED)
    measured = apart.max().item() / largest if largest > 0 else 0.0
    if measured <= ALLOWED:
        return Finding(measured, ALLOWED)
    worst = int(apart.argmax())
    bend = has_bend(outputs, tensor, analyzed.dys, int(places[worst]))
    return Finding(measured, ALLOWED, f"{mode} {_diagnosis(ours, found, worst, gradient, bend)}")


def _diagnosis(ours: Tensor, found: Slopes, worst: int, gradient: Tensor, bend: bool) -> str:
    """How the gradient relates to the slopes."""
    values: dict[str, Any] = {
        "place": place_in(gradient, int(found.places[worst])),
        "got": number(float(ours[worst]), 4),
        "expected": number(float(found.values[worst]), 4),
    }
    if bend:
        return text("testing.gradient_bend", **values)
    if gradient.ndim == 2 and gradient.shape[0] == gradient.shape[1]:
        turned = gradient.T.contiguous().view(-1)[found.places]
        if torch.allclose(turned, found.values, rtol=_CONSTANT, atol=_CONSTANT * float(found.values.abs().max())):
            return text("testing.gradient_transposed")
    factor = float((ours @ found.values) / (found.values @ found.values).clamp(min=1e-300))
    if torch.allclose(ours, factor * found.values, rtol=0, atol=_CONSTANT * float(ours.abs().max())):
        return text("testing.gradient_factor", factor=number(factor, 4), **values)
    return text("testing.gradient_differs", **values)
