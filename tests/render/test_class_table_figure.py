from __future__ import annotations

from nervure.render.class_table_figure import class_table_figure
from tests.render import insight_records as records


def test_each_class_has_a_bar_for_precision_and_one_for_recall() -> None:
    figure = class_table_figure(records.CLASSES)
    widths = [round(bar.get_width(), 4) for bar in figure.axes[0].patches]
    assert widths == [0.8889, 0.0, 0.0, 0.8, 0.0, 0.0]
    svg = figure.to_svg()
    assert "강아지 (0)" in svg
    assert "precision" in svg
    assert "recall" in svg
