"""A network drawn as boxes and arrows, without Graphviz: SVG for a page, PNG or PDF for a slide."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path as Curve
from rich.cells import cell_len

from nervure.language import text
from nervure.records.network_diagram import NetworkBox, NetworkDiagram
from nervure.render.figure import LooseFigure, font_families
from nervure.render.layered_layout import Size, layered
from nervure.render.terminal import printable

_INK, _QUIET, _HAIRLINE, _FILL, _FROZEN = "#222222", "#666666", "#9a9a9a", "#ffffff", "#eef2f6"
_TITLE_SIZE, _TEXT_SIZE = 9.5, 8.5  # points, and so px at 72 px per inch
_CELL_PX, _LINE_PX, _PADDING_PX, _MARGIN_PX = 5.6, 13.0, 8.0, 12.0


class BoxText(NamedTuple):
    """The contents of the boxes.

    Attributes:
        names: the layer's name.
        shapes: the shapes of inputs and outputs.
        dtype: the dtype of the numbers; empty for none.
        activations: the activation function.
        trainable: whether the weights move.
    """

    names: bool = True
    shapes: bool = False
    dtype: str = ""
    activations: bool = False
    trainable: bool = False


def diagram_figure(diagram: NetworkDiagram, shown: BoxText, *, left_to_right: bool = False) -> LooseFigure:
    """The diagram as a figure: a notebook shows it as SVG, ``savefig`` writes SVG, PNG or PDF.

    Args:
        diagram: the boxes.
        shown: the contents of the boxes.
        left_to_right: whether arrows point to the right; otherwise they point down.
    """
    lines = [_lines(box, shown) for box in diagram.boxes]
    sizes = [_size(written) for written in lines]
    turned = [Size(size.along, size.across) if left_to_right else size for size in sizes]
    layout = layered(turned, diagram.edges)
    width, height = layout.size if not left_to_right else layout.size[::-1]
    figure = _sheet(width, height)
    figure.description = text("diagram.description", name=printable(diagram.name), count=len(diagram.boxes))
    axes = figure.axes[0]
    for route in layout.routes:
        points = [point[::-1] if left_to_right else point for point in route]
        axes.add_patch(_arrow(points, left_to_right))
    for center, size, written, box in zip(layout.centers, sizes, lines, diagram.boxes, strict=True):
        x, y = center[::-1] if left_to_right else center
        _draw_box(figure, (x, y), size, written, box)
    return figure


def _sheet(width: float, height: float) -> LooseFigure:
    margin = 2 * _MARGIN_PX
    figure = LooseFigure(figsize=((width + margin) / 72, (height + margin) / 72), facecolor="white")
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(-_MARGIN_PX, width + _MARGIN_PX)
    axes.set_ylim(height + _MARGIN_PX, -_MARGIN_PX)
    axes.set_axis_off()
    return figure


def _lines(box: NetworkBox, shown: BoxText) -> list[str]:
    """The title, and the lines below it."""
    kind = printable(box.kind)
    lines = [f"{printable(box.name)} ({kind})" if shown.names else kind]
    if shown.activations and box.activation is not None:
        lines.append(box.activation)
    if shown.shapes:
        arriving = " + ".join(map(_shape, box.input_shapes))
        giving = ", ".join(map(_shape, box.output_shapes))
        lines.append(f"{arriving} \N{RIGHTWARDS ARROW} {giving}" if arriving else giving)
    if shown.dtype:
        lines.append(shown.dtype)
    if shown.trainable and box.trainable is not None:
        lines.append(text("diagram.trainable" if box.trainable else "diagram.frozen"))
    return lines


def _shape(shape: Sequence[int | None]) -> str:
    sizes = ["N" if place == 0 and size is None else "?" if size is None else str(size)
             for place, size in enumerate(shape)]  # fmt: skip
    return f"({', '.join(sizes)})"


def _size(lines: Sequence[str]) -> Size:
    widest = max(cell_len(line) * (1.08 if number == 0 else 1.0) for number, line in enumerate(lines))
    return Size(widest * _CELL_PX + 2 * _PADDING_PX, len(lines) * _LINE_PX + 2 * _PADDING_PX - 3)


def _draw_box(
    figure: LooseFigure, center: tuple[float, float], size: Size, lines: Sequence[str], box: NetworkBox
) -> None:
    (x, y), axes = center, figure.axes[0]
    corner = (x - size.across / 2, y - size.along / 2)
    axes.add_patch(
        FancyBboxPatch(
            corner,
            size.across,
            size.along,
            boxstyle="round,pad=0,rounding_size=4",
            linewidth=0.9,
            edgecolor=_HAIRLINE,
            facecolor=_FROZEN if box.trainable is False else _FILL,
            zorder=2,
        )
    )
    for number, line in enumerate(lines):
        axes.text(
            x, y + (number - (len(lines) - 1) / 2) * _LINE_PX, line, ha="center", va="center", zorder=3,
            color=_INK if number == 0 else _QUIET, size=_TITLE_SIZE if number == 0 else _TEXT_SIZE,
            family=font_families(),
        )  # fmt: skip


def _arrow(points: Sequence[tuple[float, float]], left_to_right: bool) -> FancyArrowPatch:
    """A smooth line through the points that starts and ends in the direction of flow."""
    vertices, codes = [points[0]], [Curve.MOVETO]
    for (x, y), (next_x, next_y) in pairwise(points):
        if left_to_right:
            middle = (x + next_x) / 2
            vertices += [(middle, y), (middle, next_y), (next_x, next_y)]
        else:
            middle = (y + next_y) / 2
            vertices += [(x, middle), (next_x, middle), (next_x, next_y)]
        codes += [Curve.CURVE4] * 3
    return FancyArrowPatch(
        path=Curve(vertices, codes), arrowstyle="-|>,head_length=4,head_width=2", linewidth=0.9,
        edgecolor=_QUIET, facecolor=_QUIET, zorder=1, shrinkA=0, shrinkB=0,
    )  # fmt: skip
