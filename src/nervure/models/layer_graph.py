"""The graph built by layer calls, sorted: layers, calls, and their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nervure.errors import ArgumentError
from nervure.layers import InputLayer, Layer
from nervure.layers.lowering import LayerLowering
from nervure.layers.nested import positions
from nervure.models.naming import name_layers
from nervure.symbolic import Node, Shape, SymbolicTensor


class LayerGraph:
    """The calls between given inputs and outputs.

    Layers have Keras' order (by distance from the outputs, then by first visit), so that weight lists agree; calls are
    in topological order.

    Args:
        inputs: the inputs of the network.
        outputs: the outputs of the network.
        where: how errors name the model.

    Attributes:
        nodes: the calls, in topological order.
        layers: every layer once, in Keras' order.

    Raises:
        ArgumentError: an output depends on an unlisted input, or two layers have the same name.
    """

    def __init__(self, inputs: Sequence[SymbolicTensor], outputs: Sequence[SymbolicTensor], where: str) -> None:
        self.inputs, self.outputs = tuple(inputs), tuple(outputs)
        visits = _Visits(self.inputs, where)
        for output in self.outputs:
            visits.visit(output)
        entrances = frozenset(self.inputs)
        self.nodes = tuple(node for node in visits.finished if entrances.isdisjoint(node.outputs))
        self.layers = _layers_by_depth(self.inputs, visits)
        self._names = name_layers(self.layers, where)

    def name_of(self, layer: Layer) -> str:
        """The name of ``layer`` here; the layer before an input inside another model keeps its own name."""
        return self._names.get(id(layer), layer.name)

    @property
    def input_shapes(self) -> tuple[Shape, ...]:
        """The shapes of the inputs, batch axis first."""
        return tuple(tensor.shape for tensor in self.inputs)

    @property
    def output_shapes(self) -> tuple[Shape, ...]:
        """The shapes of the outputs, batch axis first."""
        return tuple(tensor.shape for tensor in self.outputs)

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """Lowers every call in order; returns the slots of the outputs."""
        streams = {id(layer): position for position, layer in positions(self.layers)}
        slots = dict(zip((id(tensor) for tensor in self.inputs), inputs, strict=True))
        for node in self.nodes:
            stream = lowering.stream + streams[id(node.layer)]
            face = lowering.inner(self.name_of(node.layer), stream, node.input_shape)
            written = node.layer.place(tuple(slots[id(tensor)] for tensor in node.inputs), face)
            slots.update(zip((id(tensor) for tensor in node.outputs), written, strict=True))
        return tuple(slots[id(tensor)] for tensor in self.outputs)

    def sources(self, layer: Layer) -> tuple[str, ...]:
        """The names of the layers whose outputs ``layer`` reads, in all its calls."""
        sources = (tensor.node.layer for node in self.nodes if node.layer is layer for tensor in node.inputs)
        return tuple(dict.fromkeys(self.name_of(source) for source in sources))

    @property
    def is_chain(self) -> bool:
        """Whether each layer reads only the previous one."""
        previous: SymbolicTensor | None = self.inputs[0] if len(self.inputs) == 1 else None
        for node in self.nodes:
            if previous is None or node.inputs != (previous,):
                return False
            previous = node.outputs[0] if len(node.outputs) == 1 else None
        return len({id(node.layer) for node in self.nodes}) == len(self.nodes)


def graph_inside(layer: Layer) -> LayerGraph | None:
    """The graph of a model that is used as a layer; None for any other layer."""
    graph = getattr(layer, "graph", None) if layer.sublayers and layer.built else None
    return graph if isinstance(graph, LayerGraph) else None


class _Visits:
    """A depth-first walk from the outputs to the inputs."""

    def __init__(self, inputs: tuple[SymbolicTensor, ...], where: str) -> None:
        self._entrances, self.where = frozenset(inputs), where
        self.finished: list[Node] = []
        self.first_visit: dict[int, int] = {}
        self._seen: set[int] = set()

    def visit(self, output: SymbolicTensor) -> None:
        # A loop, not recursion: a network of a thousand layers exceeds Python's recursion limit.
        stack: list[tuple[Node, Iterator[SymbolicTensor]]] = []
        self._enter(output, stack)
        while stack:
            node, remaining = stack[-1]
            tensor = next(remaining, None)
            if tensor is None:
                self.finished.append(node)
                stack.pop()
            else:
                self._enter(tensor, stack)

    def _enter(self, tensor: SymbolicTensor, stack: list[tuple[Node, Iterator[SymbolicTensor]]]) -> None:
        node = tensor.node
        if id(node) in self._seen:
            return
        self._seen.add(id(node))
        self.first_visit.setdefault(id(node.layer), len(self.first_visit))
        is_input = tensor in self._entrances
        if not is_input and isinstance(node.layer, InputLayer):
            raise ArgumentError.of("model.input_missing", where=self.where, name=node.layer.name)
        stack.append((node, iter(() if is_input else node.inputs)))


def _layers_by_depth(inputs: tuple[SymbolicTensor, ...], visits: _Visits) -> tuple[Layer, ...]:
    entrances = frozenset(inputs)
    node_depth: dict[int, int] = {}
    layer_depth: dict[int, int] = {}
    layers: dict[int, Layer] = {}
    for node in reversed(visits.finished):
        if not entrances.isdisjoint(node.outputs) and not isinstance(node.layer, InputLayer):
            continue  # the model starts after this layer
        depth = max(node_depth.get(id(node), 0), layer_depth.get(id(node.layer), 0))
        node_depth[id(node)] = layer_depth[id(node.layer)] = depth
        layers[id(node.layer)] = node.layer
        for tensor in node.inputs:
            parent = id(tensor.node)
            node_depth[parent] = max(depth + 1, node_depth.get(parent, 0))
    for tensor in inputs:
        if isinstance(tensor.node.layer, InputLayer):
            layers.setdefault(id(tensor.node.layer), tensor.node.layer)
            layer_depth.setdefault(id(tensor.node.layer), 0)
    input_order = {id(tensor.node.layer): -len(inputs) + order for order, tensor in enumerate(inputs)}

    def order(key: int) -> tuple[int, int]:
        return -layer_depth[key], input_order.get(key, visits.first_visit.get(key, -1))

    return tuple(layers[key] for key in sorted(layers, key=order))
