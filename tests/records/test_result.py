from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nervure.errors import Unfit
from nervure.records.result import RunResult, independent_count, wilson_interval


@pytest.mark.parametrize(("num_right", "count"), [(0, 10), (5, 10), (10, 10), (1960, 2000), (1, 1)])
def test_at_its_ends_the_share_seen_is_just_a_quantile_away(num_right: int, count: int) -> None:
    """Both ends p are solutions of (share - p)² = z² p (1 - p) / n, of which Wilson's formula is the closed form."""
    for end in wilson_interval(num_right, count):
        assert (num_right / count - end) ** 2 == pytest.approx(1.959964**2 * end * (1 - end) / count, abs=1e-7)


def test_more_pictures_say_more() -> None:
    widths = [high - low for low, high in (wilson_interval(count // 2, count) for count in (10, 100, 1000))]
    assert widths == sorted(widths, reverse=True)
    assert wilson_interval(0, 10)[0] == 0.0
    assert wilson_interval(10, 10)[1] == pytest.approx(1.0)


def test_the_interval_holds_what_it_promises_where_pictures_come_in_groups() -> None:
    """Groups of the sizes of a film's test part, each right or wrong as a whole: the worst case."""
    random, share = np.random.default_rng(0), 0.9
    sizes = np.array([1] * 473 + [2] * 106 + [3] * 21 + [4] * 10 + [8])
    count, independent = int(sizes.sum()), independent_count(np.repeat(np.arange(len(sizes)), sizes))
    assert independent == pytest.approx(count**2 / (sizes**2).sum())
    hits, plain = 0, 0
    for right in (random.random((4000, len(sizes))) < share) @ sizes:
        low, high = wilson_interval(int(right), count, independent)
        narrow_low, narrow_high = wilson_interval(int(right), count)
        hits += low <= share <= high
        plain += narrow_low <= share <= narrow_high
    assert plain / 4000 < 0.91
    assert 0.94 < hits / 4000 < 0.97
    assert independent_count([]) == 0
    assert independent_count(range(7)) == 7


def test_nothing_seen_says_nothing() -> None:
    assert wilson_interval(0, 0) == (0.0, 1.0)
    assert math.isnan(RunResult("test", 0, 0, 0.0, 0.0, 0).accuracy)


def test_a_result_survives_its_file() -> None:
    result = RunResult("validation", 400, 372, 0.25, 61.5, 12, {"majority_class": 0.125}, "ab" * 32, 0.875, 310.5)
    kept = json.loads(json.dumps(result.to_json(), allow_nan=False))
    assert RunResult.from_json(kept) == result
    assert kept["accuracy"] == 0.93
    assert kept["interval"] == list(result.interval)
    del kept["balanced_accuracy"]  # as runs of former releases
    del kept["num_independent"]
    assert RunResult.from_json(kept) == replace(result, balanced_accuracy=None, num_independent=None)


@pytest.mark.parametrize(
    ("name", "wrong", "error"),
    [
        ("part", "training", Unfit),
        ("count", 3, Unfit),
        ("num_right", -1, Unfit),
        ("loss", None, Unfit),
        ("baselines", "none", Unfit),
        ("baselines", {"linear_model": "good"}, Unfit),
        ("neighbor_size", [16], Unfit),
        ("seconds", [], Unfit),
        ("num_independent", 11, Unfit),
        ("num_independent", 0.5, Unfit),
    ],
)
def test_a_file_that_was_altered_is_refused(name: str, wrong: Any, error: type[Exception]) -> None:
    values = RunResult("test", 10, 9, 0.5, 1.0, 1).to_json()
    with pytest.raises(error):
        RunResult.from_json({**values, name: wrong})
    with pytest.raises(KeyError):
        RunResult.from_json({key: value for key, value in values.items() if key != "count"})
