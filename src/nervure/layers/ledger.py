"""The layers up to a shape mismatch, with their outputs, as shown in an error."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from nervure.language import text
from nervure.shapes import shape_text
from nervure.symbolic import Node, SymbolicTensor

MOST_ROWS, FIRST_ROWS = 8, 3


class Row(NamedTuple):
    """One layer: its name, and its output shape as text."""

    name: str
    shape: str


def as_code(layer: Any) -> str:
    """A layer as source code: its arguments without the defaults."""
    _, given = layer.__getnewargs_ex__()
    parameters = inspect.signature(type(layer)).parameters
    written = []
    for name, parameter in parameters.items():
        value = given.get(name, parameter.default)
        if parameter.default is parameter.empty and parameter.kind is parameter.POSITIONAL_OR_KEYWORD:
            written.append(_value(value))
        elif name in given and not _same(value, parameter.default):
            written.append(f"{name}={_value(value)}")
    # Arguments of every layer, such as input_shape.
    written += [f"{name}={_value(x)}" for name, x in given.items() if name not in parameters and x is not None]
    return f"{type(layer).__name__}({', '.join(written)})"


class Path:
    """The layers that produced some tensors, in topological order, and their names.

    Args:
        tensors: the inputs of the layer that does not fit.
        layer: that layer; None if there is no layer.

    Attributes:
        rows: the layers before it and the inputs of the network; empty if no layer comes before it.
        where: the layer's own name in the ledger.
    """

    def __init__(self, tensors: Sequence[SymbolicTensor], layer: Any = None) -> None:
        nodes = _nodes_before(tensors)
        self._layers = list({id(each): each for each in [*(node.layer for node in nodes), layer] if each}.values())
        self._names = _names(self._layers)
        # If only inputs come before it, the error already states the shapes.
        has_layers = any(node.inputs for node in nodes)
        self.rows = [Row(self._names[id(node.layer)], _shapes(node)) for node in nodes] if has_layers else []
        self.where = self._names.get(id(layer), "")

    def place_of(self, layer: Any) -> str:
        """How a fix names a layer: by its name in a model, or before that as source code if that is unambiguous."""
        if layer.has_given_name or layer.has_number:
            return str(layer.where)
        code = as_code(layer)
        twins = [each for each in self._layers if as_code(each) == code]
        return self._names[id(layer)] if len(twins) > 1 else code


def ledger_lines(rows: Sequence[Row], where: str) -> list[str]:
    """The aligned rows, ending at the mismatch; the middle of a long list is omitted.

    Examples:
        >>> for line in ledger_lines([Row("Dense 'a'", "(N, 8)")], "Conv2D 'b'"): print(line)
        Dense 'a'   (N, 8)
        Conv2D 'b'  does not fit
    """
    from nervure.render.terminal import pad  # imports rich, which only a message needs

    told = [*rows, Row(where, text("ledger.conflict"))]
    if len(told) > MOST_ROWS:
        last = MOST_ROWS - FIRST_ROWS - 1
        told = [*told[:FIRST_ROWS], Row(text("ledger.more", count=len(told) - FIRST_ROWS - last), ""), *told[-last:]]
    longest = max(map(len, (pad(name, 0) for name, _ in told)))
    return [f"{pad(name, longest)}  {shape}".rstrip() for name, shape in told]


def _nodes_before(tensors: Sequence[SymbolicTensor]) -> list[Node]:
    # An explicit stack: a network of a thousand layers exceeds Python's recursion limit.
    finished: list[Node] = []
    seen: set[int] = set()
    stack: list[tuple[Node, Iterator[SymbolicTensor]]] = []

    def enter(node: Node) -> None:
        if id(node) not in seen:
            seen.add(id(node))
            stack.append((node, iter(node.inputs)))

    for tensor in tensors:
        enter(tensor.node)
        while stack:
            node, remaining = stack[-1]
            before = next(remaining, None)
            if before is None:
                finished.append(node)
                stack.pop()
            else:
                enter(before.node)
    return finished


def _shapes(node: Node) -> str:
    shapes = [output.shape for output in node.outputs]
    return shape_text(shapes[0] if len(shapes) == 1 else shapes)


def _same(value: Any, default: Any) -> bool:
    return value is default or (type(value) is type(default) and bool(value == default))


def _value(value: Any) -> str:
    if isinstance(value, (list, tuple)) and any(hasattr(item, "__getnewargs_ex__") for item in value):
        return f"[{', '.join(map(_value, value))}]"
    return as_code(value) if hasattr(value, "place") else repr(value)


def _names(layers: Sequence[Any]) -> dict[int, str]:
    """By ``id``: ``Conv2D 'conv2d_1'``. Layers not yet numbered by a model are numbered along the path."""
    names, counts = {}, dict[str, int]()
    for layer in layers:
        name = layer.name
        if not (layer.has_given_name or layer.has_number):
            count = counts[name] = counts.get(name, -1) + 1
            name = f"{name}_{count}" if count else name
        names[id(layer)] = f"{type(layer).__name__} '{name}'"
    return names
