from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from benchmarks.contenders import folders
from benchmarks.contenders.nervure import opened
from benchmarks.harness.inputs import Inputs
from benchmarks.harness.network import Array
from benchmarks.harness.serving import Job
from benchmarks.harness.workload import Workload
from nervure.data import digits

X = np.repeat(digits()[0][:20, ..., None] // 2 + 60, 3, axis=-1)  # JPEG rounds the darkest levels up
Y = np.arange(20) % 2


def job(program: str) -> Job:
    work = Workload("a", "a", "folder", ("nervure",), batch=8, program=program, seconds=0.02)
    return Job(work, Inputs(X, Y, np.zeros((0, 0), "int64"), []), "", 0.0)


def test_every_picture_is_written_into_the_folder_of_its_class(tmp_path: Path) -> None:
    folders.write(X, Y, tmp_path)
    assert [len(list((tmp_path / name).iterdir())) for name in ("0", "1")] == [10, 10]


@pytest.mark.parametrize("program", ["first", "later"])
def test_a_turn_reads_every_picture_and_opens_the_folder_as_often_as_it_is_timed(program: str) -> None:
    openings: list[tuple[int, int]] = []

    def counted(folder: Path, side: int, batch: int) -> folders.Passes:
        openings.append((side, batch))
        return opened(folder, side, batch)

    turn = folders.passes(job(program), counted)
    readings = [turn(number) for number in (0, 1)]
    assert openings == [(28, 8)] * (2 if program == "first" else 1)
    for reading in readings:
        assert reading.seconds > 0
        assert reading.amount == 20 if program == "first" else reading.amount >= 20
        assert reading.losses[0] == pytest.approx(X.mean(), abs=0.5)


def test_a_pass_that_misses_pictures_is_no_measurement() -> None:
    def short(_epoch: int) -> Iterator[Array]:
        yield X[:8]

    with pytest.raises(AssertionError, match="8 pictures of 20"):
        folders.passes(job("first"), lambda *_: short)(0)
