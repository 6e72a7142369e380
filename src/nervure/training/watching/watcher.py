"""The watcher: takes the steps of a run, inspects one from time to time, and reports each problem once."""

from __future__ import annotations

import dataclasses
import functools
import math
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from nervure.data import Batch
from nervure.errors import advise
from nervure.graph.moving_statistics import normalizing, steps_to_settle
from nervure.graph.plan import Plan
from nervure.ops.cross_entropy import CATEGORICAL_CROSSENTROPY, SPARSE_CATEGORICAL_CROSSENTROPY
from nervure.ops.op import Context
from nervure.records.finding import Finding, FindingKind
from nervure.training.remembered import remembered
from nervure.training.step import StepResult, TrainingStep
from nervure.training.watching import rules
from nervure.training.watching.overfitting import Overfitting
from nervure.training.watching.reading import Reader, Reading, begins_equal
from nervure.training.watching.rules import Evidence
from nervure.training.watching.schedule import Schedule
from nervure.training.watching.silent_units import SilentUnits

# The maximum cost of the first inspection: small torch operations with a cold cache and, for large layers, part of a
# step.
_SECONDS, _SECONDS_A_STEP_OF_THE_PLAN, _STEPS = 5e-4, 5e-5, 1 / 3
# A loss that fell by less than 10 % in this many steps is worth an inspection even in a very short run.
_STANDING_STEPS, _STANDING = 150, 0.1
# On an asynchronous device, losses are read back in groups.
_LOT = 64
# A finding that explains others, which are then not reported.
_EXPLAINED_BY: Mapping[FindingKind, tuple[FindingKind, ...]] = {
    "vanishing": ("dead_units", "equal_units"),
    "stuck": ("dead_units", "equal_units", "exploding", "not_finite", "vanishing"),
    "dead_units": ("equal_units", "not_finite"),
}


class Watcher:
    """Watches a run for layers that do not learn.

    It decides which steps to inspect (:attr:`steps_until_look`): between two inspections the loop may take the steps in
    any way, if possible in one call, and then informs the watcher (:meth:`passed`). An inspection reads the gradients
    and weights that the step has anyway; only if there are ReLU layers does it run the plan once more, on part of the
    batch. All inspections together cost 1 % of the steps' time.

    The first inspection of a small network takes about half a millisecond, later ones a quarter of that. A run of a
    tenth of a second gets none, so it does not reveal that most units of a layer are dead while the others learn, or
    that a gradient vanishes while the loss falls. Total failures are found in any run: a loss that rises or stagnates
    triggers a few inspections whatever their cost, and so do units that start equal.

    Args:
        step: the training step.
        plan: the unfused steps, in which every value is visible.
        findings: the list that receives the findings.
        clock: returns seconds.

    Attributes:
        epoch: the current epoch, counted from 1.
    """

    def __init__(
        self,
        step: TrainingStep,
        plan: Plan,
        findings: list[Finding],
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.epoch = 1
        self._step, self._findings, self._clock = step, findings, clock
        # On devices other than a CPU, reading a loss back would wait for the device at every step.
        step.reads_losses = step.store.trainable.device.type == "cpu"
        self._plan = plan
        self._readings: deque[Reading] = deque(maxlen=3)
        self._overfitting = Overfitting(_settled(plan))
        self._evidence: Evidence | None = None
        self._heeded, self._mark = step.num_troubles, clock()
        self._unread: list[Tensor] = []
        self._free = self._heard_next = 0
        self._newest_batch: Batch | None = None
        self._told: set[FindingKind] = set()
        self._is_fresh = step.optimizer.calls == 0
        self.schedule = Schedule(_SECONDS + _SECONDS_A_STEP_OF_THE_PLAN * len(plan.steps), _STEPS)
        if self._is_fresh and begins_equal(plan):
            self.schedule.suspect()

    # Created for the first inspection: a short run has none.
    @functools.cached_property
    def _reader(self) -> Reader:
        return Reader(self._plan, self._step.store.trainable)

    @functools.cached_property
    def _silent(self) -> SilentUnits:
        return SilentUnits(self._plan)

    @property
    def steps_until_look(self) -> int:
        """The number of steps before the next one to inspect: 0 if that is the next step."""
        return max(0, self.schedule.next - self.schedule.taken - 1)

    def free_steps(self, wanted: int) -> int:
        """The same after checking the time: an inspection over budget is postponed and does not stop the loop.

        Args:
            wanted: the maximum.
        """
        # A call of a hundred small steps takes 0.1 ms, so most of them cost only comparisons here.
        schedule = self.schedule
        self._free = min(self.steps_until_look, wanted)
        if self._free < wanted and not schedule.is_urgent:
            self._charge()
            schedule.put_off()
            # Before the first step, the time of a step is unknown.
            self._free = min(self.steps_until_look, wanted) if schedule.taken else wanted
        return self._free

    @property
    def alarm(self) -> float:
        """The loss above which it inspects the next step."""
        return self._step.course.alarm if self.schedule.hears_alarms else math.inf

    def train(self, batch: Batch, take: Callable[[Batch], StepResult] | None = None) -> StepResult:
        """One step, with an inspection if due.

        Args:
            batch: the batch of the step.
            take: takes the step; the ordinary walk by default.
        """
        # Most steps pass here, and small ones take a few microseconds: they cost only two comparisons.
        schedule, step = self.schedule, self._step
        if schedule.taken + 1 >= schedule.next and self._is_look_due():
            return self._train_and_look(batch, take or step.train)
        result = (take or step.train)(batch)
        schedule.taken += 1
        if step.num_troubles != self._heeded or not step.reads_losses:
            self._note(result, batch)
        return result

    def passed(self, count: int, losses: Callable[[], Sequence[float]], batch: Callable[[], Batch]) -> None:
        """Records steps taken without the watcher; the optimizer has counted them.

        Args:
            count: how many.
            losses: returns one loss per step, in order. A step may take a microsecond, so losses are read after twice
                as many steps each time, and whenever fewer steps were taken than allowed: something stopped them.
            batch: returns the last batch, or another one of the run; called only if a loss is not finite.
        """
        taken = self.schedule.taken = self.schedule.taken + count
        if count == self._free and taken < self._heard_next:
            return
        self._heard_next = 2 * taken if taken >= _STANDING_STEPS else min(2 * taken, _STANDING_STEPS)
        self._note_all(losses(), batch)
        self._check_standstill()

    def get_state(self) -> dict[str, Any]:
        """What it learned and reported in the run, for a checkpoint; inspection times depend on the clock anyway."""
        course, overfitting = self._step.course.get_state(), self._overfitting.get_state()
        told: list[str] = sorted(self._told)
        return {"told": told, "is_fresh": self._is_fresh, "course": course, "overfitting": overfitting}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Restores what :meth:`get_state` returned."""
        remembered(state, {"told": [str], "is_fresh": bool})
        self._told, self._is_fresh = set(state["told"]), state["is_fresh"]
        self._step.course.set_state(state["course"])
        self._overfitting.set_state(state["overfitting"])

    def epoch_begin(self, epoch: int) -> None:
        """An epoch begins.

        Args:
            epoch: its number, from 0.
        """
        self.epoch, self._mark = epoch + 1, self._clock()

    def batches_end(self) -> None:
        """The batches of an epoch are over: the time until the next epoch does not count as training."""
        self._charge()

    def epoch_end(self, epoch: int, logs: Mapping[str, Any]) -> None:
        """An epoch is over.

        Args:
            epoch: its number, from 0.
            logs: its values.
        """
        self._read_back()
        if "val_loss" in logs:
            self._tell(self._overfitting.epoch_end(epoch + 1, self._step.optimizer.calls, logs))
        if self._evidence is not None:
            self._judge_without_look(self._evidence)

    def _charge(self) -> None:
        """Adds the time since the last call."""
        now = self._clock()
        self.schedule.elapsed += now - self._mark
        self._mark = now

    def _is_look_due(self) -> bool:
        self._charge()
        return self._step.non_finite is None and self.schedule.is_due()

    def _train_and_look(self, batch: Batch, take: Callable[[Batch], StepResult]) -> StepResult:
        began = self._mark
        self._reader.before()
        prepared = self._clock()
        context = self._step.context
        result = take(batch)
        if not self._step.follows_losses:
            result.loss.item()  # otherwise the inspection would be charged for pending steps of the device
        own = self._clock() - prepared
        if self._step.follows_losses:
            # A step taken alone, instead of many in one call, costs more: the difference counts as inspection.
            own = min(own, self.schedule.seconds_a_step)
        self.schedule.taken += 1
        self.schedule.elapsed += own
        self._note(result, batch)
        reading = self._reader.after(context.step + 1)
        if self._step.non_finite is None:
            self._readings.append(reading)
            self._judge(batch, result, context)
        self._mark = self._clock()
        self.schedule.looked(self._mark - began - own)
        if self._step.non_finite is None and self._is_suspicious:
            self.schedule.suspect()
        return result

    def _note(self, result: StepResult, batch: Batch) -> None:
        self._heeded = self._step.num_troubles
        if not self._step.follows_losses:
            self._unread.append(result.loss)
            self._newest_batch = batch
            if len(self._unread) >= _LOT:
                self._read_back()
        elif self._step.non_finite is not None:
            self._tell_non_finite()
        else:
            self._check_course()

    def _read_back(self) -> None:
        """Reads the losses of the last steps back, all at once."""
        if self._newest_batch is not None:
            lot, batch = torch.stack(self._unread).tolist(), self._newest_batch
            self._unread, self._newest_batch = [], None
            self._note_all(lot, lambda: batch)

    def _note_all(self, losses: Sequence[float], batch: Callable[[], Batch]) -> None:
        """Records the losses of the latest steps."""
        step = self._step
        first = step.optimizer.calls - len(losses)
        are_finite = math.isfinite(sum(losses))
        if are_finite:
            step.course.note_all(losses)
        for number, loss in enumerate(() if are_finite else losses):
            if math.isfinite(loss):
                step.course.note(loss)
            elif step.non_finite is None:
                step.name_non_finite(batch(), dataclasses.replace(step.context, step=first + number))
        if step.non_finite is not None:
            self._tell_non_finite()
        else:
            self._check_course()

    def _check_course(self) -> None:
        course = self._step.course
        if course.recent and course.recent[-1] > course.alarm:
            self.schedule.alarm()

    def _check_standstill(self) -> None:
        is_due = self.schedule.taken >= _STANDING_STEPS and self._is_fresh and self._step.non_finite is None
        if is_due and not self._step.course.has_fallen(_STANDING):
            self.schedule.stand_still()

    def _judge(self, batch: Batch, result: StepResult, context: Context) -> None:
        """Applies the rules, starting with the one that explains most."""
        step = self._step
        self._read_back()
        if step.non_finite is not None:
            return
        evidence = Evidence(
            self._readings[-1], step.course, self.schedule.taken, self.epoch,
            lambda: step.optimizer.learning_rate, self._guessing(result),
        )  # fmt: skip
        self._tell(rules.equal_units(evidence))
        self._tell(rules.exploding(evidence))
        if self._may_tell("dead_units"):
            self._tell(rules.dead_units(self._silent.look(batch, context), evidence))
        self._tell(rules.vanishing(tuple(self._readings), evidence))
        self._judge_course(evidence)
        self._evidence = evidence

    def _judge_without_look(self, newest: Evidence) -> None:
        """Applies the rules about the course of the loss, with the result of the last inspection."""
        self._judge_course(newest._replace(taken=self.schedule.taken, epoch=self.epoch))
        if rules.has_left_the_start(newest):
            self._evidence = None

    def _judge_course(self, evidence: Evidence) -> None:
        # A network that was trained before may have converged.
        if self._is_fresh:
            self._tell(rules.stuck(evidence))
            self._tell(rules.guessing(evidence))

    @property
    def _is_suspicious(self) -> bool:
        """Whether there may be a finding that one inspection does not prove."""
        if self._silent.is_suspicious and self._may_tell("dead_units"):
            return True
        faded = rules.has_vanished(self._readings[-1]) and not self._step.course.has_fallen(rules.LEARNS)
        return faded and self._may_tell("vanishing")

    def _guessing(self, result: StepResult) -> float | None:
        """The loss of guessing, if a single class cross-entropy is the only loss and this batch is no better."""
        heads = self._step.heads
        loss = heads[0].loss if len(heads) == 1 else None
        if loss is None or loss.op not in (CATEGORICAL_CROSSENTROPY, SPARSE_CATEGORICAL_CROSSENTROPY):
            return None
        value, classes = result.losses[0], result.predictions[0].shape[-1]
        guessing = math.log(max(2, classes))
        return guessing if value is not None and rules.is_near_guessing(float(value), guessing) else None

    def _tell_non_finite(self) -> None:
        found, cause = self._step.non_finite, self._step.cause
        if found is None or "not_finite" in self._told:
            return
        advice = "watching.not_finite_advice" if cause is None else cause.advice
        values = {"place": found.place, "step": found.step + 1, **({} if cause is None else cause.values)}
        layer = found.place if found.what in ("weight", "output") else None
        key = f"watching.not_finite_{found.what}"
        self._tell(Finding("not_finite", layer, found.step + 1, self.epoch, key, advice, values))

    def _may_tell(self, kind: FindingKind) -> bool:
        return kind not in self._told and not self._told.intersection(_EXPLAINED_BY.get(kind, ()))

    def _tell(self, finding: Finding | None) -> None:
        """Reports a finding once, unless an earlier one explains it."""
        if finding is None or not self._may_tell(finding.kind):
            return
        self._told.add(finding.kind)
        self._findings.append(finding)
        # TerminateOnNaN reports this itself.
        if finding.kind != "not_finite" or not self._step.skips_non_finite:
            advise("watching.finding", problem=finding.problem, fix=finding.fix)


def _settled(plan: Plan) -> float:
    """The step from which all moving averages are reliable."""
    return max((steps_to_settle(float(step.options["momentum"])) for step in normalizing(plan)), default=0)
