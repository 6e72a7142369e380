"""A reliability diagram: the share of correct predictions by their probability."""

from __future__ import annotations

from matplotlib import rc_context
from matplotlib.axes import Axes

from nervure.language import text
from nervure.records.calibration import CalibrationBin, CalibrationRecord
from nervure.render.curves import TRAINING_COLOR, VALIDATION_COLOR
from nervure.render.figure import INK, LooseFigure, font_families, readable, with_hairlines
from nervure.render.numbers import percentage

_BAR = "#9a9a9a"
_SIZE_INCHES = (4.4, 4.6)
_TEXT_SIZE, _TITLE_SIZE = 9.5, 11


def calibration_figure(record: CalibrationRecord) -> LooseFigure:
    """Above, the share of correct predictions in each bin of probabilities; below, the number of predictions in it."""
    return readable(lambda: _drawn(record))


def _drawn(record: CalibrationRecord) -> LooseFigure:
    error = "-" if record.expected_error is None else percentage(record.expected_error, 1)
    with rc_context({"font.family": font_families(), "axes.unicode_minus": False}):
        figure = LooseFigure(figsize=_SIZE_INCHES, layout="constrained", facecolor="white")
        figure.description = text("insight.calibration_description", error=error)
        shares, counts = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
        filled = [each for each in record.bins if each.count]
        _draw_shares(shares, filled)
        title = f"{text('insight.expected_error', error=error)}\n{text('insight.as_it_says')}"
        shares.set_title(title, loc="left", color=INK, fontsize=_TITLE_SIZE)
        for each in filled:
            counts.bar(each.low, each.count, each.high - each.low, align="edge", color=_BAR, edgecolor="white")
        counts.set_ylabel(text("insight.count"), color=INK, fontsize=_TEXT_SIZE)
        counts.set_xlabel(text("insight.confidence"), color=INK, fontsize=_TEXT_SIZE)
        for axes in (shares, counts):
            with_hairlines(axes, "y", _TEXT_SIZE)
        counts.set_xlim(0, 1)
    return figure


def _draw_shares(axes: Axes, filled: list[CalibrationBin]) -> None:
    axes.plot((0, 1), (0, 1), color=VALIDATION_COLOR, linestyle=(0, (4, 1.5)), linewidth=1.2)
    for each in filled:
        axes.bar(each.low, each.accuracy or 0.0, each.high - each.low, align="edge", color=TRAINING_COLOR,
                 edgecolor="white")  # fmt: skip
    axes.set_ylim(0, 1)
    axes.set_ylabel(text("insight.accuracy"), color=INK, fontsize=_TEXT_SIZE)
