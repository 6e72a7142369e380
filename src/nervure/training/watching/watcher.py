"""The watcher: takes the steps of a run, looks at one now and then, and says once what is wrong."""

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

# What the first look costs at most: small operations of torch, none of them in the processor's cache; and of large
# layers a part of a step.
_SECONDS, _SECONDS_A_STEP_OF_THE_PLAN, _STEPS = 5e-4, 5e-5, 1 / 3
# A loss that fell by less than a tenth in so many steps is worth a look even in a run too short for one.
_STANDING_STEPS, _STANDING = 150, 0.1
# On a device that is not waited for, losses are read back in lots.
_LOT = 64
# A finding that explains why others are seen: they are not said too.
_EXPLAINED_BY: Mapping[FindingKind, tuple[FindingKind, ...]] = {
    "vanishing": ("dead_units", "equal_units"),
    "stuck": ("dead_units", "equal_units", "exploding", "not_finite", "vanishing"),
    "dead_units": ("equal_units", "not_finite"),
}


class Watcher:
    """Watches a run for layers that do not learn.

    It decides which steps it wants to see (:attr:`steps_until_look`): between two looks the loop may take the steps in
    any way, in one call if it can, and then tells the watcher (:meth:`passed`). A look reads what the step has anyway,
    gradients and weights; only where there are ReLU layers it walks the plan once more, on a part of the batch. All
    looks together cost a hundredth of the time of the steps.

    The first look at a small network takes about half a thousandth of a second, later ones a quarter of that. A run of
    a tenth of a second gets none: that most units of a layer are dead while the others learn, or that a gradient
    vanishes while the loss falls, is not found in it. What goes wrong altogether is found in any run: a loss that
    rises, or stands still, brings a few looks whatever the time, and so do units that begin equal.

    Args:
        step: what does the steps.
        plan: the unfused steps, in which every value can be seen.
        findings: where findings are written down.
        clock: gives seconds.

    Attributes:
        epoch: the epoch under way, the first is 1.
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
        # Elsewhere than on a CPU reading a loss back would wait for the device at every step.
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

    # Made for the first look: a short run has none.
    @functools.cached_property
    def _reader(self) -> Reader:
        return Reader(self._plan, self._step.store.trainable)

    @functools.cached_property
    def _silent(self) -> SilentUnits:
        return SilentUnits(self._plan)

    @property
    def steps_until_look(self) -> int:
        """How many steps may be taken before the one that it wants to see: 0 where that is the next."""
        return max(0, self.schedule.next - self.schedule.taken - 1)

    def free_steps(self, wanted: int) -> int:
        """The same, once the time was asked: a look that it forbids is put off, so that nobody stops for it.

        Args:
            wanted: so many at most.
        """
        # A call of a hundred small steps takes a ten-thousandth of a second: comparisons are all that most of them pay.
        schedule = self.schedule
        self._free = min(self.steps_until_look, wanted)
        if self._free < wanted and not schedule.is_urgent:
            self._charge()
            schedule.put_off()
            # Before the first step nothing is known of the time that one takes.
            self._free = min(self.steps_until_look, wanted) if schedule.taken else wanted
        return self._free

    @property
    def alarm(self) -> float:
        """The loss above which it wants to see the next step."""
        return self._step.course.alarm if self.schedule.hears_alarms else math.inf

    def train(self, batch: Batch, take: Callable[[Batch], StepResult] | None = None) -> StepResult:
        """One step, looked at if it is time for it.

        Args:
            batch: that of the step.
            take: takes it; the ordinary walk by default.
        """
        # Most steps come by here, and small ones take a few microseconds: two comparisons are all they pay.
        schedule, step = self.schedule, self._step
        if schedule.taken + 1 >= schedule.next and self._is_look_due():
            return self._train_and_look(batch, take or step.train)
        result = (take or step.train)(batch)
        schedule.taken += 1
        if step.num_troubles != self._heeded or not step.reads_losses:
            self._note(result, batch)
        return result

    def passed(self, count: int, losses: Callable[[], Sequence[float]], batch: Callable[[], Batch]) -> None:
        """Steps were taken without the watcher; the optimizer has counted them.

        Args:
            count: how many.
            losses: gives one a step, in order. A step may take a microsecond, so they are asked for after twice as many
                steps each time, and where fewer were taken than were free: something stopped them.
            batch: gives the last one, or another one of the run; asked only where a loss is no number.
        """
        taken = self.schedule.taken = self.schedule.taken + count
        if count == self._free and taken < self._heard_next:
            return
        self._heard_next = 2 * taken if taken >= _STANDING_STEPS else min(2 * taken, _STANDING_STEPS)
        self._note_all(losses(), batch)
        self._check_standstill()

    def get_state(self) -> dict[str, Any]:
        """What it was told of the run and has said, for a checkpoint; when it looks depends on the clock anyway."""
        course, overfitting = self._step.course.get_state(), self._overfitting.get_state()
        told: list[str] = sorted(self._told)
        return {"told": told, "is_fresh": self._is_fresh, "course": course, "overfitting": overfitting}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Takes back what :meth:`get_state` gave."""
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
        """The batches of an epoch are over: the time until the next epoch is not that of the training."""
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
        """Counts the time since it was counted last."""
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
            result.loss.item()  # else the look would be charged with the steps that the device has not done yet
        own = self._clock() - prepared
        if self._step.follows_losses:
            # One that had to be taken alone, out of many in one call, is dearer than the others: that is the look's.
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
        """Notes the losses of the newest steps."""
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
        """Lets the rules speak, the one that explains most first."""
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
        """Lets the rules speak that read the course of the loss, beside what the last look saw."""
        self._judge_course(newest._replace(taken=self.schedule.taken, epoch=self.epoch))
        if rules.has_left_the_start(newest):
            self._evidence = None

    def _judge_course(self, evidence: Evidence) -> None:
        # A network that was trained before may be as good as it gets.
        if self._is_fresh:
            self._tell(rules.stuck(evidence))
            self._tell(rules.guessing(evidence))

    @property
    def _is_suspicious(self) -> bool:
        """Whether a finding may be at hand that one look does not prove."""
        if self._silent.is_suspicious and self._may_tell("dead_units"):
            return True
        faded = rules.has_vanished(self._readings[-1]) and not self._step.course.has_fallen(rules.LEARNS)
        return faded and self._may_tell("vanishing")

    def _guessing(self, result: StepResult) -> float | None:
        """The loss of guessing, where one cross-entropy of classes is all there is, and this batch is no better."""
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
        """Says a finding once, unless another one that was said explains it."""
        if finding is None or not self._may_tell(finding.kind):
            return
        self._told.add(finding.kind)
        self._findings.append(finding)
        # TerminateOnNaN says this itself.
        if finding.kind != "not_finite" or not self._step.skips_non_finite:
            advise("watching.finding", problem=finding.problem, fix=finding.fix)


def _settled(plan: Plan) -> float:
    """The step from which on all moving averages can be trusted."""
    return max((steps_to_settle(float(step.options["momentum"])) for step in normalizing(plan)), default=0)
