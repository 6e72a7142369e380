from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch

from nervure.data import Dataset, as_dataset, in_steps
from nervure.errors import ArgumentError, DataError
from nervure.kernels.denormals import denormals_are_flushed
from nervure.layers import BatchNormalization, Dense, Dropout
from nervure.metrics import MeanAbsoluteError
from nervure.optimizers import Adam
from nervure.records.finding import Finding
from nervure.training.callbacks import Callback
from nervure.training.loop import Counter, Validation, evaluate
from nervure.training.watching import Watcher
from tests.layers.layer_rules import assert_says
from tests.training.pupil import Log, Pupil, data_of, line

X, Y = line(10)  # three batches: 4, 4 and 2


def stream(count: int, size: int = 4) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """A generator of ``count`` batches."""
    for number in range(count):
        yield line(size, seed=number)


def stepped(source: Any, steps: int) -> Dataset:
    return in_steps(as_dataset(source), steps)


def test_events_come_in_keras_order() -> None:
    log = Log()
    Pupil().fit((X, Y), [log], epochs=2, held_out=(X[:5], Y[:5]), every=2)
    batches = [f"train_batch_{end} {batch}" for batch in range(3) for end in ("begin", "end")]
    tests = [f"test_batch_{end} {batch}" for batch in range(2) for end in ("begin", "end")]
    assert log.events == [
        "train_begin",
        "epoch_begin 0", *batches, "epoch_end 0",
        "epoch_begin 1", *batches, "test_begin", *tests, "test_end", "epoch_end 1",
        "train_end",
    ]  # fmt: skip


def test_the_logs_of_an_epoch_are_what_the_model_gives() -> None:
    log, pupil = Log(), Pupil(metrics=[MeanAbsoluteError(name="mae")])
    pupil.fit((X, Y), [log], epochs=2, held_out=(X[:5], Y[:5]))
    first, last = log.of("epoch_end")
    assert list(last) == ["loss", "mae", "val_loss", "val_mae"]
    assert last["loss"] < first["loss"]
    assert log.of("train_end") == [last]
    assert log.of("test_end")[1] == {"loss": last["val_loss"], "mae": last["val_mae"]}
    errors = pupil.step.evaluate(next(data_of((X[:5], Y[:5])).batches())).predictions[0] - torch.from_numpy(Y[:4])
    assert log.of("test_batch_end")[-2]["mae"] == pytest.approx(errors.abs().mean().item(), rel=1e-6)
    assert log.of("epoch_begin") == log.of("train_begin") * 2 == [{}, {}]


def test_the_logs_of_a_batch_are_the_means_so_far() -> None:
    log, pupil = Log(), Pupil()
    first_loss = pupil.step.evaluate(next(data_of((X, Y)).batches())).loss.item()
    pupil.fit((X, Y), [log])
    assert log.of("train_batch_end")[0]["loss"] == pytest.approx(first_loss, rel=1e-6)
    assert log.of("train_batch_end")[-1] == log.of("epoch_end")[0]


def test_a_run_goes_from_its_initial_epoch_to_its_last() -> None:
    log = Log(lambda event: event.startswith("epoch"))
    made = Pupil().fit((X, Y), [log], epochs=5, initial_epoch=3)
    assert log.events == ["epoch_begin 3", "epoch_end 3", "epoch_begin 4", "epoch_end 4"]
    assert (made.counter.epoch, made.counter.batch, made.counter.num_batches) == (4, 3, 3)
    log.events.clear()
    Pupil().fit((X, Y), [log], epochs=2, initial_epoch=2)
    assert log.events == []


def test_a_run_that_goes_on_ends_where_a_whole_run_ends() -> None:
    layers = [Dense(4, activation="tanh"), Dropout(0.5), BatchNormalization(), Dense(1)]
    whole, halves = (Pupil([type(layer).from_config(layer.get_config()) for layer in layers]) for _ in range(2))
    data = as_dataset(X, Y, batch_size=4, shuffle=True)
    whole.fit(data, epochs=4)
    halves.fit(data, epochs=2)
    halves.fit(data, epochs=4, initial_epoch=2)
    assert all(np.array_equal(a, b) for a, b in zip(whole.get_weights(), halves.get_weights(), strict=True))


def test_the_order_of_shuffled_samples_follows_from_the_seed_and_the_epoch() -> None:
    def losses(seed: int) -> list[float]:
        log = Log()
        Pupil(seed=seed).fit(as_dataset(X, Y, batch_size=4, shuffle=True), [log], epochs=2)
        return [logs["loss"] for logs in log.of("train_batch_end")]

    assert losses(1) == losses(1)
    assert losses(1) != losses(2)


@pytest.mark.parametrize(("steps", "batches"), [(2, [0, 1, 0, 1]), (5, [0, 1, 2, 3, 4] * 2)])
def test_an_epoch_may_be_shorter_or_longer_than_the_data(steps: int, batches: list[int]) -> None:
    log = Log(lambda event: event == "train_batch_end")
    made = Pupil().fit(in_steps(data_of((X, Y)), steps), [log], epochs=2)
    assert log.events == [f"train_batch_end {batch}" for batch in batches]
    assert made.counter.num_batches == steps


def test_an_endless_generator_gives_as_many_batches_as_the_epochs_take() -> None:
    taken: list[int] = []

    def endless() -> Iterator[tuple[np.ndarray, np.ndarray]]:
        while True:
            taken.append(1)
            yield line(4, seed=len(taken))

    log = Log(lambda event: event == "train_batch_end")
    Pupil().fit(stepped(endless(), 3), [log], epochs=4)
    assert len(log.events) == 12
    assert len(taken) <= 13


def test_data_that_can_be_read_once_and_ends_stops_the_run_with_advice(caplog: pytest.LogCaptureFixture) -> None:
    log = Log(lambda event: not event.startswith("train_batch"))
    Pupil().fit(stepped(stream(5), 3), [log], epochs=4)
    assert log.events[-3:] == ["epoch_begin 1", "epoch_end 1", "train_end"]
    ended, stopped = (record.message for record in caplog.records)
    assert ended == "the data ended after 2 of 3 steps."
    assert stopped.startswith("fit: training stops after epoch 2 of 4")


def test_data_that_ends_in_the_last_epoch_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    Pupil().fit(stepped(stream(5), 3), epochs=2)
    assert [record.message for record in caplog.records] == ["the data ended after 2 of 3 steps."]


def test_an_epoch_without_a_batch_is_an_error_and_not_a_loss_of_zero() -> None:
    log = Log(lambda event: event == "epoch_end")
    with pytest.raises(DataError, match="nothing is left for epoch 2"):
        Pupil().fit(as_dataset(stream(3)), [log], epochs=3)
    assert log.events == ["epoch_end 0"]


def test_a_function_that_makes_generators_gives_every_epoch_its_batches() -> None:
    log = Log(lambda event: event == "train_batch_end")
    Pupil().fit(as_dataset(lambda: stream(3)), [log], epochs=2)
    assert len(log.events) == 6


@pytest.mark.parametrize(
    ("every", "epochs"), [(1, [0, 1, 2, 3, 4]), (2, [1, 3]), (3, [2]), ((1, 4), [0, 3]), ((7,), [])]
)
def test_validation_happens_after_each_nth_epoch_or_the_listed_ones(
    every: int | tuple[int, ...], epochs: list[int]
) -> None:
    log = Log()
    Pupil().fit((X, Y), [log], epochs=5, held_out=(X, Y), every=every)
    assert [number for number, logs in enumerate(log.of("epoch_end")) if "val_loss" in logs] == epochs
    assert len(log.of("test_begin")) == len(epochs)


@pytest.mark.parametrize("every", [0, -1, (), (0, 2), 2.5, (1.5,)])
def test_a_validation_freq_that_is_none_is_refused(every: Any) -> None:
    data, tally = data_of((X, Y)), Pupil().tally()
    assert_says(ArgumentError, lambda: Validation(data, tally, every), "fit(validation_freq=...)", "[1, 5, 10]")


def test_validating_changes_nothing() -> None:
    layers = [Dense(4, activation="relu"), BatchNormalization(), Dropout(0.5), Dense(1)]
    watched, alone = (Pupil([type(layer).from_config(layer.get_config()) for layer in layers]) for _ in range(2))
    watched.fit((X, Y), epochs=3, held_out=(2 * X, Y))
    alone.fit((X, Y), epochs=3)
    assert all(torch.equal(a, b) for a, b in zip(watched.state(), alone.state(), strict=True))


class Stopping(Callback):
    """Sets stop_training at one event."""

    def __init__(self, at: str, number: int) -> None:
        self.at, self.number = at, number

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        if (self.at, self.number) == ("batch", batch):
            self.model.stop_training = True

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if (self.at, self.number) == ("epoch", epoch):
            self.model.stop_training = True


def test_a_run_that_is_stopped_in_a_batch_validates_and_ends_its_epoch() -> None:
    log = Log(lambda event: not event.startswith("test_batch"))
    pupil = Pupil()
    pupil.fit((X, Y), [log, Stopping("batch", 1)], epochs=3, held_out=(X, Y))
    assert log.events == [
        "train_begin", "epoch_begin 0", "train_batch_begin 0", "train_batch_end 0", "train_batch_begin 1",
        "train_batch_end 1", "test_begin", "test_end", "epoch_end 0", "train_end",
    ]  # fmt: skip
    assert pupil.stop_training


def test_a_run_that_is_stopped_after_an_epoch_ends_there_and_the_next_run_is_whole() -> None:
    log = Log(lambda event: event in ("epoch_end", "train_batch_end"))
    pupil = Pupil()
    pupil.fit((X, Y), [log, Stopping("epoch", 1)], epochs=5)
    whole = [*(f"train_batch_end {batch}" for batch in range(3)), "epoch_end 0"]
    assert log.events == [*whole, *whole[:3], "epoch_end 1"]
    log.events.clear()
    pupil.fit((X, Y), [log], epochs=1)
    assert log.events == whole


class Interrupted(Callback):
    """Ctrl-C in the second batch of the second epoch."""

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self.epoch = epoch

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        if (self.epoch, batch) == (1, 1):
            raise KeyboardInterrupt


def test_ctrl_c_leaves_what_was_learned_and_a_pupil_that_can_go_on() -> None:
    log, interrupted, reference = Log(), Pupil(), Pupil()
    with pytest.raises(KeyboardInterrupt):
        interrupted.fit((X, Y), [log, Interrupted()], epochs=3)
    assert "train_end" not in log.events
    assert interrupted.optimizer.iterations == 4
    for batch in [*data_of((X, Y)).batches(), next(data_of((X, Y)).batches())]:
        with torch.no_grad():
            reference.step.train(batch)
    assert all(np.array_equal(a, b) for a, b in zip(interrupted.get_weights(), reference.get_weights(), strict=True))
    interrupted.fit((X, Y), [log], epochs=1)
    assert log.of("epoch_end")[-1]["loss"] < log.of("epoch_end")[0]["loss"]


class Denormals(Callback):
    """Notes whether denormal numbers are flushed while training."""

    def __init__(self) -> None:
        self.flushed: list[bool] = []

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.flushed.append(denormals_are_flushed())


def test_denormals_are_flushed_while_training_and_never_after() -> None:
    watching = Denormals()
    assert not denormals_are_flushed()
    Pupil().fit((X, Y), [watching])
    can_flush = torch.set_flush_denormal(True)
    torch.set_flush_denormal(False)
    assert watching.flushed == [can_flush] * 3
    assert not denormals_are_flushed()
    with pytest.raises(KeyboardInterrupt):
        Pupil().fit((X, Y), [Interrupted()], epochs=3)
    assert not denormals_are_flushed()


def test_gradients_are_not_recorded_by_torch_while_training() -> None:
    enabled: list[bool] = []

    class Watching(Callback):
        def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
            enabled.append(torch.is_grad_enabled())

    Pupil().fit((X, Y), [Watching()])
    assert enabled == [False] * 3
    assert torch.is_grad_enabled()


def test_evaluating_gives_the_mean_over_all_samples() -> None:
    pupil, log = Pupil(metrics=[MeanAbsoluteError(name="mae")]), Log()
    pupil.fit((X, Y), epochs=2)
    listeners = pupil.fit((X, Y), [log], epochs=0).callbacks
    log.events.clear()
    found = evaluate(pupil.step, data_of((X, Y)), pupil.tally(), listeners)
    (whole,) = as_dataset(X, Y, batch_size=10, shuffle=False).batches()
    result = pupil.step.evaluate(whole)
    assert found["loss"] == pytest.approx(result.loss.item(), rel=1e-6)
    assert found["mae"] == pytest.approx((result.predictions[0] - whole.y[0]).abs().mean().item(), rel=1e-6)
    assert log.events[0] == "test_begin"
    assert log.events[-1] == "test_end"


def test_a_watcher_takes_every_step_and_hears_of_every_epoch() -> None:
    watched, alone, findings = Pupil(), Pupil(), []
    watcher = Watcher(watched.step, watched.plan, findings)
    watched.fit((X, Y), epochs=2, watcher=watcher)
    alone.fit((X, Y), epochs=2)
    assert all(np.array_equal(a, b) for a, b in zip(watched.get_weights(), alone.get_weights(), strict=True))
    assert watcher.schedule.taken == watched.optimizer.iterations == 6
    assert watcher.epoch == 2
    assert watched.step.course.count == 6


def test_a_watcher_speaks_after_the_epoch_was_told(caplog: pytest.LogCaptureFixture) -> None:
    findings: list[Finding] = []
    pupil, log = Pupil([Dense(64, activation="relu"), Dense(1)], optimizer=Adam(0.02)), Log()
    watcher = Watcher(pupil.step, pupil.plan, findings)
    noise = np.random.default_rng(0).standard_normal(Y.shape).astype("float32")
    pupil.fit((X, noise), [log], epochs=200, held_out=(X[::-1].copy(), noise), watcher=watcher)
    assert [finding.kind for finding in findings] == ["overfitting"]
    assert len(caplog.records) == 1
    assert log.events[-1] == "train_end"


def test_the_counter_tells_where_the_run_is() -> None:
    counter = Counter()
    counter.begin_epoch(3, 17)
    assert (counter.epoch, counter.batch, counter.num_batches) == (3, 0, 17)
    before = counter.epoch_seconds
    time.sleep(0.002)
    assert counter.epoch_seconds > before >= 0
