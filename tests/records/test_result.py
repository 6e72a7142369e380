from __future__ import annotations

import json
import math
from typing import Any

import pytest

from nervure.records.result import RunResult, wilson_interval


@pytest.mark.parametrize(
    ("num_right", "count", "low", "high"),
    # From statsmodels.stats.proportion.proportion_confint(..., method="wilson").
    [(0, 10, 0.0, 0.277533), (5, 10, 0.236593, 0.763407), (10, 10, 0.722467, 1.0), (1960, 2000, 0.972896, 0.985272)],
)
def test_the_interval_is_wilsons(num_right: int, count: int, low: float, high: float) -> None:
    assert wilson_interval(num_right, count) == pytest.approx((low, high), abs=1e-5)


def test_nothing_seen_says_nothing() -> None:
    assert wilson_interval(0, 0) == (0.0, 1.0)
    assert math.isnan(RunResult("test", 0, 0, 0.0, 0.0, 0).accuracy)


def test_a_result_survives_its_file() -> None:
    result = RunResult("validation", 400, 372, 0.25, 61.5, 12, {"majority_class": 0.125}, "ab" * 32)
    kept = json.loads(json.dumps(result.to_json(), allow_nan=False))
    assert RunResult.from_json(kept) == result
    assert kept["accuracy"] == 0.93
    assert kept["interval"] == list(result.interval)


@pytest.mark.parametrize(
    ("name", "wrong", "error"),
    [
        ("part", "training", ValueError),
        ("count", 3, ValueError),
        ("num_right", -1, ValueError),
        ("loss", None, TypeError),
        ("baselines", "none", ValueError),
    ],
)
def test_a_file_that_was_altered_is_refused(name: str, wrong: Any, error: type[Exception]) -> None:
    values = RunResult("test", 10, 9, 0.5, 1.0, 1).to_json()
    with pytest.raises(error):
        RunResult.from_json({**values, name: wrong})
    with pytest.raises(KeyError):
        RunResult.from_json({key: value for key, value in values.items() if key != "count"})
