from __future__ import annotations

from nervure.records.calibration import CalibrationRecord
from nervure.render.calibration_figure import calibration_figure
from tests.render import insight_records as records


def test_a_bar_is_as_high_as_the_share_of_right_ones() -> None:
    figure = calibration_figure(records.CALIBRATION)
    shares, counts = figure.axes
    assert [bar.get_height() for bar in shares.patches] == [0.75]
    assert [bar.get_height() for bar in counts.patches] == [4]
    assert (shares.patches[0].get_x(), shares.patches[0].get_width()) == (0.5, 0.5)
    assert figure.description == ("Accuracy by predicted probability; expected calibration error 15.0 %.")


def test_nothing_at_all_is_drawn_as_such() -> None:
    assert "Expected calibration error -" in calibration_figure(CalibrationRecord((), None, None)).to_svg()
