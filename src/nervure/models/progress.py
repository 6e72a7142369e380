"""Progress: a callback that reads the counters of a run and shows them at most ten times per second."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from nervure.errors import ArgumentError
from nervure.records.history import EpochRecord, Progress, SampleUnit
from nervure.training.callbacks.callback import Callback
from nervure.training.loop import Counter
from nervure.training.tally import Tally

if TYPE_CHECKING:
    from nervure.render.live import Display

_SECONDS_BETWEEN = 0.1


def display_for(verbose: str | int) -> Display | None:
    """The progress display: none (0), interactive (1, "auto"), one line per epoch (2).

    Raises:
        ArgumentError: ``verbose`` is something else.
    """
    if verbose not in (0, 1, 2, "auto"):
        raise ArgumentError.of("fit.verbose", where="verbose", got=repr(verbose))
    if verbose == 0:
        return None
    from nervure.render.live import PlainProgress, choose_display  # imports rich, so only when needed

    return PlainProgress(sys.stdout) if verbose == 2 else choose_display(sys.stdout)


@contextmanager
def showing(verbose: str | int) -> Iterator[Display | None]:
    """The display for ``verbose``, always closed at the end, so that an interrupt leaves a clean line."""
    display = display_for(verbose)
    try:
        yield display
    finally:
        if display is not None:
            display.end()


def numbers(values: Mapping[str, Any]) -> dict[str, float]:
    """The values that fit on a line; a confusion matrix does not."""
    return {label: float(value) for label, value in values.items() if isinstance(value, (int, float))}


class TrainingProgress(Callback):
    """Shows the progress of ``fit``.

    Args:
        display: the display.
        counter: the position of the run.
        tally: the means so far.
        epochs: the number of the last epoch.
        initial_epoch: the number of the first, from 0.
        unit: the word for a sample.
    """

    def __init__(
        self, display: Display, counter: Counter, tally: Tally, epochs: int, initial_epoch: int, unit: SampleUnit
    ) -> None:
        super().__init__()
        self._display, self._counter, self._tally = display, counter, tally
        self._epochs, self._first, self._unit = epochs, initial_epoch, unit
        self._shown_at = self._started = time.perf_counter()
        self._ended: EpochRecord | None = None

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        """Opens the display."""
        self._started = time.perf_counter()
        self._display.begin(self._epochs)

    def batches_until_due(self) -> int | None:
        """None: it reads the counter at every call."""
        return None

    def on_train_batch_end(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Updates the counter if enough time has passed: most batches cost one comparison."""
        now = time.perf_counter()
        if now - self._shown_at >= _SECONDS_BETWEEN:
            self._shown_at = now
            self._display.update(self._reading(now))

    def _reading(self, now: float) -> Progress:
        counter, seconds = self._counter, self._counter.epoch_seconds
        return Progress(
            epoch=counter.epoch + 1,
            epochs=self._epochs,
            batch=counter.batch,
            num_batches=counter.num_batches,
            samples=self._tally.num_samples,
            samples_per_second=self._tally.num_samples / seconds if seconds > 0 else 0.0,
            seconds=seconds,
            seconds_left=self._seconds_left(now),
            values=numbers(self._tally.results()),
            unit=self._unit,
        )

    def _seconds_left(self, now: float) -> float | None:
        counter = self._counter
        if not counter.num_batches:
            return None
        done = counter.epoch - self._first + counter.batch / counter.num_batches
        return (now - self._started) * (self._epochs - self._first - done) / done if done else None

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Records the results of the epoch."""
        self._ended = EpochRecord(epoch + 1, self._epochs, self._counter.epoch_seconds, numbers(logs or {}))

    def show_epoch(self, epoch: int, logs: Mapping[str, Any]) -> None:
        """Shows the values of the epoch permanently. A checkpoint has already saved what is shown as done."""
        if self._ended is not None:
            self._display.end_epoch(self._ended)

    def on_train_end(self, logs: Mapping[str, Any] | None = None) -> None:
        """Closes the display."""
        self._display.end()


class WalkProgress(Callback):
    """Shows one pass over data: an evaluation, or predictions.

    Args:
        display: the display.
        phase: which of the two.
        num_batches: the number of batches, if known.
        tally: the means so far; None for predictions.
    """

    def __init__(
        self, display: Display, phase: Literal["evaluate", "predict"], num_batches: int | None, tally: Tally | None
    ) -> None:
        super().__init__()
        self._display, self._phase, self._num_batches, self._tally = display, phase, num_batches, tally
        self._shown_at = self._started = time.perf_counter()

    def _begin(self) -> None:
        self._shown_at = self._started = time.perf_counter()
        self._display.begin(1)

    def _show(self, batch: int) -> None:
        now = time.perf_counter()
        if now - self._shown_at < _SECONDS_BETWEEN:
            return
        self._shown_at = now
        seconds, done = now - self._started, batch + 1
        samples = self._tally.num_samples if self._tally is not None else 0
        values = numbers(self._tally.results()) if self._tally is not None else {}
        left = None if not self._num_batches else seconds * (self._num_batches - done) / done
        self._display.update(
            Progress(1, 1, done, self._num_batches, samples, samples / seconds, seconds, left, values, self._phase)
        )

    def _finish(self, logs: Mapping[str, Any] | None) -> None:
        self._display.end_epoch(
            EpochRecord(1, 1, time.perf_counter() - self._started, numbers(logs or {}), self._phase)
        )
        self._display.end()

    def on_test_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        """Opens the display."""
        self._begin()

    def on_test_batch_end(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Updates the counter from time to time."""
        self._show(batch)

    def on_test_end(self, logs: Mapping[str, Any] | None = None) -> None:
        """Shows the result."""
        self._finish(logs)

    def on_predict_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        """Opens the display."""
        self._begin()

    def on_predict_batch_end(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Updates the counter from time to time."""
        self._show(batch)

    def on_predict_end(self, logs: Mapping[str, Any] | None = None) -> None:
        """Closes the display."""
        self._finish(logs)


def walk_progress(
    display: Display | None, phase: Literal["evaluate", "predict"], num_batches: int | None, tally: Tally | None
) -> list[Callback]:
    """The callback that shows a pass over data; none if progress is off."""
    return [] if display is None else [WalkProgress(display, phase, num_batches, tally)]
