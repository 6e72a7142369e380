"""A model as boxes and arrows: ``plot_model``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

from nervure.arguments import Count, Flag, PathLike, Word, checked
from nervure.arguments.objects import Instance
from nervure.errors import ArgumentError, StateError
from nervure.files import writing
from nervure.layers import InputLayer, Layer
from nervure.models.graph_model import GraphModel
from nervure.models.layer_graph import LayerGraph, graph_inside
from nervure.records.network_diagram import NetworkBox, NetworkDiagram
from nervure.symbolic import Node, SymbolicTensor

if TYPE_CHECKING:
    from nervure.render.figure import LooseFigure

_DIRECTIONS = {"TB": False, "LR": True}
_FORMATS = (".svg", ".png", ".pdf")


AnyGraph = Annotated[GraphModel, Instance(GraphModel, "Model")]


@checked
def plot_model(
    model: AnyGraph,
    to_file: PathLike | None = "model.svg",
    show_shapes: Flag = False,
    show_dtype: Flag = False,
    show_layer_names: Flag = False,
    rankdir: Word = "TB",
    expand_nested: Flag = False,
    dpi: Count = 200,
    show_layer_activations: Flag = False,
    show_trainable: Flag = False,
) -> LooseFigure:
    """Draws ``model`` as boxes and arrows, writes the image, and returns it for display in a notebook.

    It needs only matplotlib, not Graphviz. Frozen layers have a shaded box.

    Args:
        model: a built model.
        to_file: ``.svg`` (text stays text), ``.png`` or ``.pdf``; None to write no file.
        show_shapes: whether boxes show input and output shapes; N is the batch size.
        show_dtype: whether boxes show the data type.
        show_layer_names: whether boxes show the layer's name besides its class.
        rankdir: the direction of the arrows, ``"TB"`` down or ``"LR"`` to the right.
        expand_nested: whether nested models are drawn as their layers.
        dpi: the resolution of a PNG, in dots per inch.
        show_layer_activations: whether to show activation functions.
        show_trainable: whether boxes show if weights are trainable.

    Raises:
        StateError: the model is not built.
        ArgumentError: the direction or the file extension is invalid.
        FileError: the folder does not exist or may not be written to.

    Examples:
        >>> from nervure.layers import Dense, Input
        >>> from nervure.models import Sequential
        >>> picture = plot_model(Sequential([Input((4,)), Dense(2)]), to_file=None, show_shapes=True)
        >>> "(N, 4) → (N, 2)" in picture.to_svg()
        True
    """
    if not model.built:
        raise StateError.of("diagram.not_built", where="plot_model")
    if rankdir not in _DIRECTIONS:
        raise ArgumentError.of("diagram.direction", where="plot_model(rankdir=...)", got=rankdir)
    if to_file is not None and Path(to_file).suffix.lower() not in _FORMATS:
        raise ArgumentError.of(
            "diagram.format", where="plot_model(to_file=...)", known=", ".join(_FORMATS), got=Path(to_file).name
        )
    from nervure.render.network_diagram import BoxText, diagram_figure  # imports matplotlib, so only when needed

    shown = BoxText(
        names=show_layer_names, shapes=show_shapes, dtype=model.precision.name if show_dtype else "",
        activations=show_layer_activations, trainable=show_trainable,
    )  # fmt: skip
    diagram = diagram_of(model, expand_nested=expand_nested)
    figure = diagram_figure(diagram, shown, left_to_right=_DIRECTIONS[rankdir])
    if to_file is not None:
        _save(figure, to_file, dpi)
    return figure


def diagram_of(model: GraphModel, *, expand_nested: bool = False) -> NetworkDiagram:
    """The boxes and arrows of a built model, including nested models if ``expand_nested`` is set."""
    drawing = _Drawing([], expand_nested)
    sources = {id(tensor): drawing.add_input(model.graph, tensor) for tensor in model.graph.inputs}
    drawing.add_graph(model.graph, sources, "")
    return NetworkDiagram(model.name, tuple(drawing.boxes))


def _save(figure: LooseFigure, to_file: PathLike, dpi: int) -> None:
    with writing(to_file) as temporary:
        if Path(to_file).suffix.lower() == ".svg":
            temporary.write_text(figure.to_svg(), encoding="utf-8")
        else:
            figure.savefig(temporary, dpi=dpi, format=Path(to_file).suffix[1:].lower())


class _Drawing(NamedTuple):
    """The boxes so far."""

    boxes: list[NetworkBox]
    expands: bool

    def add_input(self, graph: LayerGraph, tensor: SymbolicTensor) -> int:
        layer = tensor.node.layer
        self.boxes.append(NetworkBox(graph.name_of(layer), type(layer).__name__, (), (), (tensor.shape,)))
        return len(self.boxes) - 1

    def add_graph(self, graph: LayerGraph, sources: dict[int, int], prefix: str) -> None:
        """Adds every call of ``graph``; ``sources`` maps tensors to boxes and is updated."""
        calls: dict[int, int] = {}
        for node in graph.nodes:
            if isinstance(node.layer, InputLayer):
                continue
            calls[id(node.layer)] = calls.get(id(node.layer), 0) + 1
            number = calls[id(node.layer)]
            name = f"{prefix}{graph.name_of(node.layer)}{f':{number}' if number > 1 else ''}"
            read = [sources[id(tensor)] for tensor in node.inputs]
            inner = graph_inside(node.layer) if self.expands else None
            if inner is None:
                given = [self._add_call(node.layer, name, read, node)] * len(node.outputs)
            else:
                known = dict(zip(map(id, inner.inputs), read, strict=True))
                self.add_graph(inner, known, f"{name}/")
                given = [known[id(tensor)] for tensor in inner.outputs]
            sources.update(zip(map(id, node.outputs), given, strict=True))

    def _add_call(self, layer: Layer, name: str, read: list[int], node: Node) -> int:
        activation = next(_activations(layer), None)
        self.boxes.append(
            NetworkBox(
                name,
                type(layer).__name__,
                tuple(read),
                tuple(tensor.shape for tensor in node.inputs),
                tuple(tensor.shape for tensor in node.outputs),
                activation,
                layer.trainable if layer.parameters else None,
            )
        )
        return len(self.boxes) - 1


def _activations(layer: Layer) -> Iterator[str]:
    for attribute in ("activation", "function"):
        function = getattr(layer, attribute, None)
        if function is not None and hasattr(function, "name"):
            yield str(function.name)
