"""Sequential: layers one after another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nervure.arguments.values import as_written
from nervure.errors import ArgumentError, StateError, advise
from nervure.layers import Input, InputLayer, Layer
from nervure.models.description import chain_config
from nervure.models.ends import Ends
from nervure.models.graph_model import GraphModel
from nervure.models.model import Model
from nervure.models.naming import name_layers
from nervure.shapes import shape_text
from nervure.symbolic import Shape, SymbolicTensor


class Sequential(Model):
    """A chain of layers, each reading the output of the previous one.

    The input shape is known from ``Input((28, 28, 1))`` or ``input_shape=`` on the first layer; otherwise the first
    data builds the model.

    Args:
        layers: the layers, in order; more can be added with :meth:`add`.
        trainable: False freezes all layers.
        name: the name in summaries and files.

    Raises:
        ArgumentError: something other than a layer was added.

    Examples:
        >>> from nervure.layers import Dense
        >>> model = Sequential([Dense(16, activation="relu", input_shape=(1000,)), Dense(1, activation="sigmoid")])
        >>> model.count_params()
        16033
    """

    def __init__(self, layers: Sequence[Any] | None = None, trainable: bool = True, name: str | None = None) -> None:
        self._prepare(name, trainable)
        self._chain: list[Layer] = []
        self._chain_names: dict[int, str] = {}
        self._advised = False
        if isinstance(layers, (Layer, SymbolicTensor)):
            raise ArgumentError.of("sequential.no_list", where=self.where, got=type(layers).__name__)
        try:
            chain = iter(() if layers is None else layers)
        except TypeError:  # an array without axes has the method, and raises
            raise ArgumentError.of("sequential.no_list", where=self.where, got=as_written(layers)) from None
        self._take_all(list(chain))
        if self.built and type(self).build is not Sequential.build:
            self.build(self.input_shape)  # a subclass' own method is called, as in Keras

    def _take_all(self, layers: Sequence[Any]) -> None:
        if type(self).add is not Sequential.add:  # a subclass' own method is called, as in Keras
            for layer in layers:
                self.add(layer)
            return
        taken: set[int] = set()
        for layer in layers:
            self._append(layer, taken)
        self._rebuild()

    def add(self, layer: Any) -> None:
        """Appends a layer (or, at the start, the result of ``Input``).

        Raises:
            ArgumentError: ``layer`` is not a layer, or is already in the chain.
            ShapeError: the layer does not fit the output so far; the model is not changed.
        """
        before = list(self._chain)
        try:
            self._append(layer, set(map(id, before)))
            self._rebuild()
        except Exception:
            self._chain = before
            raise

    def pop(self) -> Layer:
        """Removes the last layer and returns it.

        Raises:
            StateError: there is none.
        """
        if not self.layers:
            raise StateError.of("sequential.nothing_to_pop", where=self.where)
        removed = self._chain.pop()
        self._graph = self._network = None
        self.built_shape = None
        self._rebuild()
        return removed

    @property
    def layers(self) -> list[Layer]:
        """The layers in order, without the input."""
        return [layer for layer in self._chain if not isinstance(layer, InputLayer)]

    @property
    def sublayers(self) -> tuple[Layer, ...]:
        """The layers inside, for a model that contains this one."""
        return tuple(self._chain)

    def name_of(self, layer: Layer) -> str:
        """The name of ``layer`` in this model, even before it is built."""
        return self._chain_names.get(id(layer), layer.name)

    config_class = "Sequential"
    builds_itself = True

    def get_config(self) -> dict[str, Any]:
        """The architecture as plain values."""
        layers = self.layers
        names = [self.name_of(layer) for layer in layers]
        return {"name": self.name, "trainable": self.trainable, **chain_config(layers, names, self._input())}

    def _input(self) -> InputLayer | None:
        first = self._chain[0] if self._chain else None
        return first if isinstance(first, InputLayer) else None

    def _append(self, layer: Any, taken: set[int]) -> None:
        if isinstance(layer, SymbolicTensor):
            layer = layer.node.layer
        if not isinstance(layer, Layer):
            got = f"class {layer.__name__}" if isinstance(layer, type) else repr(layer)
            raise ArgumentError.of("sequential.no_layer", where=self.where, got=got)
        if id(layer) in taken:
            raise ArgumentError.of("sequential.twice", where=self.where, name=layer.name)
        if isinstance(layer, InputLayer) and self._chain:
            raise ArgumentError.of("sequential.input_inside", where=self.where, position=len(self._chain))
        self._chain.append(layer)
        taken.add(id(layer))

    def build(self, input_shape: Any) -> None:
        """Builds the layers for inputs of ``input_shape``, batch axis first.

        Raises:
            StateError: there are no layers.
            ShapeError: the model is already built for other inputs.
        """
        shape = tuple(input_shape)
        if not self.layers:
            raise StateError.of("sequential.empty", where=self.where)
        if self._input() is None:
            self._chain.insert(0, _input_layer(shape))
            try:
                self._rebuild()
            except Exception:
                self._chain.pop(0)
                raise
        self.check_input(shape)

    def ensure_built(self, input_shape: Any) -> None:
        """Builds the model for ``input_shape`` unless it is already built; checks the shape either way."""
        if self.built:
            self.check_input(input_shape)
        else:
            self.build(input_shape)

    def _rebuild(self) -> None:
        """Rebuilds the chain if its input shape is known; built layers keep their weights."""
        shape = self._declared_input()
        if shape is not None and self._input() is None:
            self._chain.insert(0, _input_layer(shape))
        # Before the calls, so that errors and advice use the layer names of the summary.
        self._chain_names = name_layers(self._chain, self.where)
        entrance = self._input()
        layers = self.layers
        if entrance is None or not layers:
            return
        tensor: Any = entrance.output
        for layer in layers:
            if layer is not layers[0]:
                self._advise_on_shape(layer, tensor.shape)
            tensor = layer(tensor)
            if not isinstance(tensor, SymbolicTensor):
                raise ArgumentError.of("sequential.several_outputs", where=self.where, name=self.name_of(layer))
        self.draw_graph(Ends((entrance.output,)), Ends((tensor,)))

    def _declared_input(self) -> Shape | None:
        if not self._chain:
            return None
        first = self._chain[0]
        if isinstance(first, GraphModel) and first.built and len(first.graph.inputs) == 1:
            return first.graph.input_shapes[0]
        return first.declared_shape

    def _advise_on_shape(self, layer: Layer, arriving: Shape) -> None:
        declared = layer.declared_shape
        if self._advised or declared is None or declared[1:] == arriving[1:]:
            return
        self._advised = True
        advise(
            "sequential.input_shape_ignored",
            layer=layer.where, declared=declared[1:], arriving=shape_text(arriving),
        )  # fmt: skip


def _input_layer(shape: Shape) -> InputLayer:
    layer: InputLayer = Input(batch_shape=shape).node.layer
    return layer
