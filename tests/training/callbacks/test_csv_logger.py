from __future__ import annotations

import csv
import errno
import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from nervure.errors import FileError
from nervure.layers import Dense
from nervure.models import Sequential
from nervure.training.callbacks import CSVLogger
from tests.failing_calls import failing
from tests.training.callbacks.recorded import play
from tests.training.pupil import line

LOGS = [{"loss": 0.5, "accuracy": 0.25, "val_loss": 1.0 / 3}, {"loss": 0.125, "accuracy": 1.0, "val_loss": 1e-20}]


def rows(path: Path, separator: str = ",") -> list[list[str]]:
    with path.open(newline="") as file:
        return list(csv.reader(file, delimiter=separator))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_file_says_what_keras_says(tmp_path: Path, separator: str) -> None:
    ours, theirs = tmp_path / "ours.csv", tmp_path / "theirs.csv"
    play(CSVLogger(ours, separator), LOGS)
    play(keras.callbacks.CSVLogger(str(theirs), separator), LOGS)
    assert rows(ours, separator) == rows(theirs, separator)
    assert rows(ours, separator)[0] == ["epoch", "accuracy", "loss", "val_loss"]


def test_a_file_is_continued_as_keras_continues_it(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours.csv", tmp_path / "theirs.csv"
    for append in (False, True, True):
        play(CSVLogger(ours, append=append), LOGS)
        play(keras.callbacks.CSVLogger(str(theirs), append=append), LOGS)
    assert rows(ours) == rows(theirs)
    assert len(rows(ours)) == 7


def test_without_append_a_file_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for _ in range(2):
        play(CSVLogger(path), LOGS)
    assert len(rows(path)) == 3


def test_appending_to_nothing_or_to_an_empty_file_writes_the_columns(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    for name in ("none.csv", "empty.csv"):
        play(CSVLogger(tmp_path / name, append=True), LOGS)
        assert rows(tmp_path / name)[0][0] == "epoch"
        assert len(rows(tmp_path / name)) == 3


def test_columns_of_a_file_that_is_continued_stay_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("val_loss,epoch,loss,accuracy,learning_rate\n3,0,2,1,0.5\n")
    play(CSVLogger(path, append=True), LOGS[:1])
    assert rows(path)[2] == [repr(1 / 3), "0", "0.5", "0.25", "NA"]


def test_an_interrupted_line_does_not_spoil_the_next_one(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("epoch,loss\n0,0.5\n1,0.2")
    play(CSVLogger(path, append=True), [{"loss": 0.25}])
    assert rows(path)[2:] == [["1", "0.2"], ["0", "0.25"]]


def test_values_without_a_column_are_named_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "a.csv"
    play(CSVLogger(path), [{"loss": 1.0}, {"loss": 1.0, "speed": 3.0}, {"loss": 1.0, "speed": 4.0}])
    assert rows(path) == [["epoch", "loss"], ["0", "1.0"], ["1", "1.0"], ["2", "1.0"]]
    assert [record.message for record in caplog.records] == [
        f"CSVLogger: {path} has no column for speed; these values are not written. Use another file, or append=False."
    ]


def test_validation_that_comes_later_has_its_columns_from_the_start(tmp_path: Path) -> None:
    x, y = line(12)
    model = Sequential([Dense(1, input_shape=(3,))])
    model.compile("adam", "mse", metrics=["mae"])
    path = tmp_path / "a.csv"
    options: dict[str, Any] = {"verbose": 0, "epochs": 4, "callbacks": [CSVLogger(path)]}
    history = model.fit(x, y, validation_data=(x, y), validation_freq=2, **options).history
    written = rows(path)
    assert written[0] == ["epoch", "loss", "mae", "val_loss", "val_mae"]
    assert [row[3] == "NA" for row in written[1:]] == [True, False, True, False]
    assert [float(row[1]) for row in written[1:]] == history["loss"]
    assert [float(row[4]) for row in written[2::2]] == history["val_mae"]
    model.fit(x, y, **options)
    assert rows(path)[0] == ["epoch", "loss", "mae"], "without validation there is nothing to wait for"


def test_what_is_no_number_stands_in_one_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    confusion = np.array([[3, 1], [0, 4]])
    play(CSVLogger(path), [{"confusion": confusion, "each": [0.5, 0.25], "note": "a, b", "rate": np.float32(0.5)}])
    _, (epoch, matrix, each, note, rate) = rows(path)
    assert (epoch, note, rate) == ("0", "a, b", "0.5")
    assert json.loads(matrix) == confusion.tolist()
    assert json.loads(each) == [0.5, 0.25]


def test_the_file_is_whole_after_every_epoch(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    seen: list[int] = []
    play(CSVLogger(path), LOGS * 2, after_epoch=lambda: seen.append(len(rows(path))))
    assert seen == [2, 3, 4, 5]


def test_a_folder_is_made_and_a_place_that_cannot_be_is_refused_before_an_epoch_is_spent(tmp_path: Path) -> None:
    CSVLogger(tmp_path / "new" / "a.csv").on_train_begin()
    assert (tmp_path / "new").is_dir()
    (tmp_path / "file").touch()
    with pytest.raises(FileError):
        CSVLogger(tmp_path / "file" / "a.csv").on_train_begin()


def test_a_state_has_the_file_so_that_no_line_is_doubled_or_lost(tmp_path: Path) -> None:
    first = CSVLogger(tmp_path / "log.csv")
    play(first, [{"loss": 2.0}, {"loss": 1.0}])
    saved, written = first.get_state(), (tmp_path / "log.csv").read_text()
    first.on_epoch_end(2, {"loss": 0.5})
    second = CSVLogger(tmp_path / "log.csv")
    second.on_train_begin()
    second.set_state(saved)
    assert (tmp_path / "log.csv").read_text() == written
    second.on_epoch_end(2, {"loss": 0.5})
    assert (tmp_path / "log.csv").read_text() == written + "2,0.5\n"


def test_before_its_first_line_a_state_leaves_a_file_as_it_is(tmp_path: Path) -> None:
    logger = CSVLogger(tmp_path / "log.csv")
    logger.set_state(logger.get_state())
    assert not (tmp_path / "log.csv").exists()


@pytest.mark.parametrize("full", [(0,), (1,), (0, 1), (2, 3), (0, 1, 2, 3)])
def test_on_a_full_disk_lines_wait_until_there_is_room(
    tmp_path: Path, full: tuple[int, ...], caplog: pytest.LogCaptureFixture
) -> None:
    logs = [{"loss": 4.0 - number} for number in range(4)]
    (tmp_path / "log.csv").write_text("of an older run\n")
    logger, whole = CSVLogger(tmp_path / "log.csv"), CSVLogger(tmp_path / "whole.csv")
    play(whole, logs)
    for each in (logger, whole):
        each.on_train_begin()
    for number, values in enumerate(logs):
        is_new = all(earlier in full for earlier in range(number))
        # Where there is a file already, the device that is always full takes its place.
        logger.filename = Path("/dev/full") if number in full and not is_new else tmp_path / "log.csv"
        with failing("open", 0 if number in full and is_new else 10**9, errno.ENOSPC):
            logger.on_epoch_end(number, values)
    assert caplog.text.count("the disk is full") == len(full)
    logger.filename = tmp_path / "log.csv"  # whoever reads the device reads for ever
    assert logger.get_state()["text"] == (tmp_path / "whole.csv").read_text()
    logger.on_epoch_end(4, {"loss": 0.0})
    assert (tmp_path / "log.csv").read_text() == (tmp_path / "whole.csv").read_text() + "4,0.0\n"
