from __future__ import annotations

import io
import sys
from typing import Any

import numpy as np
import pytest

from nervure import set_language
from nervure.errors import ArgumentError
from nervure.metrics import Mean
from nervure.models.progress import (
    TrainingProgress,
    WalkProgress,
    display_for,
    numbers,
    showing,
    walk_progress,
)
from nervure.records.history import EpochRecord, Progress
from nervure.render.live import PlainProgress
from nervure.training.loop import Counter
from nervure.training.tally import Tally
from tests.models.networks import assert_explained, dense_network, picture_network, some_digits, vectors


class Shown:
    """A display that keeps what it was told."""

    def __init__(self) -> None:
        self.readings: list[Progress] = []
        self.epochs: list[EpochRecord] = []
        self.begun: list[int] = []
        self.ends = 0

    def begin(self, total_epochs: int) -> None:
        self.begun.append(total_epochs)

    def update(self, progress: Progress) -> None:
        self.readings.append(progress)

    def end_epoch(self, epoch: EpochRecord) -> None:
        self.epochs.append(epoch)

    def end(self) -> None:
        self.ends += 1


def test_silence_is_no_display_and_two_is_one_line_an_epoch() -> None:
    assert display_for(0) is None
    assert display_for(False) is None
    assert isinstance(display_for(2), PlainProgress)
    for wrong in ("loud", 3, None, 1.5):
        assert_explained(ArgumentError, lambda given=wrong: display_for(given), repr(wrong))


def test_only_numbers_are_shown() -> None:
    assert numbers({"loss": 0.5, "count": 3, "matrix": np.eye(2), "none": None}) == {"loss": 0.5, "count": 3.0}


def test_a_display_is_closed_however_the_run_ends(capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted() -> None:
        with showing("auto") as display:
            assert display is not None
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with showing(0) as display:
        assert display is None
    assert capsys.readouterr().out == ""


def tally_of(loss: float, samples: int) -> Tally:
    tally = Tally((), ())
    tally.loss = Mean(name="loss")
    tally.loss.update_state(loss)
    tally.num_samples = samples
    return tally


def test_a_reading_tells_where_the_run_is_and_how_long_it_will_take() -> None:
    shown, counter = Shown(), Counter()
    progress = TrainingProgress(shown, counter, tally_of(0.5, 640), 4, 1, "images")
    progress.on_train_begin()
    counter.begin_epoch(2, 20)
    counter.batch = 10
    progress._shown_at = progress._started = progress._started - 3.0
    progress.on_train_batch_end(9)
    (reading,) = shown.readings
    assert (reading.epoch, reading.epochs, reading.batch, reading.num_batches) == (3, 4, 10, 20)
    assert (reading.samples, reading.unit, reading.values) == (640, "images", {"loss": 0.5})
    # Half of the three epochs in three seconds: three more.
    assert reading.seconds_left == pytest.approx(3.0, abs=0.2)
    assert reading.samples_per_second > 0
    progress.on_train_batch_end(10)
    assert len(shown.readings) == 1


def test_time_left_is_not_known_where_the_length_is_not() -> None:
    shown, counter = Shown(), Counter()
    progress = TrainingProgress(shown, counter, tally_of(0.5, 3), 4, 0, "samples")
    counter.begin_epoch(0, None)
    progress._shown_at -= 1
    progress.on_train_batch_end(0)
    assert shown.readings[0].seconds_left is None


def test_an_epoch_that_is_over_is_shown_with_its_values() -> None:
    shown, counter = Shown(), Counter()
    progress = TrainingProgress(shown, counter, tally_of(0.5, 3), 4, 0, "samples")
    progress.on_train_begin()
    counter.begin_epoch(1, 3)
    progress.on_epoch_end(1, {"loss": 0.25, "val_loss": 0.5, "matrix": np.eye(2)})
    assert shown.epochs == []  # not before it is saved
    progress.show_epoch(1, {})
    progress.on_train_end()
    assert (shown.epochs[0].epoch, shown.epochs[0].total_epochs) == (2, 4)
    assert shown.epochs[0].values == {"loss": 0.25, "val_loss": 0.5}
    assert (shown.begun, shown.ends) == ([4], 1)


@pytest.mark.parametrize("phase", ["evaluate", "predict"])
def test_a_walk_shows_where_it_is_and_its_result(phase: Any) -> None:
    shown = Shown()
    tally = tally_of(0.5, 30) if phase == "evaluate" else None
    walk = WalkProgress(shown, phase, 4, tally)
    event = "test" if phase == "evaluate" else "predict"
    getattr(walk, f"on_{event}_begin")()
    walk._shown_at = walk._started = walk._started - 1.0
    getattr(walk, f"on_{event}_batch_end")(1)
    getattr(walk, f"on_{event}_end")({"loss": 0.5})
    (reading,) = shown.readings
    assert (reading.phase, reading.batch, reading.num_batches) == (phase, 2, 4)
    assert reading.seconds_left == pytest.approx(1.0, abs=0.2)
    assert shown.epochs[0].phase == phase
    assert shown.ends == 1


def test_where_nobody_looks_nobody_listens() -> None:
    assert walk_progress(None, "evaluate", 3, None) == []
    assert len(walk_progress(Shown(), "evaluate", 3, None)) == 1


def test_a_fit_in_a_pipe_writes_one_line_an_epoch(capsys: pytest.CaptureFixture[str]) -> None:
    model = picture_network()
    model.fit(*some_digits(32), epochs=3, validation_split=0.25, stratify=True)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(" ·")[0] for line in lines] == ["Epoch 1/3", "Epoch 2/3", "Epoch 3/3"]
    assert all("val_accuracy" in line and "\x1b" not in line and "\r" not in line for line in lines)


def test_evaluating_and_predicting_in_a_pipe_write_one_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    model = dense_network()
    x, y = vectors(16)
    model.evaluate(x, y)
    model.predict(x)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert "loss" in lines[0]
    for silent in (lambda: model.fit(x, y, verbose=0), lambda: model.evaluate(x, y, verbose=0),
                   lambda: model.predict(x, verbose=0), lambda: model.train_on_batch(x, y)):  # fmt: skip
        silent()
    assert capsys.readouterr().out == ""


def test_a_terminal_sees_a_bar_while_it_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    screen, before = Terminal(), sys.stdout
    try:
        sys.stdout = screen
        dense_network().fit(*vectors(32), epochs=2, verbose=1)
    finally:
        sys.stdout = before
    assert screen.getvalue().count("\n") == 2
    assert screen.getvalue().startswith("\r")


def test_progress_speaks_korean(capsys: pytest.CaptureFixture[str]) -> None:
    set_language("ko")
    dense_network().fit(*vectors(16))
    assert any("가" <= sign <= "힣" for sign in capsys.readouterr().out)
