"""What ``layer(x)`` returns while a graph is drawn: a shape, and where it came from."""

from __future__ import annotations

from typing import Any, NamedTuple

from nervure.shapes import Shape

__all__ = ["Node", "Shape", "SymbolicTensor", "Tensors", "symbolic_tensors"]


class Node:
    """One call of one layer: what went in, what came out. The arrows of the graph."""

    __slots__ = ("inputs", "layer", "outputs")

    def __init__(self, layer: Any, inputs: tuple[SymbolicTensor, ...], output_shapes: tuple[Shape, ...]) -> None:
        self.layer = layer
        self.inputs = inputs
        self.outputs = tuple(SymbolicTensor(shape, self, index) for index, shape in enumerate(output_shapes))


class SymbolicTensor:
    """A tensor that is not there yet: its shape (``None``: any size) and the call that will produce it.

    Attributes:
        shape: the shape with the batch axis first, ``(None, 28, 28, 1)``.
        node: the call of a layer that produces it.
        index: which of the outputs of that call it is.
    """

    __slots__ = ("index", "node", "shape")

    def __init__(self, shape: Shape, node: Node, index: int) -> None:
        self.shape, self.node, self.index = shape, node, index

    def __repr__(self) -> str:
        return f"<SymbolicTensor shape={self.shape} from {self.node.layer.name}>"


class Tensors(NamedTuple):
    """The symbolic tensors in an argument, and whether they came alone or as a list."""

    tensors: tuple[SymbolicTensor, ...]
    alone: bool


def symbolic_tensors(inputs: Any) -> Tensors | None:
    """The symbolic tensors in ``inputs`` (one, or a list or tuple of them); None where it holds data."""
    if isinstance(inputs, SymbolicTensor):
        return Tensors((inputs,), alone=True)
    if isinstance(inputs, (list, tuple)) and inputs and all(isinstance(item, SymbolicTensor) for item in inputs):
        return Tensors(tuple(inputs), alone=False)
    return None
