"""One look at a step: how long gradients, weights and updates are, layer by layer."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.graph.plan import Plan
from nervure.initializers import Constant, Ones, Zeros
from nervure.ops.embedding import EMBEDDING
from nervure.parameter import Parameter, Segment

# Weights that begin at 0 have no length to compare with: a hundredth a number is short for any layer.
_SHORTEST = 0.01


class WeightReading(NamedTuple):
    """The lengths (Euclidean norms) at one matrix of weights.

    Attributes:
        layer: its layer.
        gradient: of the gradient.
        size: of the weights before the step, at least 0.01 a number.
        update: of what the step added to them.
        is_equal: whether all units of the layer have the same weights.
    """

    layer: str
    gradient: float
    size: float
    update: float
    is_equal: bool

    @property
    def ratio(self) -> float:
        """How long the update is, in lengths of the weights."""
        return self.update / self.size

    @property
    def slope(self) -> float:
        """The gradient, in lengths of the weights: layers of all widths compare."""
        return self.gradient / self.size


class Reading(NamedTuple):
    """What one look saw.

    Attributes:
        step: the number of the step, the first is 1.
        weights: the matrices of weights that training moves, in the order of the plan.
    """

    step: int
    weights: tuple[WeightReading, ...]

    @property
    def steepest(self) -> WeightReading:
        """The weights that moved most for their length."""
        return max(self.weights, key=lambda weight: weight.ratio)


class Reader:
    """Reads the weights of a network around a step.

    Vectors (biases, scales) are left out: they have few numbers, and begin at 0 or 1. So are tables of embeddings, of
    which a batch uses a few rows.

    Args:
        plan: the steps; their order is that of the layers.
        segment: the weights that training moves.

    Attributes:
        layers: of the matrices of weights, in the order of the plan.
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
        # Lengths do not depend on the layout: a stretch of the flat buffer is enough.
        self._stretches = tuple(slice(a, a + p.size) for a, p in zip(starts, layers, strict=True))
        # The last axis of a kernel counts the units; of one unit there is nothing to compare.
        self._may_be_equal = {number for number, parameter in enumerate(layers) if parameter.shape[-1] > 1}
        self._before: Tensor | None = None

    def before(self) -> None:
        """Keeps the weights as they are before the step."""
        self._before = self._segment.values.clone()

    def after(self, step: int) -> Reading:
        """What the step did, from its gradients and from the weights before and after it; nothing is changed."""
        before, gradients = self._before, self._segment.gradients
        assert before is not None
        assert gradients is not None
        self._before = None
        buffers = gradients, before, self._segment.values - before
        norms = [torch.linalg.vector_norm(flat[stretch]) for stretch in self._stretches for flat in buffers]
        # One tensor, so that a device is waited for once.
        lengths = iter(torch.stack(norms).tolist() if norms else ())
        return Reading(step, tuple(map(self._one, range(len(norms)), lengths, lengths, lengths)))

    def _one(self, number: int, gradient: float, size: float, update: float) -> WeightReading:
        parameter = self._parameters[number]
        least = _SHORTEST * parameter.size**0.5
        return WeightReading(self.layers[number], gradient, max(size, least), update, self._is_equal(number))

    def _is_equal(self, number: int) -> bool:
        """Whether the units still have the same weights; what differed once is not looked at again."""
        if number not in self._may_be_equal:
            return False
        value = self._parameters[number].array
        if not bool((value == value[..., :1]).all()):
            self._may_be_equal.discard(number)
        return number in self._may_be_equal


def begins_equal(plan: Plan) -> bool:
    """Whether the units of a layer before the last begin with the same weights.

    Those of the last may: their gradients tell them apart.
    """
    kernels = [parameter for step in plan.steps for parameter in step.parameters if len(parameter.shape) > 1]
    return any(isinstance(kernel.initializer, Zeros | Ones | Constant) for kernel in kernels[:-1])
