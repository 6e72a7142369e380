"""A model ready to compute: its plan and its flat store, in one precision, on one device."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from nervure.graph.fusion import fuse
from nervure.graph.inference import for_inference, without_penalties
from nervure.graph.plan import Plan, Walk, apply_commits
from nervure.graph.precision import Precision
from nervure.layers.layer import Layer, OwnedParameter
from nervure.layers.lowering import Lowering
from nervure.layers.nested import positions
from nervure.layers.step import LOW_PRECISION, Step
from nervure.models.layer_graph import LayerGraph
from nervure.ops.activation import ACTIVATIONS
from nervure.ops.op import Context
from nervure.parameter import Parameter, Store


def owned_parameters(graph: LayerGraph, prefix: str = "") -> list[OwnedParameter]:
    """All parameters of ``graph``, each once, and the states carried from batch to batch.

    Named by their paths in the network: ``conv2d_1/kernel``, ``encoder/dense/bias``.
    """
    owned: dict[int, OwnedParameter] = {}
    for layer in graph.layers:
        for entry in layer.owned_parameters(prefix + graph.name_of(layer)):
            owned.setdefault(id(entry.parameter), entry)
    return list(owned.values())


def named_parameters(graph: LayerGraph) -> list[OwnedParameter]:
    """The weights and statistics of ``graph`` in ``get_weights`` order, each once."""
    return [owned for owned in owned_parameters(graph) if not owned.is_carried]


def trains(owned: OwnedParameter) -> bool:
    """Whether the optimizer updates it."""
    return owned.parameter.trainable and owned.layer.trainable


def initialise(graph: LayerGraph, seed: int, first_position: int = 0) -> None:
    """Initializes all parameters that have no value yet, by the position of their layer."""
    for position, layer in positions(graph.layers):
        layer.initialise(first_position + position, seed)


class Signature(NamedTuple):
    """What a network was built for; another signature needs another network."""

    layers: tuple[tuple[int, ...], ...]
    precision: Precision
    device: torch.device


class Network:
    """The plan and the store of one model.

    Args:
        graph: the layers and calls.
        precision: the precision of storage and arithmetic.
        device: where.

    Attributes:
        plan: the unfused steps, used for traces and explanations.
        lost_masks: the layers that dropped the mask of a sequence without using it.
        fused: the steps that are executed.
        store: the flat buffers.
    """

    def __init__(self, graph: LayerGraph, precision: Precision, device: torch.device) -> None:
        self.precision, self.device = precision, device
        self.signature = signature_of(graph, precision, device)
        self.store = _store_of(graph, precision, device)
        lowering = Lowering(len(graph.inputs))
        outputs = graph.lower(tuple(range(len(graph.inputs))), lowering.root())
        masks = tuple(lowering.mask_of.get(slot) for slot in outputs)
        steps = tuple(lowering.steps)
        penalties = tuple(lowering.penalties)
        plan = Plan(steps, len(graph.inputs), outputs, precision.activations, masks, penalties)
        self.plan = _with_final_steps(plan)
        self.lost_masks = tuple(lowering.lost_masks)
        self.fused = fuse(self.plan)

    def is_current(self, graph: LayerGraph, precision: Precision, device: torch.device) -> bool:
        """Whether the network is still valid: same parameters, precision, device and frozen layers."""
        return self.signature == signature_of(graph, precision, device)

    @functools.cached_property
    def for_inference(self) -> Plan:
        """The steps executed at inference."""
        return for_inference(without_penalties(self.plan), self.device)

    def forward(self, inputs: Sequence[Tensor], context: Context) -> tuple[Tensor, ...]:
        """The outputs for ``inputs``: see :meth:`call`."""
        return self.call(inputs, context).outputs

    def call(self, inputs: Sequence[Tensor], context: Context) -> Walk:
        """The outputs for ``inputs`` and their masks, with the current weights, wherever they are stored.

        Updates carried states and, in training, moving statistics.
        """
        self.store.refresh()
        plan = self.fused if context.training else self.for_inference
        with torch.no_grad():
            walk = plan.forward([x.to(self.device) for x in inputs], context, keep_caches=context.training)
            apply_commits(plan.commits(walk.caches) if context.training else walk.carried)
        return walk


def signature_of(graph: LayerGraph, precision: Precision, device: torch.device) -> Signature:
    """The signature that a network for ``graph`` must have."""
    # Runs at every call of a model: computing the names, as owned_parameters does, would dominate.
    layers = [(layer.trainable, *map(id, layer.parameters)) for layer in _innermost(graph.layers)]
    return Signature(tuple(layers), precision, device)


def _innermost(layers: Sequence[Layer]) -> Iterator[Layer]:
    for layer in layers:
        inside = layer.sublayers
        if inside:
            yield from _innermost(inside)
        else:
            yield layer


def _store_of(graph: LayerGraph, precision: Precision, device: torch.device) -> Store:
    trainable: list[Parameter] = []
    frozen: list[Parameter] = []
    state: list[Parameter] = []
    for owned in owned_parameters(graph):
        kind = state if not owned.parameter.trainable else trainable if trains(owned) else frozen
        kind.append(owned.parameter)
    store = Store(trainable, frozen, state, precision.storage, device)
    store.trainable.add_gradients()
    if precision.activations == LOW_PRECISION:
        store.add_low_precision(LOW_PRECISION)
    return store


def _with_final_steps(plan: Plan) -> Plan:
    """In bfloat16 networks, the last activation and penalties use float32: probabilities and sums need the accuracy."""
    if plan.dtype != LOW_PRECISION:
        return plan
    steps = tuple(
        dataclasses.replace(step, is_final=True)
        if step.outputs[0] in plan.penalties or _ends_an_output(plan, step)
        else step
        for step in plan.steps
    )
    return dataclasses.replace(plan, steps=steps)


def _ends_an_output(plan: Plan, step: Step) -> bool:
    """Whether it is an activation whose values leave the network and are read only by penalties."""
    (slot, *_) = step.outputs
    readers = (plan.steps[number] for number in plan.readers(slot))
    only_penalties = all(reader.outputs[0] in plan.penalties for reader in readers)
    return step.op in ACTIVATIONS.values() and slot in plan.outputs and only_penalties
