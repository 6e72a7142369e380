"""The result of ``layer(x)`` while a graph is built: a shape and its origin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, Never

from nervure.errors import StateError
from nervure.shapes import Shape

__all__ = ["Node", "Shape", "SymbolicTensor", "Tensors", "symbolic_tensors"]


class Node:
    """One call of one layer, with its inputs and outputs: the edges of the graph."""

    __slots__ = ("dtype", "input_shape", "inputs", "layer", "outputs")

    def __init__(
        self,
        layer: Any,
        inputs: tuple[SymbolicTensor, ...],
        output_shapes: tuple[Shape, ...],
        dtype: str = "float32",
        input_shape: Any = None,
    ) -> None:
        self.layer, self.dtype = layer, dtype
        self.inputs, self.input_shape = inputs, input_shape
        self.outputs = tuple(SymbolicTensor(shape, self, index) for index, shape in enumerate(output_shapes))


def _refusal(deed: str, code: str, with_number: str | None = None) -> Callable[..., Never]:
    """A method that raises an error with what to write instead of ``deed``; ``with_number`` if the other is one."""

    def refuse(tensor: SymbolicTensor, *others: Any, **_options: Any) -> Never:
        both = bool(others) and isinstance(others[0], SymbolicTensor)
        advised = code if both or with_number is None else with_number
        raise StateError.of("symbolic.no_numbers", where=repr(tensor), deed=deed, code=advised)

    return refuse


def _operator(sign: str, ending: str = "") -> tuple[Callable[..., Never], Callable[..., Never]]:
    """The methods for ``x sign y`` and for ``y sign x``: no layer has that name, Lambda computes it.

    Args:
        sign: of the operator.
        ending: what makes numbers of what it gives: a truth value is none.
    """
    pair, alone, turned = (f"({way}){ending}" if ending else way for way in (
        f"xy[0] {sign} xy[1]", f"x {sign} y", f"y {sign} x",
    ))  # fmt: skip
    both = f"layers.Lambda(lambda xy: {pair})([x, y])"
    return (
        _refusal(f"x {sign} y", both, f"layers.Lambda(lambda x: {alone})(x)"),
        _refusal(f"y {sign} x", both, f"layers.Lambda(lambda x: {turned})(x)"),
    )


class SymbolicTensor:
    """A placeholder for a tensor: its shape (``None``: any size) and the call that will produce it.

    Layers are called on it; it does not contain values.

    Attributes:
        shape: the shape with the batch axis first, ``(None, 28, 28, 1)``.
        node: the call of a layer that produces it.
        index: its index among the outputs of that call.

    Raises:
        StateError: it was used like an array: added, indexed, converted to bool; the message names the layer.
    """

    __slots__ = ("index", "node", "shape")

    def __init__(self, shape: Shape, node: Node, index: int) -> None:
        self.shape, self.node, self.index = shape, node, index

    def __repr__(self) -> str:
        return f"<SymbolicTensor shape={self.shape} from {self.node.layer.name}>"

    @property
    def name(self) -> str:
        """The name of the layer that produces it; for an input, its own name."""
        return str(self.node.layer.name)

    @property
    def dtype(self) -> str:
        """Its default data type: for an input, the given one, else float32."""
        return self.node.dtype

    @property
    def ndim(self) -> int:
        """The number of axes, including the batch axis."""
        return len(self.shape)

    __add__ = __radd__ = _refusal("x + y", "layers.Add()([x, y])", "layers.Rescaling(1, offset=y)(x)")
    __sub__ = _refusal("x - y", "layers.Subtract()([x, y])", "layers.Rescaling(1, offset=-y)(x)")
    __rsub__ = _refusal("y - x", "layers.Subtract()([y, x])", "layers.Rescaling(-1, offset=y)(x)")
    __mul__ = __rmul__ = _refusal("x * y", "layers.Multiply()([x, y])", "layers.Rescaling(y)(x)")
    __truediv__ = _refusal("x / y", "layers.Lambda(lambda xy: xy[0] / xy[1])([x, y])", "layers.Rescaling(1 / y)(x)")
    __rtruediv__ = _refusal("y / x", "", "layers.Lambda(lambda x: y / x)(x)")
    __pow__, __rpow__ = _operator("**")
    __mod__, __rmod__ = _operator("%")
    __floordiv__, __rfloordiv__ = _operator("//")
    __and__, __rand__ = _operator("&")
    __or__, __ror__ = _operator("|")
    __xor__, __rxor__ = _operator("^")
    __lt__, __le__ = _operator("<", ".float()")[0], _operator("<=", ".float()")[0]
    __gt__, __ge__ = _operator(">", ".float()")[0], _operator(">=", ".float()")[0]
    __abs__ = _refusal("abs(x)", "layers.Lambda(abs)(x)")
    __invert__ = _refusal("~x", "layers.Lambda(lambda x: ~x)(x)")
    __round__ = _refusal("round(x)", "layers.Lambda(lambda x: x.round())(x)")
    __float__ = _refusal("float(x)", "model.predict(...)")
    __int__ = _refusal("int(x)", "model.predict(...)")
    __neg__ = _refusal("-x", "layers.Rescaling(-1)(x)")
    __matmul__ = _refusal("x @ y", "layers.Dot(axes=(2, 1))([x, y])")
    __getitem__ = _refusal("x[...]", "layers.Lambda(lambda x: x[:, 0])(x)")
    __rmatmul__ = _refusal("y @ x", "layers.Dot(axes=(2, 1))([y, x])")
    __bool__ = _refusal("bool(x)", "model.predict(...)")
    __array__ = _refusal("numpy.asarray(x)", "model.predict(...)")

    def __ne__(self, other: object) -> bool:
        if isinstance(other, (int, float)):  # a mask is meant; that two tensors are not one, is known
            _operator("!=", ".float()")[0](self, other)
        return self is not other

    __eq__, __hash__ = object.__eq__, object.__hash__


class Tensors(NamedTuple):
    """The symbolic tensors in an argument, and whether it was a single tensor or a list."""

    tensors: tuple[SymbolicTensor, ...]
    alone: bool


def symbolic_tensors(inputs: Any) -> Tensors | None:
    """The symbolic tensors in ``inputs`` (one, or a list or tuple of them); None if it contains data."""
    if isinstance(inputs, SymbolicTensor):
        return Tensors((inputs,), alone=True)
    if isinstance(inputs, (list, tuple)) and inputs and all(isinstance(item, SymbolicTensor) for item in inputs):
        return Tensors(tuple(inputs), alone=False)
    return None
