from __future__ import annotations

import pytest

from nervure.records.calibration import CalibrationBin, CalibrationRecord


def test_the_expected_error_weighs_every_bin_by_its_predictions() -> None:
    bins = (
        CalibrationBin(0.0, 0.5, 0, None, None),
        CalibrationBin(0.5, 0.75, 1, 0.6, 1.0),
        CalibrationBin(0.75, 1.0, 3, 0.9, 2 / 3),
    )
    record = CalibrationRecord(bins, 0.825, 0.75)
    assert record.count == 4
    assert record.expected_error == pytest.approx(0.25 * 0.4 + 0.75 * (0.9 - 2 / 3))
    assert CalibrationRecord(bins[:1], None, None).expected_error is None
