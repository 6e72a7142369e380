"""A layer's place in a graph: its symbolic inputs and outputs."""

from __future__ import annotations

from typing import Any

from nervure.errors import StateError
from nervure.symbolic import Node, SymbolicTensor


class Drawn:
    """Gives a layer the inputs and outputs of its latest call in a graph."""

    _call: Node | None

    @property
    def where(self) -> str:
        """How errors name the layer."""
        raise NotImplementedError

    @property
    def input(self) -> Any:
        """The layer's input in the graph it was last added to: a symbolic tensor, or a tuple of them."""
        return one_or_all(self._newest_call().inputs)

    @property
    def output(self) -> Any:
        """The layer's output there: ``Model(model.inputs, layer.output)`` is the network up to this layer."""
        return one_or_all(self._newest_call().outputs)

    def _newest_call(self) -> Node:
        if self._call is None:
            raise StateError.of("model.layer_not_drawn", where=self.where)
        return self._call


def one_or_all(tensors: tuple[SymbolicTensor, ...]) -> Any:
    """The tensor if there is only one, else all of them."""
    return tensors[0] if len(tensors) == 1 else tensors
