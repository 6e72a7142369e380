"""A confusion matrix as a figure: rows are the true classes; the darker a cell, the larger its share of the row."""

from __future__ import annotations

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from nervure.language import text
from nervure.records.confusion import ConfusionRecord
from nervure.render.figure import HAIRLINE, INK, LooseFigure, font_families, readable
from nervure.render.numbers import count, percentage
from nervure.render.terminal import cut, printable
from nervure.render.value_colors import unsigned_colors

_QUIET, _PAPER = "#666666", "#ffffff"
_CELL_INCHES, _MARGIN_INCHES, _LABEL_CELLS = 0.5, 1.6, 22
_MOST_WITH_NUMBERS = 30
_TEXT_SIZE, _NUMBER_SIZE, _TITLE_SIZE = 9, 8.5, 11
_DARK = 0.45  # the share from which a number is written in white


def confusion_figure(record: ConfusionRecord) -> LooseFigure:
    """The matrix with the number in each cell, if there are few enough classes to read them."""
    return readable(lambda: _drawn(record))


def _drawn(record: ConfusionRecord) -> LooseFigure:
    num_classes = len(record.labels)
    side = max(num_classes * _CELL_INCHES, 2.4)
    with rc_context({"font.family": font_families(), "axes.unicode_minus": False}):
        figure = LooseFigure(figsize=(side + _MARGIN_INCHES, side + _MARGIN_INCHES), layout="constrained",
                             facecolor=_PAPER)  # fmt: skip
        shown = "-" if record.accuracy is None else percentage(record.accuracy, 1)
        figure.description = text("insight.confusion_description", count=num_classes, share=shown)
        axes = figure.subplots()
        counts = np.array(record.counts, dtype=float)
        totals = counts.sum(axis=1, keepdims=True)
        shares = np.divide(counts, totals, out=np.zeros_like(counts), where=totals > 0)
        has_numbers = num_classes <= _MOST_WITH_NUMBERS
        # Rectangles instead of an image: they stay sharp in an SVG of any size. With many classes, nearly all cells are
        # empty.
        for row, column in np.argwhere(counts >= 0 if has_numbers else counts > 0):
            red, green, blue = unsigned_colors(shares[row, column]) / 255
            axes.add_patch(Rectangle((column, row), 1, 1, facecolor=(red, green, blue), edgecolor=_PAPER))
        axes.set_facecolor(tuple(unsigned_colors(np.zeros(())) / 255))
        if has_numbers:
            _write_numbers(axes, record, shares)
        _label(axes, record)
        axes.set_title(text("insight.right", right=count(record.num_right), count=count(record.count), share=shown),
                       loc="left", color=INK, fontsize=_TITLE_SIZE)  # fmt: skip
    return figure


def _write_numbers(
    axes: Axes, record: ConfusionRecord, shares: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> None:
    for row, numbers in enumerate(record.counts):
        for column, number_of in enumerate(numbers):
            if number_of:
                axes.text(
                    column + 0.5, row + 0.5, count(number_of), ha="center", va="center", fontsize=_NUMBER_SIZE,
                    color=_PAPER if shares[row, column] > _DARK else INK,
                )  # fmt: skip


def _label(axes: Axes, record: ConfusionRecord) -> None:
    num_classes = len(record.labels)
    names = [cut(printable(label), _LABEL_CELLS, "…") for label in record.labels]
    axes.set_xlim(0, num_classes)
    axes.set_ylim(num_classes, 0)  # downwards, in reading order
    axes.set_aspect("equal")
    longest = max(map(len, names), default=0)
    axes.set_xticks(np.arange(num_classes) + 0.5, names, rotation=0 if longest <= 3 else 60,
                    ha="center" if longest <= 3 else "right", rotation_mode="anchor", parse_math=False)  # fmt: skip
    axes.set_yticks(np.arange(num_classes) + 0.5, names, parse_math=False)
    axes.tick_params(colors=INK, length=0, labelsize=_TEXT_SIZE)
    axes.set_xlabel(text("insight.label"), color=_QUIET, fontsize=_TEXT_SIZE)
    axes.set_ylabel(text("insight.truth"), color=_QUIET, fontsize=_TEXT_SIZE)
    for spine in axes.spines.values():
        spine.set_color(HAIRLINE)
