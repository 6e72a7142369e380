"""One inspection of a step: the norms of gradients, weights and updates, layer by layer."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.graph.plan import Plan
from nervure.initializers import Constant, Ones, Zeros
from nervure.ops.embedding import EMBEDDING
from nervure.parameter import Parameter, Segment

# Weights that start at 0 have no norm to compare with: 0.01 per number is small for any layer.
_SHORTEST = 0.01


class WeightReading(NamedTuple):
    """The Euclidean norms for one weight matrix.

    Attributes:
        layer: its layer.
        gradient: the norm of the gradient.
        size: the norm of the weights before the step, at least 0.01 per number.
        update: the norm of the update.
        is_equal: whether all units of the layer have the same weights.
    """

    layer: str
    gradient: float
    size: float
    update: float
    is_equal: bool

    @property
    def ratio(self) -> float:
        """The norm of the update relative to that of the weights."""
        return self.update / self.size

    @property
    def slope(self) -> float:
        """The norm of the gradient relative to that of the weights: comparable across layer widths."""
        return self.gradient / self.size


class Reading(NamedTuple):
    """The result of one inspection.

    Attributes:
        step: the number of the step, counted from 1.
        weights: the trainable weight matrices, in the order of the plan.
    """

    step: int
    weights: tuple[WeightReading, ...]

    @property
    def steepest(self) -> WeightReading:
        """The weights with the largest relative update."""
        return max(self.weights, key=lambda weight: weight.ratio)


class Reader:
    """Reads the weights of a network around a step.

    Vectors (biases, scales) are skipped: they are small and start at 0 or 1. So are embedding tables, of which a batch
    uses only a few rows.

    Args:
        plan: the steps; their order is that of the layers.
        segment: the trainable weights.

    Attributes:
        layers: the layers of the weight matrices, in the order of the plan.
    """

    def __init__(self, plan: Plan, segment: Segment) -> None:
        places = {parameter: number for number, parameter in enumerate(segment.parameters)}
        layers: dict[Parameter, str] = {}
        for step in plan.steps:
            if step.op is not EMBEDDING:
                for parameter in step.parameters:
                    if len(parameter.shape) > 1 and parameter in places:
                        layers.setdefault(parameter, step.layer)
        self.layers = tuple(layers.values())
        self._segment = segment
        self._parameters = tuple(layers)
        starts = (segment.offsets[places[parameter]] for parameter in layers)
        # Norms do not depend on the layout: a slice of the flat buffer is enough.
        self._stretches = tuple(slice(a, a + p.size) for a, p in zip(starts, layers, strict=True))
        # The last axis of a kernel is that of the units; a single unit has nothing to compare with.
        self._may_be_equal = {number for number, parameter in enumerate(layers) if parameter.shape[-1] > 1}
        self._before: Tensor | None = None

    def before(self) -> None:
        """Copies the weights before the step."""
        self._before = self._segment.values.clone()

    def after(self, step: int) -> Reading:
        """Measures the step from its gradients and the weights before and after it; nothing is changed."""
        before, gradients = self._before, self._segment.gradients
        assert before is not None
        assert gradients is not None
        self._before = None
        buffers = gradients, before, self._segment.values - before
        norms = [torch.linalg.vector_norm(flat[stretch]) for stretch in self._stretches for flat in buffers]
        # One tensor, so that there is only one wait for the device.
        lengths = iter(torch.stack(norms).tolist() if norms else ())
        return Reading(step, tuple(map(self._one, range(len(norms)), lengths, lengths, lengths)))

    def _one(self, number: int, gradient: float, size: float, update: float) -> WeightReading:
        parameter = self._parameters[number]
        least = _SHORTEST * parameter.size**0.5
        return WeightReading(self.layers[number], gradient, max(size, least), update, self._is_equal(number))

    def _is_equal(self, number: int) -> bool:
        """Whether the units still have the same weights; not rechecked once they differ."""
        if number not in self._may_be_equal:
            return False
        value = self._parameters[number].array
        if not bool((value == value[..., :1]).all()):
            self._may_be_equal.discard(number)
        return number in self._may_be_equal


def begins_equal(plan: Plan) -> bool:
    """Whether the units of a layer before the last start with the same weights.

    Those of the last layer may: their gradients differ.
    """
    kernels = [parameter for step in plan.steps for parameter in step.parameters if len(parameter.shape) > 1]
    return any(isinstance(kernel.initializer, Zeros | Ones | Constant) for kernel in kernels[:-1])
