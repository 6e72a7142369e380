"""A network drawn call by call, without a model around it, and what torch's automatic differentiation says of it.

draft = Draft((4,))
hidden = draft.call(Dense(3, activation="relu"), 0)
plan = draft.plan(draft.call(Dense(2), hidden))
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from nervure.graph.plan import Plan, Walk
from nervure.layers import Layer
from nervure.layers.lowering import Lowering
from nervure.ops.batch_normalization import BATCH_NORMALIZATION
from nervure.ops.dropout import DROPOUT
from nervure.ops.op import Context
from nervure.parameter import Parameter, Store
from tests.torch_bodies import torch_bodies

TRAINING = Context(training=True, seed=3, step=5)


class Draft:
    """Lowers layers one after another into one list of steps.

    Args:
        sample_shapes: of one sample, one an input.
        dtype: the type of the weights.
    """

    def __init__(self, *sample_shapes: tuple[int, ...], dtype: torch.dtype = torch.float64) -> None:
        self.lowering = Lowering(len(sample_shapes))
        self.shapes: dict[int, Any] = {slot: (None, *shape) for slot, shape in enumerate(sample_shapes)}
        self.dtype = dtype
        self.layers: list[Layer] = []

    def call(self, layer: Layer, *slots: int) -> Any:
        """The slot of the layer's output, or a tuple of them."""
        shapes = tuple(self.shapes[slot] for slot in slots)
        shape = shapes[0] if len(shapes) == 1 else shapes
        layer.ensure_built(shape)
        if not any(layer is other for other in self.layers):
            self.layers.append(layer)
            if not layer.has_given_name:
                layer.take_number(f"{layer.default_name()}_{len(self.layers)}")
        position = next(number for number, other in enumerate(self.layers) if other is layer)
        layer.initialise(position, seed=1, dtype=self.dtype)
        outputs = layer.lower(slots, self.lowering.layer(layer.name, position, layer.built_shape))
        written = layer.compute_output_shape(shape)
        self.shapes.update(zip(outputs, written if layer.num_outputs > 1 else (written,), strict=True))
        return outputs if len(outputs) > 1 else outputs[0]

    def plan(self, *outputs: int, dtype: torch.dtype | None = None) -> Plan:
        """The plan with these outputs."""
        return Plan(tuple(self.lowering.steps), len(self._inputs()), outputs, dtype or self.dtype)

    def _inputs(self) -> list[int]:
        written = {slot for step in self.lowering.steps for slot in step.outputs}
        return [slot for slot in self.shapes if slot not in written]

    def store(self) -> Store:
        """The flat buffers; gradients for the layers that are trainable."""
        trainable: list[Parameter] = []
        frozen: list[Parameter] = []
        state: list[Parameter] = []
        for layer in self.layers:
            for parameter in layer.parameters:
                kind = state if not parameter.trainable else trainable if layer.trainable else frozen
                kind.append(parameter)
        store = Store(trainable, frozen, state, self.dtype)
        store.trainable.add_gradients()
        return store

    def inputs(self, seed: int = 0, batch: int = 5) -> tuple[Tensor, ...]:
        """Random inputs."""
        generator = np.random.default_rng(seed)
        shapes = [self.shapes[slot][1:] for slot in self._inputs()]
        return tuple(torch.from_numpy(np.asarray(generator.standard_normal((batch, *shape)))) for shape in shapes)


class Walked(NamedTuple):
    """A walk there and back."""

    outputs: tuple[Tensor, ...]
    dinputs: tuple[Tensor | None, ...]
    gradients: dict[Parameter, Tensor]


def ramp_like(y: Tensor) -> Tensor:
    """A gradient with another number in each place."""
    numbers = torch.arange(y.numel(), dtype=torch.float64)
    return (torch.sin(numbers * 2.4) + 1.5 * torch.cos(numbers * 0.9 + 1)).reshape(y.shape).to(y.dtype)


def walked(
    plan: Plan, store: Store, inputs: Sequence[Tensor], context: Context = TRAINING, needs_dinputs: bool = True
) -> Walked:
    """The plan's own walk, with :func:`ramp_like` as the gradient of every output."""
    store.trainable.add_gradients().zero_()
    with torch.no_grad():
        walk: Walk = plan.forward(inputs, context, keep_caches=True)
        dys = [ramp_like(y) for y in walk.outputs]
        dinputs = plan.backward(dys, walk.caches, needs_dinputs=needs_dinputs)
    gradients = {p: p.gradient.clone() for p in plan.parameters if p.gradient is not None}
    return Walked(walk.outputs, dinputs, gradients)


def differentiated(plan: Plan, inputs: Sequence[Tensor], context: Context = TRAINING) -> Walked:
    """The same by torch's automatic differentiation of the forward walk."""
    plan = _differentiable(plan)
    trained = [parameter for parameter in plan.parameters if parameter.gradient is not None]
    values = [parameter.array for parameter in trained]
    leaves = [x.clone().requires_grad_() for x in inputs]
    weights = [value.detach().clone().requires_grad_() for value in values]
    for parameter, weight in zip(trained, weights, strict=True):
        parameter.value = weight
    try:
        with torch_bodies(), torch.enable_grad():
            outputs = plan.forward(leaves, context).outputs
            loss = sum((y * ramp_like(y.detach())).sum() for y in outputs)
            found = torch.autograd.grad(loss, [*leaves, *weights], allow_unused=True)
    finally:
        for parameter, value in zip(trained, values, strict=True):
            parameter.value = value
    gradients = {
        parameter: torch.zeros_like(weight) if gradient is None else gradient
        for parameter, weight, gradient in zip(trained, weights, found[len(leaves) :], strict=True)
    }
    return Walked(tuple(y.detach() for y in outputs), tuple(found[: len(leaves)]), gradients)


def _differentiable(plan: Plan) -> Plan:
    """The plan with operations that torch can follow in place of kernels that it cannot."""
    known = {DROPOUT: _dropout, BATCH_NORMALIZATION: _batch_normalization}
    steps = (
        dataclasses.replace(step, op=step.op._replace(forward=known[step.op])) if step.op in known else step
        for step in plan.steps
    )
    return dataclasses.replace(plan, steps=tuple(steps))


def _dropout(x: Tensor, **options: Any) -> tuple[Tensor, None]:
    return x * DROPOUT.forward(torch.ones_like(x.detach()), **options)[0], None


def _batch_normalization(x: Tensor, *parameters: Tensor, context: Context, **options: Any) -> tuple[Tensor, None]:
    gamma, beta, mean, variance = parameters
    if context.training and not options["frozen"]:
        axes = tuple(range(x.ndim - 1))
        mean, variance = x.mean(axes), x.var(axes, correction=0)
    return (x - mean) / torch.sqrt(variance + options["epsilon"]) * gamma + beta, None


def assert_same(first: Walked, second: Walked, tolerance: float = 1e-11) -> None:
    """Outputs and gradients are equal, relative to the largest number of each tensor."""
    pairs = list(zip(first.outputs, second.outputs, strict=True))
    pairs += [(first.gradients[parameter], second.gradients[parameter]) for parameter in second.gradients]
    assert first.gradients.keys() == second.gradients.keys()
    for one, other in zip(first.dinputs, second.dinputs, strict=True):
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            pairs.append((one, other))
    for one, other in pairs:
        assert one.shape == other.shape
        largest = max(other.abs().max().item(), 1e-6) if other.numel() else 1.0
        assert (one.double() - other.double()).abs().max().item() <= tolerance * largest
