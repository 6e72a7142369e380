"""A graph of layers that is a layer itself: what it is made of, what ``compile`` fixed, and its network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

from nervure.errors import ArgumentError, ShapeError, StateError
from nervure.graph.precision import PRECISIONS, Precision
from nervure.layers import Layer
from nervure.layers.layer import OwnedParameter, set_parameters
from nervure.layers.lowering import LayerLowering
from nervure.layers.nested import reset_states
from nervure.models.compilation import Compilation
from nervure.models.description import graph_config, layer_config
from nervure.models.layer_graph import LayerGraph
from nervure.models.naming import name_layers
from nervure.models.network import Network, initialise, named_parameters, owned_parameters
from nervure.parameter import Parameter
from nervure.randomness import current_seed
from nervure.registry import look_up
from nervure.symbolic import SymbolicTensor, symbolic_tensors


class GraphModel(Layer):
    """The half of :class:`nervure.models.Model` that trains nothing: graph, parameters, plan.

    Args:
        inputs: what ``Input`` gave, or a list of them.
        outputs: what the last layers gave, or a list.
        name: the name in summaries and files.
        trainable: False freezes all layers.
    """

    def __init__(
        self, inputs: Any = None, outputs: Any = None, name: str | None = None, *, trainable: bool = True
    ) -> None:
        super().__init__(name=name, trainable=trainable)
        self.compilation: Compilation | None = None
        self.stop_training = False  # callbacks set it
        self.compile_arguments: Mapping[str, Any] = {}
        self.seed: int | None = None  # of the initial weights
        self.run_seed = 0  # of the newest fit: its shuffling and masks
        self._graph: LayerGraph | None = None
        self._network: Network | None = None
        if inputs is not None or outputs is not None:
            self._draw_graph(inputs, outputs)
            if not trainable:
                self.trainable = False

    def _draw_graph(self, inputs: Any, outputs: Any) -> None:
        entering, leaving = _symbolic(inputs, "inputs"), _symbolic(outputs, "outputs")
        graph = LayerGraph(entering, leaving, self.where)
        name_layers(graph.layers, self.where)
        if self.seed is None:
            self.seed = current_seed()
        initialise(graph.layers, self.seed)
        self._graph, self._network = graph, None
        self.built_shape = alone([tensor.shape for tensor in graph.inputs])

    @property
    def graph(self) -> LayerGraph:
        """The layers and their calls.

        Raises:
            StateError: the model does not know its input shape yet.
        """
        if self._graph is None:
            raise StateError.of("model.not_built", where=self.where)
        return self._graph

    @property
    def layers(self) -> list[Layer]:
        """The layers, in Keras' order."""
        return list(self.graph.layers)

    @property
    def sublayers(self) -> tuple[Layer, ...]:
        """The layers inside, for a model that contains this one."""
        return self._graph.layers if self._graph is not None else ()

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """All parameters, layer after layer, each once."""
        return tuple(named.parameter for named in named_parameters(self.sublayers))

    @property
    def inputs(self) -> list[SymbolicTensor]:
        """Where data enters."""
        return list(self.graph.inputs)

    @property
    def outputs(self) -> list[SymbolicTensor]:
        """What the network gives."""
        return list(self.graph.outputs)

    @property
    def input_names(self) -> list[str]:
        """The names of the input layers."""
        return [tensor.node.layer.name for tensor in self.graph.inputs]

    @property
    def output_names(self) -> list[str]:
        """The names of the layers that give the outputs."""
        return [tensor.node.layer.name for tensor in self.graph.outputs]

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """The layer called ``name``, or number ``index``.

        Raises:
            UnknownNameError: no layer has that name; the message names the nearest.
            ArgumentError: neither was given, or the index is out of range.
        """
        if name is not None:
            return look_up(name, {layer.name: layer for layer in self.layers}, where=f"{self.where}.get_layer")
        if index is None or not -len(self.layers) <= index < len(self.layers):
            raise ArgumentError.of("model.layer_index", where=self.where, index=index, count=len(self.layers))
        return self.layers[index]

    def initialise(self, position: int, seed: int | None = None, dtype: torch.dtype = torch.float32) -> None:
        """Draws the first values of the layers that have none."""
        initialise(self.sublayers, current_seed() if seed is None else seed, position)

    @property
    def trainable(self) -> bool:
        """Whether training moves the weights; setting it sets it for every layer."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self.mark_trainable(value)
        for layer in self.sublayers:
            layer.trainable = value

    def mark_trainable(self, value: bool) -> None:
        """Sets the model's own flag and leaves its layers as they are."""
        self._trainable = bool(value)

    def check_input(self, input_shape: Any) -> None:
        """The shapes must fit those the model was drawn for."""
        shapes = input_shape if isinstance(input_shape[0], tuple) else (input_shape,)
        for got, expected in zip(shapes, self.graph.input_shapes, strict=True):
            if len(got) != len(expected) or any(
                e is not None and e != g for e, g in zip(expected[1:], got[1:], strict=True)
            ):
                raise ShapeError.of("model.input_shape", where=self.where, expected=expected, got=got)

    def output_shape(self, input_shape: Any) -> Any:
        """The shapes of the outputs for inputs of ``input_shape``, asked of layer after layer."""
        shapes = input_shape if isinstance(input_shape[0], tuple) else (input_shape,)
        known = dict(zip((id(tensor) for tensor in self.graph.inputs), shapes, strict=True))
        for node in self.graph.nodes:
            read = [known[id(tensor)] for tensor in node.inputs]
            written = node.layer.output_shape(read[0] if len(read) == 1 else tuple(read))
            for tensor, shape in zip(node.outputs, written if len(node.outputs) > 1 else (written,), strict=True):
                known[id(tensor)] = shape
        return alone([known[id(tensor)] for tensor in self.graph.outputs])

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """The steps of the layers inside, in place."""
        return self.graph.lower(inputs, lowering)

    def pass_masks(self, inputs: tuple[int, ...], outputs: tuple[int, ...], lowering: LayerLowering) -> None:
        """Nothing: the layers inside did."""

    def owned_parameters(self, path: str) -> list[OwnedParameter]:
        """Those of the layers inside."""
        return owned_parameters(self.sublayers, path + "/")

    def reset_states(self) -> None:
        """Sets the states that stateful layers carry from batch to batch to 0."""
        reset_states(self.owned_parameters(""))

    def reset_state(self) -> None:
        """The same as :meth:`reset_states`."""
        self.reset_states()

    @property
    def num_outputs(self) -> int:  # type: ignore[override]
        """How many outputs a call has."""
        return len(self.graph.outputs)

    def get_config(self) -> dict[str, Any]:
        """The architecture as plain values."""
        return {"name": self.name, "trainable": self.trainable, **graph_config(self.graph)}

    def description(self) -> dict[str, Any]:
        """Class name and architecture, for ``models.model_from_config``."""
        return layer_config(self)

    @property
    def optimizer(self) -> Any:
        """The optimizer in use."""
        return self.compiled().optimizer

    def compiled(self) -> Compilation:
        """What ``compile`` fixed.

        Raises:
            StateError: ``compile`` was not called.
        """
        if self.compilation is None:
            raise StateError.of("model.not_compiled", where=self.where)
        return self.compilation

    @property
    def precision(self) -> Precision:
        """The precision in use; float32 before ``compile``."""
        return self.compilation.precision if self.compilation is not None else PRECISIONS["float32"]

    def network(self) -> Network:
        """The plan and the buffers; made anew when a layer was frozen or another model took the buffers over."""
        device = self.compilation.device if self.compilation is not None else torch.device("cpu")
        if self._network is None or not self._network.is_current(self.graph, self.precision, device):
            self._network = Network(self.graph, self.precision, device)
        return self._network

    def get_weights(self) -> list[np.ndarray[Any, Any]]:
        """Copies of all weights and statistics, in Keras' order and layouts."""
        self.graph  # noqa: B018  # a model that is not built has no weights yet: say so
        return super().get_weights()

    def set_weights(self, weights: list[Any]) -> None:
        """Sets all weights and statistics from arrays as :meth:`get_weights` gives them."""
        self.graph  # noqa: B018
        set_parameters(self.where, self.parameters, weights)

    def count_params(self) -> int:
        """How many numbers the parameters hold."""
        self.graph  # noqa: B018
        return super().count_params()


def _symbolic(given: Any, argument: str) -> tuple[SymbolicTensor, ...]:
    """The symbolic tensors of an argument of ``Model``; mappings by name are taken in their order."""
    found = symbolic_tensors(list(given.values()) if isinstance(given, Mapping) else given)
    if found is None:
        raise ArgumentError.of("model.not_symbolic", where=f"Model({argument}=...)", got=type(given).__name__)
    return found.tensors


def alone(items: list[Any]) -> Any:
    """The item of a list of one, else the list."""
    return items[0] if len(items) == 1 else items
