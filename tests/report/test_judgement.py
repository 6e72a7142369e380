from __future__ import annotations

from dataclasses import replace

import pytest

from nervure.records.result import RunResult
from nervure.report.image_pool import PicturePool
from nervure.report.judgement import (
    calibration_payload,
    classes_payload,
    confusion_payload,
    mistakes_payload,
    result_payload,
    wrong_labels_payload,
)
from tests.report.sample import sample_report


def test_rivals_stand_in_order_of_their_accuracy() -> None:
    found = result_payload(sample_report().result)
    assert found is not None
    assert [baseline["name"] for baseline in found["baselines"]] == [
        "nearest_neighbor",
        "linear_model",
        "majority_class",
    ]
    assert found["low"] < found["accuracy"] < found["high"]


def test_intervals_are_wider_where_pictures_look_alike() -> None:
    report = sample_report()
    assert report.result is not None
    alike = replace(report.result, num_independent=report.result.count / 3)
    plain, wide = result_payload(report.result), result_payload(alike)
    assert plain is not None
    assert wide is not None
    assert (wide["low"], wide["high"]) == alike.interval
    assert (plain["independent"], wide["independent"]) == (None, round(report.result.count / 3))
    calibrations = [calibration_payload(report.calibration, result) for result in (report.result, alike)]
    first_chance, second_chance = (found["chance_error"] for found in calibrations if found)
    first, second = (
        [found["interval"], *(each["interval"] for each in found["bins"])] for found in calibrations if found
    )
    widened = [
        wide_high - wide_low > high - low for (low, high), (wide_low, wide_high) in zip(first, second, strict=True)
    ]
    assert second_chance > first_chance > 0
    assert widened == [True] + [False] * 4 + [True] * 6, "bins without pictures say nothing as before"


def test_pictures_that_were_learned_have_no_interval() -> None:
    found = result_payload(RunResult("learned", 40, 39, 0.1, 0.0, 0))
    assert found is not None
    assert found["low"] is found["high"] is None


def test_nothing_judged_is_no_result() -> None:
    assert result_payload(RunResult("test", 0, 0, 0.0, 1.0, 1)) is None


def test_pictures_behind_the_counts_are_bounded_and_mistakes_come_first() -> None:
    report, pool = sample_report(), PicturePool({})
    found = confusion_payload(report.confusion, pool, most=5)
    assert found is not None
    assert sum(len(places) for places in found["cells"].values()) == 5
    assert all(len(set(cell.split(","))) == 2 for cell, places in found["cells"].items() if places)


def test_counts_and_shares_are_those_of_the_records() -> None:
    report, pool = sample_report(), PicturePool({})
    confusion, mistakes = confusion_payload(report.confusion, pool), mistakes_payload(report.mistakes, pool)
    wrong, classes = wrong_labels_payload(report.wrong_labels, pool), classes_payload(report.classes)
    calibration = calibration_payload(report.calibration)
    assert confusion is not None
    assert mistakes is not None
    assert wrong is not None
    assert classes is not None
    assert calibration is not None
    assert report.confusion is not None
    assert confusion["counts"] == report.confusion.counts
    assert mistakes["num_wrong"] == report.confusion.count - report.confusion.num_right
    assert wrong["given"] == [0.02] * 3
    assert classes["rows"][0]["recall"] == pytest.approx(
        report.confusion.counts[0][0] / sum(report.confusion.counts[0])
    )
    filled = [each for each in calibration["bins"] if each["count"]]
    assert all(low <= each["accuracy"] <= high for each in filled for low, high in [each["interval"]])
