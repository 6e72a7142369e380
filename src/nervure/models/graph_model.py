"""A graph of layers that is itself a layer: its structure, what ``compile`` set, and its network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

from nervure.errors import ArgumentError, ShapeError, StateError
from nervure.graph.precision import PRECISIONS, Precision
from nervure.layers import Layer
from nervure.layers.given_arrays import set_parameters
from nervure.layers.layer import OwnedParameter
from nervure.layers.lowering import LayerLowering
from nervure.layers.nested import reset_states
from nervure.models.compilation import Compilation
from nervure.models.description import graph_config, layer_config
from nervure.models.ends import Ends, alone
from nervure.models.layer_graph import LayerGraph
from nervure.models.naming import distinct
from nervure.models.network import Network, initialise, named_parameters, owned_parameters
from nervure.models.not_called import NOT_CALLED
from nervure.parameter import Parameter
from nervure.randomness import starting_seed
from nervure.registry import look_up
from nervure.shapes import shape_text
from nervure.symbolic import SymbolicTensor


class GraphModel(Layer):
    """The part of :class:`nervure.models.Model` without training: graph, parameters, plan.

    Args:
        name: the name in summaries and files.
        trainable: False freezes all layers.

    Attributes:
        seed: the seed of the initial weights; None before there are any.
        run_seed: the seed of the latest ``fit`` (shuffling and masks); the model's own seed before that.
        draws_values: whether weights without values are initialized once the shapes are known. Not while loading a
            file: its description may claim any shapes, and only those of its arrays may take memory.
    """

    not_called = NOT_CALLED
    draws_values = True

    def __init__(self, name: str | None = None, *, trainable: bool = True) -> None:
        super().__init__(name=name, trainable=trainable)
        self._compilation: Compilation | None = None
        self.compile_arguments: Mapping[str, Any] = {}
        self.stop_training = False  # callbacks set it
        self.seed: int | None = None
        self.run_seed: int | None = None
        self._graph: LayerGraph | None = None
        self._network: Network | None = None
        self._entrance = self._exit = Ends(())

    def draw_graph(self, entrance: Ends, leaving: Ends) -> None:
        """Sets the graph between two ends; existing weights are kept."""
        graph = LayerGraph(entrance.tensors, leaving.tensors, self.where)
        self._draw_values(graph)
        self._graph, self._network = graph, None
        self._entrance, self._exit = entrance, leaving
        shapes = graph.input_shapes
        self.built_shape = shapes[0] if len(shapes) == 1 else shapes
        if not self._trainable:
            self.trainable = False

    def _draw_values(self, graph: LayerGraph) -> None:
        """Fixes the seed when the first values are drawn; a model that draws none is not counted as a start."""
        are_new = [parameter.value is None for layer in graph.layers for parameter in layer.parameters]
        draws = self.draws_values and any(are_new)
        if self.seed is None or (draws and all(are_new)):
            self.seed = self.run_seed = starting_seed(self if draws else None)
        if draws:
            initialise(graph, self.seed)

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
    def entrance(self) -> Ends:
        """The inputs, in the form given."""
        return self._entrance

    @property
    def exit(self) -> Ends:
        """The outputs, in the form given."""
        return self._exit

    @property
    def layers(self) -> list[Layer]:
        """The layers, in Keras' order."""
        return list(self.graph.layers)

    @property
    def sublayers(self) -> tuple[Layer, ...]:
        """The layers inside, for a model that contains this one."""
        return self._graph.layers if self._graph is not None else ()

    def name_of(self, layer: Layer) -> str:
        """The name of ``layer`` in this model: in its summary, gradients and files."""
        return self.graph.name_of(layer)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """All parameters, layer by layer, each once; empty until the model is built."""
        return () if self._graph is None else tuple(named.parameter for named in named_parameters(self._graph))

    @property
    def inputs(self) -> list[SymbolicTensor]:
        """The inputs of the network."""
        return list(self.graph.inputs)

    @property
    def outputs(self) -> list[SymbolicTensor]:
        """The outputs of the network."""
        return list(self.graph.outputs)

    @property
    def input_shape(self) -> Any:
        """The input shape, batch axis first: ``(None, 28, 28, 1)``; a list of shapes for several inputs."""
        return alone(list(self.graph.input_shapes))

    @property
    def output_shape(self) -> Any:
        """The output shape, batch axis first; a list of shapes for several outputs."""
        return alone(list(self.graph.output_shapes))

    @property
    def input_names(self) -> list[str]:
        """The keys of the inputs if given as a mapping, else the names of the input layers."""
        names = self._entrance.names or [self.graph.name_of(tensor.node.layer) for tensor in self.graph.inputs]
        return list(names)

    @property
    def output_names(self) -> list[str]:
        """The keys of the outputs if given as a mapping, else the names of their layers."""
        names = self._exit.names or [self.graph.name_of(tensor.node.layer) for tensor in self.graph.outputs]
        return distinct(names)

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """The layer called ``name``, or number ``index``.

        Raises:
            UnknownNameError: no layer has that name; the error suggests the closest.
            ArgumentError: neither was given, or both, or the index is out of range.
        """
        layers = self.layers
        if (name is None) == (index is None):
            raise ArgumentError.of("model.which_layer", where=f"{self.where}.get_layer", name=name, index=index)
        if name is not None:
            return look_up(name, {self.name_of(layer): layer for layer in layers}, where=f"{self.where}.get_layer")
        assert index is not None
        if not -len(layers) <= index < len(layers):
            raise ArgumentError.of("model.layer_index", where=self.where, index=index, count=len(layers))
        return layers[index]

    def initialise(self, position: int, seed: int, dtype: torch.dtype = torch.float32) -> None:
        """Initializes the layers that have no values yet."""
        initialise(self.graph, seed, position)

    @property
    def trainable(self) -> bool:
        """Whether training updates the weights; setting it also sets it for every layer."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self.mark_trainable(value)
        for layer in self.sublayers:
            layer.trainable = value

    def mark_trainable(self, value: bool) -> None:
        """Sets the model's own flag without changing its layers."""
        self._trainable = bool(value)

    def check_input(self, input_shape: Any) -> None:
        """The shapes must match those the model was built for."""
        shapes, expected = _several(input_shape), self.graph.input_shapes
        if len(shapes) != len(expected):
            raise ShapeError.of(
                "model.num_inputs", where=self.where, expected=len(expected), got=len(shapes),
                names=", ".join(self.input_names),
            )  # fmt: skip
        for got, wanted in zip(shapes, expected, strict=True):
            if len(got) != len(wanted) or any(
                size is not None and size != given for size, given in zip(wanted[1:], got[1:], strict=True)
            ):
                raise ShapeError.of(
                    "model.input_shape", where=self.where, expected=shape_text(wanted), got=shape_text(got)
                )

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The output shapes for inputs of ``input_shape``, propagated layer by layer."""
        known = dict(zip((id(tensor) for tensor in self.graph.inputs), _several(input_shape), strict=True))
        for node in self.graph.nodes:
            read = [known[id(tensor)] for tensor in node.inputs]
            written = node.layer.compute_output_shape(read[0] if len(read) == 1 else tuple(read))
            for tensor, shape in zip(node.outputs, written if len(node.outputs) > 1 else (written,), strict=True):
                known[id(tensor)] = shape
        shapes = tuple(known[id(tensor)] for tensor in self.graph.outputs)
        return shapes[0] if len(shapes) == 1 else shapes

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """The steps of the layers inside, inline."""
        return self.graph.lower(inputs, lowering)

    def pass_masks(self, inputs: tuple[int, ...], outputs: tuple[int, ...], lowering: LayerLowering) -> None:
        """Does nothing: the layers inside already did."""

    def owned_parameters(self, path: str) -> list[OwnedParameter]:
        """Those of the layers inside; empty until the model is built."""
        return [] if self._graph is None else owned_parameters(self._graph, path + "/")

    def reset_states(self) -> None:
        """Resets to 0 the states that stateful layers carry from batch to batch."""
        reset_states(self.owned_parameters(""))

    def reset_state(self) -> None:
        """The same as :meth:`reset_states`."""
        self.reset_states()

    @property
    def num_outputs(self) -> int:  # type: ignore[override]
        """The number of outputs of a call."""
        return len(self.graph.outputs)

    def __call__(self, inputs: Any, training: bool = False, *, mask: Any = None) -> Any:
        """Adds the model to another graph (symbolic inputs), or computes it (arrays or tensors).

        Args:
            inputs: one input, a list of them, or a mapping by name.
            training: whether to compute as in training (masks, batch statistics).
            mask: for arrays: (N, T), True where a time step of the first input is real, or a list with one per input.

        Returns:
            Symbolic tensors for symbolic inputs; torch tensors for torch tensors; NumPy arrays otherwise; in the form
            of the model's outputs (one, a list, a mapping by name).

        Raises:
            ArgumentError: a mask was given with symbolic inputs.
        """
        result = super().__call__(self._entrance.unpacked(inputs, self.where), training, mask=mask)
        if self._exit.names is None:
            return result
        return self._exit.packed(list(result) if isinstance(result, (list, tuple)) else [result])

    def get_config(self) -> dict[str, Any]:
        """The architecture as plain values."""
        keys = {"input_keys": self._entrance.names, "output_keys": self._exit.names}
        return {"name": self.name, "trainable": self.trainable, **graph_config(self.graph), **keys}

    def description(self) -> dict[str, Any]:
        """Class name and architecture, for ``models.model_from_config``."""
        return layer_config(self, self.name)

    @property
    def compiled(self) -> bool:
        """Whether ``compile`` was called."""
        return self._compilation is not None

    @property
    def compilation(self) -> Compilation:
        """What ``compile`` set.

        Raises:
            StateError: ``compile`` was not called.
        """
        if self._compilation is None:
            raise StateError.of("model.not_compiled", where=self.where)
        return self._compilation

    def check_compiled(self) -> None:
        """Raises the error of :attr:`compilation` unless ``compile`` was called."""
        _ = self.compilation

    def forget_compilation(self) -> None:
        """Undoes ``compile``; the weights are kept."""
        self._compilation = None

    @property
    def precision(self) -> Precision:
        """The precision in use; before ``compile`` that of the weights, which a file or another model may have set."""
        if self.compiled:
            return self.compilation.precision
        is_double = any(parameter.array.dtype == torch.float64 for parameter in self.parameters)
        return PRECISIONS["float64" if is_double else "float32"]

    def network(self) -> Network:
        """The plan and the buffers; rebuilt when a layer was frozen, or precision or device changed."""
        device = self.compilation.device if self.compiled else torch.device("cpu")
        if self._network is None or not self._network.is_current(self.graph, self.precision, device):
            self._network = Network(self.graph, self.precision, device)
        return self._network

    def get_weights(self) -> list[np.ndarray[Any, Any]]:
        """Copies of all weights and statistics, in Keras' order and layouts."""
        self.graph  # noqa: B018  # a model that is not built has no weights yet: say so
        return super().get_weights()

    def set_weights(self, weights: list[Any]) -> None:
        """Sets all weights and statistics from arrays like those of :meth:`get_weights`."""
        self.graph  # noqa: B018
        set_parameters(self.where, self.parameters, weights)

    def count_params(self) -> int:
        """The total size of the parameters."""
        self.graph  # noqa: B018
        return super().count_params()


def _several(input_shape: Any) -> tuple[Any, ...]:
    """The shapes of one input, or of several."""
    return tuple(input_shape) if input_shape and isinstance(input_shape[0], (tuple, list)) else (input_shape,)
