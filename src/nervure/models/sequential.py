"""Sequential: layers one after another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nervure.errors import ArgumentError, StateError, advise
from nervure.layers import Input, InputLayer, Layer
from nervure.models.description import chain_config
from nervure.models.graph_model import GraphModel
from nervure.models.model import Model
from nervure.shapes import shape_text
from nervure.symbolic import Shape, SymbolicTensor


class Sequential(Model):
    """A chain of layers, each reading the one before it.

    The input shape is known from ``Input((28, 28, 1))`` or ``input_shape=`` on the first layer; else the model is built
    by the first data it sees.

    Args:
        layers: the layers, in order; more can be added with :meth:`add`.
        trainable: False freezes all layers.
        name: the name in summaries and files.

    Raises:
        ArgumentError: something that is no layer was added.

    Examples:
        >>> from nervure.layers import Dense
        >>> model = Sequential([Dense(16, activation="relu", input_shape=(1000,)), Dense(1, activation="sigmoid")])
        >>> model.count_params()
        16033
    """

    def __init__(self, layers: Sequence[Any] | None = None, trainable: bool = True, name: str | None = None) -> None:
        super().__init__(name=name, trainable=trainable)
        self._chain: list[Layer] = []
        self._advised = False
        for layer in layers or ():
            self._append(layer)
        self._rebuild()

    def add(self, layer: Any) -> None:
        """Appends a layer (or, at the beginning, what ``Input`` gives).

        Raises:
            ArgumentError: ``layer`` is no layer, or is in the chain already.
            ShapeError: the layer does not fit the output so far.
        """
        self._append(layer)
        try:
            self._rebuild()
        except Exception:
            self._chain.pop()
            raise

    def pop(self) -> Layer:
        """Removes the last layer and returns it.

        Raises:
            StateError: there is none.
        """
        if not self._chain or isinstance(self._chain[-1], InputLayer):
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

    config_class = "Sequential"

    def get_config(self) -> dict[str, Any]:
        """The architecture as plain values."""
        shape = self.graph.input_shapes[0] if self.built else None
        return {"name": self.name, "trainable": self.trainable, **chain_config(self.layers, shape)}

    def _append(self, layer: Any) -> None:
        if isinstance(layer, SymbolicTensor):
            layer = layer.node.layer
        if not isinstance(layer, Layer):
            hint = "()" if isinstance(layer, type) else ""
            raise ArgumentError.of(
                "sequential.no_layer", where=self.where, got=f"{getattr(layer, '__name__', repr(layer))}", hint=hint
            )
        if any(layer is other for other in self._chain):
            raise ArgumentError.of("sequential.twice", where=self.where, name=layer.name)
        if isinstance(layer, InputLayer) and self._chain:
            raise ArgumentError.of("sequential.input_inside", where=self.where, position=len(self._chain))
        self._chain.append(layer)

    def build(self, input_shape: Any) -> None:
        """Builds the layers for inputs of ``input_shape``, batch axis first."""
        if not self._chain or not isinstance(self._chain[0], InputLayer):
            self._chain.insert(0, _input_layer(tuple(input_shape)))
        self._rebuild()

    def ensure_built(self, input_shape: Any) -> None:
        """Builds the model for ``input_shape`` unless it is built; checks that the shape fits either way."""
        if not self.built:
            self.build(input_shape)
        self.check_input(input_shape)

    def _rebuild(self) -> None:
        """Draws the chain anew if its input shape is known; layers that are built keep their weights."""
        shape = self._declared_input()
        if shape is not None and not isinstance(self._chain[0], InputLayer):
            self._chain.insert(0, _input_layer(shape))
        if not self._chain or not isinstance(self._chain[0], InputLayer):
            return
        entering = tensor = self._chain[0].output
        arriving: list[Shape] = []
        for layer in self._chain[1:]:
            arriving.append(tensor.shape)
            tensor = layer(tensor)
        if len(self._chain) > 1:
            self._draw_graph(entering, tensor)
            if not self._trainable:
                self.trainable = False
        # After drawing, which gives the layers the names that the advice uses.
        for layer, shape in zip(self._chain[1:], arriving, strict=True):
            self._advise_on_shape(layer, shape)

    def _declared_input(self) -> Shape | None:
        if not self._chain:
            return None
        first = self._chain[0]
        if isinstance(first, GraphModel) and first.built:
            return first.graph.input_shapes[0]
        return first.declared_shape

    def _advise_on_shape(self, layer: Layer, arriving: Shape) -> None:
        declared = layer.declared_shape
        inner = layer is not self._chain[1]
        if inner and not self._advised and declared is not None and declared[1:] != arriving[1:]:
            self._advised = True
            advise(
                "sequential.input_shape_ignored",
                layer=layer.where, declared=declared[1:], arriving=shape_text(arriving),
            )  # fmt: skip


def _input_layer(shape: Shape) -> InputLayer:
    layer: InputLayer = Input(batch_shape=shape).node.layer
    return layer
