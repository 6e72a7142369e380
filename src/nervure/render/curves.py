"""Learning curves: loss and metrics by epoch, on training and on validation data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from nervure.errors import StateError
from nervure.language import language, text
from nervure.language.catalogue import MESSAGES
from nervure.records.history import HistoryRecord
from nervure.render.terminal import printable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from nervure.render.figure import LooseFigure

# Blue and orange are distinguishable with every kind of color blindness, and the dash distinguishes them in print;
# both have a contrast of 4.5 on white and of 4 on near black.
TRAINING_COLOR, VALIDATION_COLOR = "#2a79c2", "#c65300"
_WITHOUT_DATA = ("learning_rate", "lr")  # what is measured on neither training nor validation data
_FOLLOWING = {
    TRAINING_COLOR: f"var(--nervure-training, {TRAINING_COLOR})",
    VALIDATION_COLOR: f"var(--nervure-validation, {VALIDATION_COLOR})",
}
_PANEL_WIDTH_INCHES, _PANEL_HEIGHT_INCHES, _MOST_COLUMNS = 4.4, 3.1, 3
_LABEL_SIZE, _TITLE_SIZE = 9.5, 11
_LABEL_APART = 0.075  # of a panel's height: one line of a label


class _Label(NamedTuple):
    """The name of a curve, at its last point."""

    epoch: float
    value: float
    word: str
    color: str


def curves_figure(history: HistoryRecord) -> LooseFigure:
    """The curves as a matplotlib figure, one panel for the loss and one for each metric.

    No window is opened and no backend chosen. A notebook shows the figure; ``figure.savefig("curves.png")`` saves it.

    Args:
        history: the values of a run.

    Raises:
        StateError: the history is empty.
    """
    if not history.epochs or not history.values:
        raise StateError.of("curves.empty", where="curves")
    from nervure.render.figure import readable

    return readable(lambda: _drawn(history))


def curves_svg(history: HistoryRecord, *, inherit_ink: bool = False) -> str:
    """The curves as one ``<svg>`` element in which text remains text.

    Args:
        history: the values of a run.
        inherit_ink: True for an element inside a page: text and axes take the page's text color and the background
            stays transparent, so that it fits light and dark themes; the curves take ``--nervure-training`` and
            ``--nervure-validation`` if the page sets them. False draws on white.

    Raises:
        StateError: the history is empty.
    """
    if not history.epochs or not history.values:
        raise StateError.of("curves.empty", where="curves")
    from nervure.render.figure import HAIRLINE, INK

    figure = _drawn(history)
    if not inherit_ink:
        return figure.to_svg()
    figure.patch.set_visible(False)
    svg = figure.to_svg()
    for color, follows in {INK: "currentColor", HAIRLINE: "rgba(128, 128, 128, .35)", **_FOLLOWING}.items():
        svg = svg.replace(color, follows)
    return svg


def _drawn(history: HistoryRecord) -> LooseFigure:
    import matplotlib as mpl

    from nervure.render.figure import LooseFigure, font_families

    quantities = history.quantities
    columns = min(len(quantities), _MOST_COLUMNS)
    rows = -(-len(quantities) // columns)
    with mpl.rc_context({"font.family": font_families(), "axes.unicode_minus": False}):
        size = (columns * _PANEL_WIDTH_INCHES, rows * _PANEL_HEIGHT_INCHES)
        figure = LooseFigure(figsize=size, layout="constrained", facecolor="white")
        panels = list(figure.subplots(rows, columns, squeeze=False).flat)
        for panel, quantity in zip(panels, quantities, strict=False):
            _draw_panel(panel, history, quantity)
        for panel in panels[len(quantities) :]:
            panel.remove()
    titles = ", ".join(_title(quantity) for quantity in quantities)
    figure.description = text("curves.description", quantity=titles)
    return figure


def _draw_panel(panel: Axes, history: HistoryRecord, quantity: str) -> None:
    from nervure.render.figure import INK

    curves = [
        (quantity, "curves.train", TRAINING_COLOR, "-"),
        (f"val_{quantity}", "curves.validation", VALIDATION_COLOR, (0, (4, 1.5))),
    ]
    labels: list[_Label] = []
    for name, key, color, dash in curves:
        points = list(zip(history.epochs, history.values.get(name, ()), strict=False))
        if not points:
            continue
        marker = "o" if len(points) == 1 else ""
        panel.plot(*zip(*points, strict=True), color=color, linestyle=dash, linewidth=1.8, marker=marker, markersize=4)
        finite = [(epoch, value) for epoch, value in points if math.isfinite(value)]
        if finite and quantity not in _WITHOUT_DATA:
            labels.append(_Label(*finite[-1], text(key), color))
    title = _title(quantity)
    # A metric may have any name: a dollar sign in it must not start a formula.
    panel.set_title(title, loc="left", color=INK, fontsize=_TITLE_SIZE, parse_math=False)
    panel.set_xlabel(text("curves.epoch"), color=INK, fontsize=_LABEL_SIZE)
    _quiet(panel, history.epochs)
    _label_directly(panel, labels)


def _quiet(panel: Axes, epochs: Sequence[int]) -> None:
    """Hairlines instead of a box, and whole epochs on the axis, which ends where the curves end."""
    from matplotlib.ticker import MaxNLocator

    from nervure.render.figure import with_hairlines

    panel.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True, min_n_ticks=1))
    panel.yaxis.set_major_locator(MaxNLocator(nbins=6))
    with_hairlines(panel, "y", _LABEL_SIZE)
    panel.patch.set_visible(False)
    if len(epochs) > 1:
        panel.spines["bottom"].set_bounds(epochs[0], epochs[-1])


def _label_directly(panel: Axes, labels: Sequence[_Label]) -> None:
    """Writes each curve's name after its end, moved apart if two ends are close."""
    low, high = panel.get_ylim()
    heights = _apart([(label.value - low) / (high - low) for label in labels], _LABEL_APART)
    for label, height in zip(labels, heights, strict=True):
        panel.annotate(
            label.word,
            (label.epoch, height),
            xycoords=("data", "axes fraction"),
            xytext=(5, 0),
            textcoords="offset points",
            color=label.color,
            fontsize=_LABEL_SIZE,
            verticalalignment="center",
            annotation_clip=False,
        )


def _apart(heights: Sequence[float], least: float) -> list[float]:
    """The heights, in their order, with neighbors at least ``least`` apart and none on the axis below."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    moved = list(heights)
    for below, above in pairwise(order):
        lacking = max(0.0, least - (moved[above] - moved[below]))
        moved[below] -= lacking / 2
        moved[above] += lacking / 2
    lowest = least / 2
    for place in order:
        moved[place] = max(moved[place], lowest)
        lowest = moved[place] + least
    return moved


def _title(quantity: str) -> str:
    """The label of a quantity: in words if the catalogue has some, with its name in code beside it."""
    name = printable(quantity)
    key = f"curves.{quantity}"
    if key not in MESSAGES or language() == "en":
        return name
    return f"{text(key)} ({name})"
