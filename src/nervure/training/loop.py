"""THE LOOP. Epochs, batches, validation, callbacks: read it from top to bottom."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import torch

from nervure.data import Dataset
from nervure.errors import ArgumentError, advise
from nervure.kernels.denormals import flushing_denormals
from nervure.kernels.memory import keeping_memory
from nervure.training.callbacks.callback import CallbackList
from nervure.training.step import TrainingStep
from nervure.training.stretch import Stretch, Stretches
from nervure.training.tally import LazyLogs, Tally
from nervure.training.watching import Watcher


class Trained(Protocol):
    """The trained object: all the loop needs to know about a model."""

    stop_training: bool


@dataclass
class Counter:
    """The position of the run. Progress bars and histories read it; nothing is pushed to them."""

    epoch: int = 0
    batch: int = 0
    num_batches: int | None = None
    epoch_started: float = field(default_factory=time.perf_counter)

    def begin_epoch(self, epoch: int, num_batches: int | None) -> None:
        """Called when an epoch begins."""
        self.epoch, self.batch, self.num_batches = epoch, 0, num_batches
        self.epoch_started = time.perf_counter()

    @property
    def epoch_seconds(self) -> float:
        """Seconds since the epoch began."""
        return time.perf_counter() - self.epoch_started


@dataclass
class Validation:
    """The evaluation after an epoch.

    Attributes:
        dataset: the validation samples.
        tally: accumulates their results.
        every: the epochs after which it happens: every n-th, or the listed ones (from 1).

    Raises:
        ArgumentError: ``every`` is neither such a number nor a list.
    """

    dataset: Dataset
    tally: Tally
    every: int | tuple[int, ...] = 1

    def __post_init__(self) -> None:
        listed: tuple[Any, ...] = self.every if isinstance(self.every, tuple) else (self.every,)
        if not listed or not all(isinstance(number, int) and number > 0 for number in listed):
            raise ArgumentError.of("fit.validation_freq", where="fit(validation_freq=...)", got=self.every)

    def is_due(self, epoch: int) -> bool:
        """Whether it happens after ``epoch`` (counted from 0)."""
        return epoch + 1 in self.every if isinstance(self.every, tuple) else (epoch + 1) % self.every == 0


@dataclass
class Continuation:
    """Where a saved run resumes.

    Attributes:
        epoch: the number of the epoch, counted from 0.
        batch: how many of its batches are done; 0 if it has not started.
        logs: the logs of the last complete epoch.
        restore: restores the saved state after all callbacks were told that the run begins.
    """

    epoch: int
    batch: int
    logs: dict[str, Any]
    restore: Callable[[], None]


@dataclass
class Run:
    """One call of ``fit``.

    Attributes:
        trained: the trained object.
        step: does one step.
        dataset: the training samples; it determines the number of batches per epoch.
        tally: accumulates their results.
        callbacks: who listens.
        epochs: the number of the last epoch, counted from 1.
        initial_epoch: the number of the first, counted from 0.
        validation: the evaluation after an epoch, or None.
        counter: where the run is.
        watcher: takes the steps and inspects some of them; None if training is not watched.
        continuation: where it resumes; None for a new run.
        epoch_over: called in order when an epoch is over and all callbacks were told.
    """

    trained: Trained
    step: TrainingStep
    dataset: Dataset
    tally: Tally
    callbacks: CallbackList
    epochs: int
    initial_epoch: int = 0
    validation: Validation | None = None
    counter: Counter = field(default_factory=Counter)
    watcher: Watcher | None = None
    continuation: Continuation | None = None
    epoch_over: list[Callable[[int, dict[str, Any]], None]] = field(default_factory=list)


def run(training: Run) -> None:
    """Trains until the last epoch, until ``stop_training`` is set, or until the data ends."""
    trained, callbacks, going_on = training.trained, training.callbacks, training.continuation
    trained.stop_training = False
    logs: dict[str, Any] = {}
    first, done = training.initial_epoch, 0
    with torch.no_grad(), flushing_denormals(), keeping_memory():
        callbacks.on_train_begin({})
        if going_on is not None:
            going_on.restore()
            logs, first, done = going_on.logs, going_on.epoch, going_on.batch
        stretches = Stretches(training.step, training.dataset, training.tally)
        # A run saved after its last epoch, or stopped there, only has to end.
        for epoch in range(first, first if trained.stop_training else training.epochs):
            logs = _epoch(training, epoch, stretches, done if epoch == first else 0)
            if trained.stop_training or _ran_dry(training):
                break
        training.step.optimizer.finalize_variable_values()
        callbacks.on_train_end(logs)


def _epoch(training: Run, epoch: int, stretches: Stretches, done: int) -> dict[str, Any]:
    """An epoch, or the rest of it after ``done`` batches."""
    callbacks, tally, counter = training.callbacks, training.tally, training.counter
    counter.begin_epoch(epoch, training.dataset.num_batches)
    counter.batch = done
    if not done:
        tally.reset()
        callbacks.on_epoch_begin(epoch, {})
    if training.watcher is not None:
        training.watcher.epoch_begin(epoch)
    # The same engine trains whatever callbacks listen: those that need every batch get stretches of one step.
    stretch = stretches.begin(epoch)
    if stretch is None:
        _walk(training, epoch)
    else:
        if done:
            stretch.go_on(done)
        _run_stretch(training, stretch)
    if training.watcher is not None:
        training.watcher.batches_end()
    logs = tally.results()
    if training.validation is not None and training.validation.is_due(epoch):
        values = evaluate(training.step, training.validation.dataset, training.validation.tally, callbacks)
        logs.update((f"val_{label}", value) for label, value in values.items())
    callbacks.on_epoch_end(epoch, logs)
    if training.watcher is not None:
        training.watcher.epoch_end(epoch, logs)
    for told in training.epoch_over:
        told(epoch, logs)
    return logs


def _walk(training: Run, epoch: int) -> None:
    """The steps of an epoch, batch by batch."""
    callbacks, tally, counter = training.callbacks, training.tally, training.counter
    train = (training.watcher or training.step).train
    for batch in training.dataset.batches(epoch, training.step.seed, counter.batch):
        callbacks.on_train_batch_begin(counter.batch, {})
        result = train(batch)
        tally.add(result, batch.y, batch.sample_weight, batch.size)
        counter.batch += 1
        callbacks.on_train_batch_end(counter.batch - 1, LazyLogs(tally))
        if training.trained.stop_training:
            break


def _run_stretch(training: Run, stretch: Stretch) -> None:
    """The same in native calls of many steps; callbacks hear of the last step of each."""
    callbacks, counter = training.callbacks, training.counter
    while counter.batch < stretch.num_steps:
        callbacks.on_train_batch_begin(counter.batch, {})
        try:
            _advance(training, stretch)
        finally:
            counter.batch = stretch.done
        callbacks.on_train_batch_end(counter.batch - 1, LazyLogs(training.tally))
        if training.trained.stop_training:
            break


def _advance(training: Run, stretch: Stretch) -> None:
    """As many steps as fit into one call; a step the watcher wants to see, or with a non-finite loss, is done alone."""
    watcher, alarm = training.watcher, math.inf
    due = 1 if training.trained.stop_training else training.callbacks.batches_until_due()
    if watcher is not None:
        left = stretch.num_steps - stretch.done
        due, alarm = watcher.free_steps(left if due is None else min(due, left)), watcher.alarm
    before = stretch.done
    if due != 0:
        stretch.run(due, alarm)
    if stretch.done == before:
        stretch.take(stretch.next_batch()) if watcher is None else watcher.train(stretch.next_batch(), stretch.take)
    elif watcher is not None:
        watcher.passed(stretch.done - before, lambda: stretch.losses, stretch.last_batch)
    elif training.step.follows_losses:
        for loss in stretch.losses:
            training.step.heed(loss, stretch.last_batch())


def _ran_dry(training: Run) -> bool:
    """Whether one-pass data ended within the epoch, so that no later epoch has a batch."""
    counter = training.counter
    is_short = counter.num_batches is not None and counter.batch < counter.num_batches
    if training.dataset.is_repeatable or not is_short:
        return False
    if counter.epoch + 1 < training.epochs:
        advise("fit.ran_dry", epoch=counter.epoch + 1, epochs=training.epochs)
    return True


def evaluate(step: TrainingStep, dataset: Dataset, tally: Tally, callbacks: CallbackList) -> dict[str, Any]:
    """The mean losses and metrics over ``dataset`` in inference mode."""
    tally.reset()
    callbacks.on_test_begin({})
    for number, batch in enumerate(dataset.batches()):
        callbacks.on_test_batch_begin(number, {})
        result = step.evaluate(batch)
        tally.add(result, batch.y, batch.sample_weight, batch.size)
        callbacks.on_test_batch_end(number, LazyLogs(tally))
    logs = tally.results()
    callbacks.on_test_end(logs)
    return logs
