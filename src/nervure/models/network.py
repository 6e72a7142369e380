"""A model ready to compute: its plan and its flat store, at one precision, on one device."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from nervure.graph.fusion import fuse
from nervure.graph.plan import Plan
from nervure.graph.precision import Precision
from nervure.layers import Layer
from nervure.layers.lowering import Lowering
from nervure.layers.step import LOW_PRECISION
from nervure.models.layer_graph import LayerGraph, graph_inside, positions
from nervure.ops.activation import ACTIVATIONS
from nervure.ops.op import Context
from nervure.parameter import Parameter, Store


class NamedParameter(NamedTuple):
    """A parameter and the name it has in the network: ``conv2d_1/kernel``, ``encoder/dense/bias``."""

    name: str
    parameter: Parameter
    layer: Layer


def leaf_layers(graph: LayerGraph, prefix: str = "") -> list[tuple[str, Layer]]:
    """The layers that own parameters, with their paths; models inside are opened."""
    leaves: list[tuple[str, Layer]] = []
    for layer in graph.layers:
        path, inner = prefix + graph.name_of(layer), graph_inside(layer)
        leaves += [(path, layer)] if inner is None else leaf_layers(inner, path + "/")
    return leaves


def named_parameters(graph: LayerGraph) -> list[NamedParameter]:
    """All parameters of ``graph`` in ``get_weights`` order, each once."""
    named: dict[int, NamedParameter] = {}
    for path, layer in leaf_layers(graph):
        for parameter in layer.parameters:
            named.setdefault(id(parameter), NamedParameter(f"{path}/{parameter.name}", parameter, layer))
    return list(named.values())


def initialise(graph: LayerGraph, seed: int, first_position: int = 0) -> None:
    """Draws the first values of all parameters that have none, by the position of their layer."""
    for position, layer in positions(graph.layers):
        inner = graph_inside(layer)
        if inner is None:
            layer.initialise(first_position + position, seed)
        else:
            initialise(inner, seed, first_position + position)


class Signature(NamedTuple):
    """What a network was made for; another signature needs another network."""

    parameters: tuple[int, ...]
    frozen_layers: tuple[int, ...]
    precision: Precision
    device: torch.device


class Network:
    """The plan and the store of one model.

    Args:
        graph: the layers and calls.
        precision: what it stores and computes with.
        device: where.

    Attributes:
        plan: the unfused steps: what is traced and explained.
        fused: the steps that compute.
        store: the flat buffers.
    """

    def __init__(self, graph: LayerGraph, precision: Precision, device: torch.device) -> None:
        self.precision, self.device = precision, device
        self.signature = signature_of(graph, precision, device)
        self.store = _store_of(graph, precision, device)
        lowering = Lowering(len(graph.inputs))
        outputs = graph.lower(tuple(range(len(graph.inputs))), lowering.root())
        self.plan = _with_final_steps(Plan(tuple(lowering.steps), len(graph.inputs), outputs, precision.activations))
        self.fused = fuse(self.plan)

    def is_current(self, graph: LayerGraph, precision: Precision, device: torch.device) -> bool:
        """Whether the network still fits: same parameters, precision and device, nothing frozen or thawed since."""
        return self.signature == signature_of(graph, precision, device)

    def forward(self, inputs: Sequence[Tensor], context: Context) -> tuple[Tensor, ...]:
        """The outputs for ``inputs``, with the weights as they are now, wherever they lie."""
        self.store.refresh()
        with torch.no_grad():
            return self.fused.forward([x.to(self.device) for x in inputs], context).outputs


def signature_of(graph: LayerGraph, precision: Precision, device: torch.device) -> Signature:
    """What a network for ``graph`` must have been made for to be used."""
    leaves = leaf_layers(graph)
    return Signature(
        tuple(id(named.parameter) for named in named_parameters(graph)),
        tuple(id(layer) for _, layer in leaves if not layer.trainable),
        precision,
        device,
    )


def _store_of(graph: LayerGraph, precision: Precision, device: torch.device) -> Store:
    trainable: list[Parameter] = []
    frozen: list[Parameter] = []
    state: list[Parameter] = []
    for _, parameter, layer in named_parameters(graph):
        kind = state if not parameter.trainable else trainable if layer.trainable else frozen
        kind.append(parameter)
    store = Store(trainable, frozen, state, precision.storage, device)
    store.trainable.add_gradients()
    if precision.activations == LOW_PRECISION:
        store.add_low_precision(LOW_PRECISION)
    return store


def _with_final_steps(plan: Plan) -> Plan:
    """In bfloat16 the last activation is computed in float32: probabilities need the digits."""
    if plan.dtype != LOW_PRECISION:
        return plan
    steps = tuple(
        dataclasses.replace(step, is_final=True)
        if step.op.name in ACTIVATIONS and step.outputs[0] in plan.outputs and not plan.readers(step.outputs[0])
        else step
        for step in plan.steps
    )
    return dataclasses.replace(plan, steps=steps)
