"""The layers up to a conflict of shapes, with their outputs, as an error shows them."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from nervure.language import text
from nervure.shapes import shape_text
from nervure.symbolic import Node, SymbolicTensor

MOST_ROWS, FIRST_ROWS = 8, 3


class Row(NamedTuple):
    """One layer: what it is called, and the shape of its output as text."""

    name: str
    shape: str


def as_code(layer: Any) -> str:
    """A layer as one writes it: its arguments but those that are as by default."""
    _, given = layer.__getnewargs_ex__()
    parameters = inspect.signature(type(layer)).parameters
    written = []
    for name, parameter in parameters.items():
        value = given.get(name, parameter.default)
        if parameter.default is parameter.empty and parameter.kind is parameter.POSITIONAL_OR_KEYWORD:
            written.append(_value(value))
        elif name in given and not _same(value, parameter.default):
            written.append(f"{name}={_value(value)}")
    # What every layer takes, input_shape for example.
    written += [f"{name}={_value(x)}" for name, x in given.items() if name not in parameters and x is not None]
    return f"{type(layer).__name__}({', '.join(written)})"


class Path:
    """The layers that some tensors come from, each after those it reads, and what they are called.

    Args:
        tensors: what reaches the layer that does not fit.
        layer: that layer; None where it is none.

    Attributes:
        rows: the layers before it, and the inputs of the network; none where there is no layer before it.
        where: how the ledger names the layer itself.
    """

    def __init__(self, tensors: Sequence[SymbolicTensor], layer: Any = None) -> None:
        nodes = _nodes_before(tensors)
        self._layers = list({id(each): each for each in [*(node.layer for node in nodes), layer] if each}.values())
        self._names = _names(self._layers)
        # Where only inputs come before it, the error itself says what came.
        has_layers = any(node.inputs for node in nodes)
        self.rows = [Row(self._names[id(node.layer)], _shapes(node)) for node in nodes] if has_layers else []
        self.where = self._names.get(id(layer), "")

    def place_of(self, layer: Any) -> str:
        """How a fix names a layer: by its name in a model; before there is one as it was written, if that is clear."""
        if layer.has_given_name or layer.has_number:
            return str(layer.where)
        code = as_code(layer)
        twins = [each for each in self._layers if as_code(each) == code]
        return self._names[id(layer)] if len(twins) > 1 else code


def ledger_lines(rows: Sequence[Row], where: str) -> list[str]:
    """The rows, and at their end the place of the conflict, aligned; of many the middle is left out.

    Examples:
        >>> for line in ledger_lines([Row("Dense 'a'", "(N, 8)")], "Conv2D 'b'"): print(line)
        Dense 'a'   (N, 8)
        Conv2D 'b'  does not fit
    """
    from nervure.render.terminal import pad  # brings rich, which only a message needs

    told = [*rows, Row(where, text("ledger.conflict"))]
    if len(told) > MOST_ROWS:
        last = MOST_ROWS - FIRST_ROWS - 1
        told = [*told[:FIRST_ROWS], Row(text("ledger.more", count=len(told) - FIRST_ROWS - last), ""), *told[-last:]]
    longest = max(map(len, (pad(name, 0) for name, _ in told)))
    return [f"{pad(name, longest)}  {shape}".rstrip() for name, shape in told]


def _nodes_before(tensors: Sequence[SymbolicTensor]) -> list[Node]:
    # By a list of our own: a network of a thousand layers is deeper than Python's stack.
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
    """By ``id``: ``Conv2D 'conv2d_1'``. Layers that no model has numbered yet are numbered along the path."""
    names, counts = {}, dict[str, int]()
    for layer in layers:
        name = layer.name
        if not (layer.has_given_name or layer.has_number):
            count = counts[name] = counts.get(name, -1) + 1
            name = f"{name}_{count}" if count else name
        names[id(layer)] = f"{type(layer).__name__} '{name}'"
    return names
