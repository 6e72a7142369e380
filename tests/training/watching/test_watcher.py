from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from nervure.data import Batch
from nervure.layers import Dense
from nervure.losses import SparseCategoricalCrossentropy
from nervure.optimizers import SGD
from nervure.records.finding import Finding
from nervure.training.callbacks import TerminateOnNaN
from nervure.training.step import StepResult
from nervure.training.watching import Watcher
from nervure.training.watching.schedule import SHARE, Schedule
from tests.training.pupil import Pupil, line
from tests.training.test_diagnosis import batch


class Clock:
    """A step takes a second, and being asked for the time half a second: a look, which asks twice, takes one.

    Args:
        pupil: whose steps are counted.
    """

    def __init__(self, pupil: Pupil) -> None:
        self.pupil, self.asked = pupil, 0

    def __call__(self) -> float:
        self.asked += 1
        return self.pupil.optimizer.calls + 0.5 * self.asked


def watched(pupil: Pupil, clock: Any = None) -> tuple[Watcher, list[Finding]]:
    findings: list[Finding] = []
    return Watcher(pupil.step, pupil.plan, findings, clock or Clock(pupil)), findings


def pass_by(watcher: Watcher, losses: list[float], given: Callable[[], Batch] = batch) -> None:
    """Steps with these losses were taken without the watcher, all that were free."""
    watcher.free_steps(len(losses))
    watcher.passed(len(losses), lambda: losses, given)


def network(*biases: float, activation: str = "relu", rate: float = 0.01) -> Pupil:
    layers = [Dense(8, activation=activation, name="hidden"), Dense(1, name="last")]
    pupil = Pupil(layers, optimizer=SGD(rate))
    if biases:
        layers[0].parameters[1].array.copy_(torch.tensor(biases))
    return pupil


def test_it_takes_the_steps_as_they_would_be_taken_without_it() -> None:
    one, other = network(), network()
    watcher, findings = watched(one)
    for _ in range(300):
        first, second = watcher.train(batch()), other.step.train(batch())
        assert torch.equal(first.loss, second.loss)
    assert all(torch.equal(a, b) for a, b in zip(one.state(), other.state(), strict=True))
    assert watcher.schedule.looks > 0
    assert findings == []


def test_looks_are_few() -> None:
    watcher, _ = watched(network())
    for _ in range(2000):
        watcher.train(batch())
    # One look takes as long as a step here, and a two-hundredth of the steps may be spent on looks.
    assert 5 <= watcher.schedule.looks <= 10
    assert watcher.schedule.spent <= SHARE * watcher.schedule.elapsed


def test_between_two_looks_nobody_asks_for_the_time() -> None:
    pupil = network()
    clock = Clock(pupil)
    watcher, _ = watched(pupil, clock)
    before = clock.asked
    for _ in range(19):
        watcher.train(batch())
    assert watcher.steps_until_look == 0
    assert clock.asked == before


def test_the_time_between_the_epochs_is_not_that_of_the_training() -> None:
    pupil = network()
    now = [0.0]
    watcher, _ = watched(pupil, lambda: now[0])
    for epoch in range(3):
        now[0] += 100.0
        watcher.epoch_begin(epoch)
        now[0] += 1.0
        watcher.batches_end()
        now[0] += 100.0
        watcher.epoch_end(epoch, {})
    assert watcher.schedule.elapsed == 3.0


def test_it_says_how_many_steps_may_be_taken_without_it() -> None:
    pupil = network(*[-50.0] * 8)
    watcher, findings = watched(pupil)
    stretches = []
    while pupil.optimizer.calls < 1000:
        free = watcher.steps_until_look
        if free:
            losses = [pupil.step.train(batch()).loss for _ in range(free)]
            pass_by(watcher, torch.stack(losses).tolist())
            stretches.append(free)
        watcher.train(batch())
    # Now and then a look is put off, and the stretch ended for nothing.
    assert watcher.schedule.looks <= len(stretches) <= watcher.schedule.looks + 4
    assert max(stretches) > 50
    assert [finding.kind for finding in findings] == ["dead_units"]


def test_a_finding_is_told_once_and_written_down(caplog: pytest.LogCaptureFixture) -> None:
    watcher, findings = watched(network(*[-50.0] * 8))
    for _ in range(1000):
        watcher.train(batch())
    (finding,) = findings
    assert (finding.kind, finding.layer, finding.values["dead"], finding.values["units"]) == (
        "dead_units",
        "hidden",
        8,
        8,
    )
    assert [record.message for record in caplog.records] == [f"{finding.problem} {finding.fix}"]


def test_what_follows_from_a_finding_is_not_told_beside_it() -> None:
    layers = [Dense(8, activation="relu", kernel_initializer="zeros", name=f"layer_{n}") for n in range(6)]
    pupil = Pupil([*layers, Dense(1)], optimizer=SGD(0.01))
    watcher, findings = watched(pupil)
    for _ in range(1500):
        watcher.train(batch())
    assert [finding.kind for finding in findings] == ["equal_units"]


def test_a_loss_that_rises_brings_a_look_at_once() -> None:
    x, y = line()
    watcher, findings = watched(network(activation="linear", rate=0.7))
    for _ in range(12):
        watcher.train(batch(x, 10 * y))
    assert findings[0].kind == "exploding"
    assert findings[0].step <= 5
    assert findings[1].advice == "watching.cause_rate"
    assert watcher.schedule.looks <= 4


def spoiled(pupil: Pupil, watcher: Watcher, at: int, steps: int = 40) -> None:
    x, y = line()
    for number in range(1, steps + 1):
        given = x.copy()
        if number == at:
            given[0, 0] = np.nan
        watcher.train(batch(given, y))


def test_a_loss_that_is_no_number_is_told_at_the_step_it_began() -> None:
    pupil = network()
    watcher, findings = watched(pupil)
    spoiled(pupil, watcher, at=15)
    (finding,) = findings
    assert (finding.kind, finding.step, finding.layer) == ("not_finite", 15, None)
    assert "step 15" in finding.problem
    assert "x[0]" in finding.problem
    assert "TerminateOnNaN" in finding.fix


def test_losses_that_are_read_back_in_lots_tell_the_step_too() -> None:
    pupil = network()
    watcher, findings = watched(pupil)
    pupil.step.reads_losses = False  # as on a device that is not waited for
    spoiled(pupil, watcher, at=15)
    watcher.epoch_end(0, {})
    (finding,) = findings
    assert (finding.kind, finding.step) == ("not_finite", 15)
    assert finding.layer == "hidden/kernel"
    assert pupil.step.course.count == 14


def test_a_batch_of_a_stretch_is_asked_for_only_where_a_loss_is_no_number() -> None:
    pupil = network()
    watcher, findings = watched(pupil)

    def refused() -> Batch:
        raise AssertionError("nobody needs a batch")

    pupil.optimizer.iterations = 30
    pass_by(watcher, [1.5] * 30, refused)
    assert findings == []
    assert pupil.step.course.count == 30
    with pytest.raises(AssertionError, match="needs a batch"):
        watcher.passed(1, lambda: [float("nan")], refused)


def test_losses_of_a_stretch_tell_the_step_too() -> None:
    pupil = network()
    watcher, findings = watched(pupil)
    losses = [pupil.step.train(batch()).loss for _ in range(9)]
    pupil.draft.layers[0].parameters[0].array.fill_(torch.nan)
    losses += [pupil.step.train(batch()).loss for _ in range(3)]
    pass_by(watcher, torch.stack(losses).tolist())
    assert [(finding.kind, finding.step) for finding in findings] == [("not_finite", 10)]


def test_what_terminate_on_nan_says_is_written_down_but_not_said_twice(caplog: pytest.LogCaptureFixture) -> None:
    x, y = line()
    x[5, 0] = np.nan
    pupil = network()
    watcher, findings = watched(pupil)
    pupil.fit((x, y), [TerminateOnNaN()], epochs=3, watcher=watcher)
    assert [finding.kind for finding in findings] == ["not_finite"]
    (record,) = caplog.records
    assert record.message.startswith("TerminateOnNaN: x[0]")


def test_a_fit_that_goes_on_is_not_called_stuck() -> None:
    pupil = network(activation="tanh", rate=1e-9)
    fresh, findings = watched(pupil)
    for _ in range(400):
        fresh.train(batch())
    fresh.epoch_end(0, {"loss": 1.0})
    assert [finding.kind for finding in findings] == ["stuck"]
    again, more = watched(pupil)
    for _ in range(400):
        again.train(batch())
    again.epoch_end(0, {"loss": 1.0})
    assert more == []


def test_a_cross_entropy_at_the_level_of_guessing_is_told() -> None:
    generator = np.random.default_rng(0)
    layers = [Dense(8, activation="tanh"), Dense(4, activation="softmax")]
    pupil = Pupil(layers, loss=SparseCategoricalCrossentropy(), optimizer=SGD(0.001))
    watcher, findings = watched(pupil)
    for epoch in range(4):
        watcher.epoch_begin(epoch)
        for _ in range(250):
            x = torch.from_numpy(0.1 * generator.standard_normal((16, 3)).astype("float32"))
            watcher.train(Batch((x,), (torch.from_numpy(generator.integers(0, 4, 16)),), (None,), 16))
        watcher.epoch_end(epoch, {"loss": 1.4})
    assert [(finding.kind, finding.message) for finding in findings] == [("stuck", "watching.guessing")]
    assert findings[0].values["level"] == pytest.approx(np.log(4))


def test_a_learning_rate_of_the_users_own_is_asked_no_more_often_than_without_it() -> None:
    asked: list[int] = []

    def rate(step: int) -> float:
        asked.append(step)
        return 0.01

    pupil = Pupil([Dense(8, activation="relu"), Dense(1)], optimizer=SGD(rate))
    watcher, _ = watched(pupil)
    asked.clear()
    for _ in range(200):
        watcher.train(batch())
    assert watcher.schedule.looks > 0
    assert asked == list(range(200))


def test_a_step_may_be_taken_in_another_way() -> None:
    pupil, taken = network(), []
    watcher, _ = watched(pupil)

    def take(given: Batch) -> StepResult:
        taken.append(given)
        return pupil.step.train(given)

    given = batch()
    for _ in range(400):
        watcher.train(given, take)
    assert taken == [given] * 400
    assert watcher.schedule.looks > 0


def test_a_look_that_time_forbids_is_put_off_before_anybody_stops_for_it() -> None:
    pupil = network()
    watcher, _ = watched(pupil)
    watcher.schedule = Schedule(1.0, 0.0)
    assert watcher.free_steps(500) == 500  # nobody knows yet how long a step takes
    pass_by(watcher, [1.0] * 19)
    assert watcher.steps_until_look == 0
    assert watcher.free_steps(5) == 5
    assert watcher.steps_until_look > 20
    watcher.schedule = Schedule(0.0, 0.0)
    pass_by(watcher, [1.0] * 19)
    assert watcher.free_steps(500) == 0


def test_losses_of_steps_that_passed_are_asked_for_less_and_less_often() -> None:
    watcher, _ = watched(network())
    watcher.schedule = Schedule(1e9, 0.0)
    asked: list[int] = []

    def losses() -> list[float]:
        asked.append(watcher.schedule.taken)
        return [1.0 / watcher.schedule.taken] * 10

    for _ in range(100):
        free = watcher.free_steps(10)
        watcher.passed(free, losses, batch)
    assert asked == [10, 20, 40, 80, 150, 300, 600]
    watcher.free_steps(10)
    watcher.passed(3, losses, batch)  # something stopped them
    assert asked[-1] == 1003


def test_a_loss_that_stands_still_is_looked_at_however_short_the_run() -> None:
    for falls in (False, True):
        watcher, _ = watched(network())
        watcher.schedule = Schedule(1e9, 0.0)
        while watcher.schedule.taken < 400:
            taken = watcher.schedule.taken
            pass_by(watcher, [(0.99 if falls else 1.0) ** step for step in range(taken, taken + 10)])
        assert watcher.steps_until_look == 0 or falls
        assert watcher.schedule.is_urgent is not falls


@pytest.mark.parametrize(("start", "kinds"), [("ones", ["equal_units"]), ("glorot_uniform", [])])
def test_layers_whose_units_begin_equal_are_looked_at_however_short_the_run(start: str, kinds: list[str]) -> None:
    layers = [Dense(8, kernel_initializer=start, name=f"layer_{n}") for n in range(2)]
    pupil = Pupil([*layers, Dense(1, kernel_initializer="ones")], optimizer=SGD(0.001))
    watcher, findings = watched(pupil, lambda: 1e-6 * pupil.optimizer.calls)
    for _ in range(25):
        watcher.train(batch())
    assert [finding.kind for finding in findings] == kinds
    assert watcher.schedule.looks == len(kinds)


def test_a_loss_above_the_alarm_is_heard_as_long_as_alarms_are() -> None:
    watcher, _ = watched(network())
    assert watcher.alarm == -float("inf")  # the first loss says what is high
    pass_by(watcher, [2.0, 1.0])
    assert watcher.alarm == 6.0
    for _ in range(40):
        watcher.schedule.alarm()
        watcher.schedule.taken += 1
    assert watcher.alarm == float("inf")
