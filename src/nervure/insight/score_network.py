"""A copy of a classifier that can run backward from the score of a class: the basis of heat maps."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from typing import NamedTuple

import torch
from torch import Tensor

from nervure.explain.copies import copied_plan, lent
from nervure.graph.inference import without_penalties
from nervure.graph.plan import Plan
from nervure.insight.class_output import ClassOutput
from nervure.models.graph_model import GraphModel
from nervure.ops.op import Context
from nervure.parameter import Parameter
from nervure.randomness import fold, normal


class Walked(NamedTuple):
    """A pass forward to the scores and back.

    Attributes:
        values: by slot, for the requested slots.
        gradients: of the score with respect to them; zeros if the score does not depend on one.
        probabilities: (N, classes).
    """

    values: Mapping[int, Tensor]
    gradients: Mapping[int, Tensor]
    probabilities: Tensor


class ScoreNetwork:
    """A classifier up to its scores, with separate weights: nothing done to it affects the model.

    Args:
        model: a classifier.
        where: the name of the call in errors.

    Attributes:
        output: the output with the classes.
        dtype: the dtype of the computation: float64 for a model in float64, otherwise float32.

    Raises:
        ArgumentError: the model does not output class probabilities.
    """

    def __init__(self, model: GraphModel, where: str) -> None:
        self.output = ClassOutput.of(model, where)
        network = model.network()
        network.store.refresh()
        is_double = network.precision.storage == torch.float64
        self.dtype = torch.float64 if is_double else torch.float32
        self._copied = copied_plan(network.plan, network.store, self.dtype)
        whole = without_penalties(self._copied.plan)
        self._scores = _up_to(whole, self.output.scores)
        self._answer = whole.outputs[0]
        self._whole = whole

    def probabilities(self, x: Tensor) -> Tensor:
        """(N, classes) for a batch."""
        with torch.no_grad(), lent(self._copied):
            (y,) = self._whole.forward([self._as_computed(x)], Context()).outputs
        return self.output.probabilities(y)

    def walk(self, x: Tensor, target: int, slots: Collection[int] = ()) -> Walked:
        """Forward to the scores, and back from the score of one class.

        Args:
            x: a batch.
            target: the number of the class.
            slots: the slots whose values and gradients are returned; 0 is the image.
        """
        x = self._as_computed(x)
        values: dict[int, Tensor] = {0: x}
        caches = []
        with torch.no_grad(), lent(self._copied):
            for visit in self._scores.visits([x], Context()):
                caches.append(visit.cache)
                values.update(zip(visit.step.outputs, visit.values, strict=True))
            scores = values[self.output.scores]
            gradients = self._walk_back(self.output.score_gradient(target, scores), caches, slots)
            probabilities = self.probabilities(x)
        wanted = {slot: values[slot] for slot in slots}
        found = {slot: gradients.get(slot, torch.zeros_like(values[slot])) for slot in slots}
        return Walked(wanted, found, probabilities)

    def _walk_back(self, seed: Tensor, caches: list[object], slots: Collection[int]) -> dict[int, Tensor]:
        found: dict[int, Tensor] = {}
        upstream: dict[int, Tensor] = {}
        if self.output.scores in slots:
            found[self.output.scores] = seed
        for returned in self._scores.returns([seed], caches, upstream, needs_dinputs=True):
            for slot, dy in zip(returned.step.outputs, returned.dys, strict=True):
                if slot in slots and dy is not None:
                    found[slot] = dy
        if 0 in slots and 0 in upstream:
            found[0] = upstream[0]
        return found

    def _as_computed(self, x: Tensor) -> Tensor:
        return x.to("cpu", self.dtype)

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers with weights, in the order in which an image passes them."""
        return tuple(dict.fromkeys(step.layer for step in self._scores.steps if step.parameters))

    def randomise(self, layer: str, seed: int) -> None:
        """Draws the weights of a layer of this copy again, as before training.

        Args:
            layer: its path.
            seed: determines the numbers, together with the layer's position in the network.
        """
        steps = [step for step in self._scores.steps if step.layer == layer]
        parameters = dict.fromkeys(parameter for step in steps for parameter in step.parameters)
        for number, parameter in enumerate(parameters):
            _draw(parameter, fold(seed, self.layers.index(layer), number), self.dtype)


def _up_to(plan: Plan, slot: int) -> Plan:
    """The steps that compute ``slot``, which becomes the output."""
    last = next((number for number, step in enumerate(plan.steps) if slot in step.outputs), -1)
    return dataclasses.replace(plan, steps=plan.steps[: last + 1], outputs=(slot,), output_masks=())


def _draw(parameter: Parameter, key: int, dtype: torch.dtype) -> None:
    trained = parameter.array
    drawn = parameter.initializer.draw(parameter.shape, key).to(dtype)
    if len(parameter.shape) > 1 and (torch.equal(drawn, trained) or bool((drawn == drawn.flatten()[:1]).all())):
        # Given weights, such as those of an imported module, and those initialized to zero have no random initializer.
        drawn = normal(key, parameter.shape).to(dtype) * trained.square().mean().sqrt()
    trained.copy_(drawn)
