"""Precision and recall of each class, as bars."""

from __future__ import annotations

from matplotlib import rc_context

from nervure.language import text
from nervure.records.class_table import ClassTableRecord
from nervure.render.curves import TRAINING_COLOR, VALIDATION_COLOR
from nervure.render.figure import LooseFigure, font_families, readable, with_hairlines
from nervure.render.numbers import count
from nervure.render.terminal import cut, printable

_WIDTH_INCHES, _ROW_INCHES, _MARGIN_INCHES = 6.4, 0.36, 0.9
_TEXT_SIZE = 9.5
_BAR = 0.36
_LABEL_CELLS = 24


def class_table_figure(record: ClassTableRecord) -> LooseFigure:
    """Two bars per class, with the first class at the top."""
    return readable(lambda: _drawn(record))


def _drawn(record: ClassTableRecord) -> LooseFigure:
    height = len(record.rows) * _ROW_INCHES + _MARGIN_INCHES
    with rc_context({"font.family": font_families(), "axes.unicode_minus": False}):
        figure = LooseFigure(figsize=(_WIDTH_INCHES, height), layout="constrained", facecolor="white")
        figure.description = text("insight.class_table_description", count=len(record.rows))
        axes = figure.subplots()
        places = range(len(record.rows))
        for shift, key, color, shares in (
            (-_BAR / 2, "insight.precision", TRAINING_COLOR, [row.precision for row in record.rows]),
            (_BAR / 2, "insight.recall", VALIDATION_COLOR, [row.recall for row in record.rows]),
        ):
            axes.barh([place + shift for place in places], [share or 0.0 for share in shares], _BAR, color=color,
                      label=text(key))  # fmt: skip
        names = [f"{cut(printable(row.label), _LABEL_CELLS, '…')} ({count(row.count)})" for row in record.rows]
        axes.set_yticks(list(places), names, parse_math=False)
        axes.invert_yaxis()
        axes.set_xlim(0, 1)
        with_hairlines(axes, "x", _TEXT_SIZE)
        figure.legend(loc="outside upper left", ncols=2, frameon=False, fontsize=_TEXT_SIZE)
    return figure
