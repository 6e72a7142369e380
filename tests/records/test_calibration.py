from __future__ import annotations

import numpy as np
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


@pytest.mark.parametrize(("count", "probability"), [(1, 0.3), (7, 0.5), (10, 0.99), (100, 0.8), (3000, 0.37)])
def test_the_error_of_chance_is_what_draws_come_to(count: int, probability: float) -> None:
    record = CalibrationRecord((CalibrationBin(0.0, 1.0, count, probability, 0.5),), probability, 0.5)
    draws = np.random.default_rng(1).binomial(count, probability, 100_000) / count
    assert record.chance_error() == pytest.approx(np.abs(draws - probability).mean(), rel=0.02)


def test_the_error_of_chance_is_larger_where_predictions_depend_on_each_other() -> None:
    bins = (CalibrationBin(0.0, 0.5, 0, None, None), CalibrationBin(0.5, 1.0, 100, 0.8, 0.9))
    record = CalibrationRecord(bins, 0.8, 0.9)
    plain, alike, one = (record.chance_error(share) for share in (1.0, 0.25, 0.0))
    assert plain is not None
    assert alike == pytest.approx(2 * plain, rel=0.02)
    assert one == pytest.approx(2 * 0.8 * 0.2)
    assert CalibrationRecord(bins[:1], None, None).chance_error() is None
    assert CalibrationRecord((CalibrationBin(0.5, 1.0, 4, 1.0, 1.0),), 1.0, 1.0).chance_error() == 0.0
