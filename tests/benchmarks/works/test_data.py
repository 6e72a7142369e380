from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from benchmarks.harness.workload import Samples
from benchmarks.works import data
from benchmarks.works.table import WORKS
from nervure.data import near_duplicates


@pytest.mark.parametrize(
    ("samples", "shape"),
    [
        (data.digits, (28, 28, 1)),
        (data.flat_digits, (784,)),
        (data.color_pictures, (32, 32, 3)),
        (data.two_rings, (2,)),
        (partial(data.centers, 4, 3), (4,)),
        (partial(data.sequences, 5, 2), (5, 2)),
        (partial(data.sequences, 28, 28), (28, 28)),
    ],
)
def test_samples_are_the_same_each_time_and_of_one_kind(
    samples: Callable[[int], Samples], shape: tuple[int, ...]
) -> None:
    x, y = samples(20)
    assert x.shape == (20, *shape)
    assert x.dtype == np.float32
    assert y.shape == (20,)
    assert np.array_equal(samples(20).x, x)
    assert len(set(y.tolist())) > 1


def test_missing_data_is_named_with_the_variable_that_finds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NERVURE_SHARED_DATA", str(tmp_path))
    with pytest.raises(data.DataMissingError, match="NERVURE_SHARED_DATA"):
        data.all_digits(0)
    with pytest.raises(data.DataMissingError, match="simpsons"):
        data.frames(28, 4)


def test_what_is_tested_has_no_near_duplicate_among_what_is_learned() -> None:
    work = WORKS["cartoon"]
    try:
        x, y = data.cartoon(0)
    except data.DataMissingError as error:
        pytest.skip(str(error))
    validation, test = work.held_out
    ends = [0, len(x) - validation - test, len(x) - test, len(x)]
    groups = near_duplicates(x)
    parts = [set(groups[slice(*end)].tolist()) for end in pairwise(ends)]
    assert sum(map(len, parts)) == len(set.union(*parts))
    assert np.bincount(y[-test:]).tolist() == pytest.approx([test / 10] * 10, abs=2)


def test_frames_are_bytes_of_several_characters_at_any_size() -> None:
    try:
        x, y = data.frames(40, 900)
    except data.DataMissingError as error:
        pytest.skip(str(error))
    assert (x.shape, x.dtype, y.shape) == ((900, 40, 40, 3), np.uint8, (900,))
    assert len(set(y.tolist())) > 1
