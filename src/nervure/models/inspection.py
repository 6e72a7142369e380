"""Inspects a model: gradients and every step's values. Nothing here changes the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from nervure.kernels.denormals import flushing_denormals
from nervure.models.feeding import one_batch
from nervure.models.graph_model import GraphModel
from nervure.models.network import named_parameters
from nervure.models.preparation import feed_of, losses_for, next_context, prepared_step, run_seed
from nervure.models.unchanged import unchanged

Array = np.ndarray[Any, Any]


def gradients(model: GraphModel, x: Any, y: Any, sample_weight: Any) -> dict[str, Array]:
    """The gradients of the next training step on this batch, by ``layer/parameter``."""
    model.check_compiled()
    feed = feed_of(model, one_batch(x, y, sample_weight), "gradients")
    step = prepared_step(model, losses_for(model, feed), run_seed(model))
    batch = feed.first_batch()
    assert batch is not None
    with torch.no_grad(), unchanged(model), flushing_denormals():
        step.differentiate(batch)
        return {
            name: parameter.gradient.cpu().contiguous().numpy().copy()
            for name, parameter, *_ in named_parameters(model.graph)
            if parameter.gradient is not None
        }


class TracedStep(NamedTuple):
    """One step of a trace.

    Attributes:
        name: ``conv2d/z``, ``dense/output``.
        kind: the name of the op.
        shape: of the value, batch axis first.
        value: the value as an array.
        cache: what the op cached for its backward pass, by name.
    """

    name: str
    kind: str
    shape: tuple[int, ...]
    value: Array
    cache: Any


class Trace(Mapping[str, Array]):
    """Every step of a forward pass: an ordered mapping from names to arrays.

    Attributes:
        steps: the steps with their shapes and caches.
    """

    def __init__(self, steps: list[TracedStep]) -> None:
        self.steps = tuple(steps)
        self._values = {step.name: step.value for step in steps}

    def __getitem__(self, name: str) -> Array:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        width = max((len(step.name) for step in self.steps), default=0)
        return "\n".join(f"{step.name:<{width}}  {step.shape}" for step in self.steps)


def trace(model: GraphModel, x: Any, training: bool) -> Trace:
    """Runs the unfused plan on ``x`` and keeps all values."""
    batch = feed_of(model, one_batch(x), "trace", with_targets=False).first_batch()
    assert batch is not None
    network = model.network()
    network.store.refresh()
    traced: list[TracedStep] = []
    with torch.no_grad(), unchanged(model):
        for visit in network.plan.visits(batch.x, next_context(model, training)):
            for position, value in enumerate(visit.values):
                name = visit.step.name if len(visit.values) == 1 else f"{visit.step.name}[{position}]"
                traced.append(TracedStep(name, visit.step.op.name, tuple(value.shape), _array(value), visit.cache))
    return Trace(traced)


def _array(value: Tensor) -> Array:
    return (value.float() if value.dtype == torch.bfloat16 else value).cpu().numpy().copy()
