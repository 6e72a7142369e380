"""Shared by all libraries: how turns of epochs, predictions or started programs are timed."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from benchmarks.harness.network import Array
from benchmarks.harness.serving import Job, Reading, Task, Turn

EPOCHS_OF_CURVE = 3  # turn 0 has this many, and reports their losses


class EpochClock:
    """Times whole epochs of a turn, after a warm-up epoch, until the time is over.

    Args:
        job: the job.
        turn: the number of the turn; turn 0 is not timed.
    """

    def __init__(self, job: Job, turn: int) -> None:
        self._turn, self._work = turn, job.work
        self._steps = -(-len(job.inputs.x) // job.work.batch)
        self.epochs = 0
        self._losses: list[float] = []
        self._begin = self._end = time.perf_counter()

    def epoch(self, loss: float) -> bool:
        """Records an epoch; True once it is time to stop."""
        self._end = time.perf_counter()
        self.epochs += 1
        self._losses = [*self._losses[: EPOCHS_OF_CURVE - 1], loss]
        if self.epochs == 1:
            self._begin = self._end
        if self._turn == 0:
            return self.epochs == EPOCHS_OF_CURVE
        return self.epochs > 1 and self._end - self._begin >= self._work.seconds

    def reading(self) -> Reading:
        """The result of the turn: for turn 0 the curve, for others the latest loss."""
        losses = self._losses if self._turn == 0 else self._losses[-1:]
        return Reading(self._end - self._begin, (self.epochs - 1) * self._steps, tuple(losses))


def epochs(job: Job, one: Callable[[int], float]) -> Turn:
    """Turns of epochs, for a library with a hand-written loop.

    Args:
        job: the job.
        one: runs the epoch with a given number and returns its mean loss.
    """
    done = 0

    def turn(number: int) -> Reading:
        nonlocal done
        clock, is_over = EpochClock(job, number), False
        while not is_over:
            is_over = clock.epoch(one(done))
            done += 1
        return clock.reading()

    return turn


def predictions(job: Job, predict: Callable[[Array], Array]) -> Turn:
    """Turns of calls on one batch of images; the loss is computed from the probabilities.

    Args:
        job: the job.
        predict: returns the probabilities of a batch.
    """
    x, y = job.inputs.x[: job.work.batch], job.inputs.y[: job.work.batch]

    def turn(number: int) -> Reading:
        found, calls = predict(x), 0
        begin = time.perf_counter()
        while time.perf_counter() - begin < job.work.seconds * bool(number):
            found, calls = predict(x), calls + 1
        seconds = time.perf_counter() - begin
        loss = -float(np.log(np.asarray(found)[np.arange(len(y)), y]).mean())
        return Reading(seconds, calls * len(x), (loss,))

    return turn


def starts(commands: Mapping[str, Sequence[str]]) -> Task:
    """The task of starting a program repeatedly, from the disk cache.

    Args:
        commands: the command of each program that a workload can name.
    """

    def task(job: Job) -> Turn:
        command = list(commands[job.work.program])

        def turn(number: int) -> Reading:
            count = job.work.steps if number else 1
            begin = time.perf_counter()
            for _ in range(count):
                subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
            return Reading(time.perf_counter() - begin, count)

        return turn

    return task
