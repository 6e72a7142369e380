"""Which steps are looked at: few enough that all looks together cost a hundredth of the training."""

from __future__ import annotations

import math

# Half of what is promised: what is measured on a busy machine may be twice as dear on another.
SHARE = 0.01
_FIRST, _LEAST_GAP, _GROWTH = 20, 10, 1.25
_ALARMS, _SUSPICIONS = 4, 6
_HICCUP = 4


class Schedule:
    """Says which step is looked at next.

    Looks come at steps that lie further and further apart (20, 30, 40, 50, 63, ...), each only once the steps before it
    took a hundred times as long as all looks together. Two things do not wait for that: an alarm (the loss rises right
    now) brings a look at the next step, four times in a run at most and each time after twice as many steps; and what
    a look made suspect is looked at again ten steps later, six times at most.

    Args:
        seconds: what a look costs apart from the part that grows with the step.
        steps: that part, in steps.
        granted: seconds that looks may take besides: a few thousandths nobody notices, and the steps of a small network
            are done in less.

    Attributes:
        taken: how many steps were taken; whoever takes them counts.
        next: the step that is looked at next, the first is 1.
        looks: how many looks there were.
        spent: seconds they took.
        elapsed: seconds that the steps took, with what lies between them; whoever takes them counts.
    """

    def __init__(self, seconds: float, steps: float, granted: float = 0.0) -> None:
        self.taken, self.next, self.looks = 0, _FIRST, 0
        self.spent, self.elapsed = 0.0, 0.0
        self._seconds, self._steps, self._granted = seconds, steps, granted
        self._usual: float | None = None
        self._alarms, self._quiet_until, self._suspicions = 0, 0, 0
        self._is_urgent = False

    def is_due(self) -> bool:
        """Whether the step to come is looked at. One that time forbids is put off."""
        if self.taken + 1 < self.next:
            return False
        if self._is_urgent:
            return True
        missing = self._seconds_missing()
        if missing <= 0:
            return True
        self.next = self.taken + 1 + self._steps_in(missing)
        return False

    def looked(self, seconds: float) -> None:
        """The newest step was looked at, in ``seconds`` beside its own."""
        self.looks += 1
        self._is_urgent = False
        # The first look is the dearest, and one that the system interrupted says nothing of those to come.
        if self._usual is not None:
            seconds = min(seconds, _HICCUP * self._usual)
        self.spent += seconds
        self._usual = seconds if self._usual is None else min(self._usual, seconds)
        apart = max(_LEAST_GAP, math.ceil(self.taken * (_GROWTH - 1)), self._steps_in(self._seconds_missing()))
        self.next = self.taken + apart

    @property
    def hears_alarms(self) -> bool:
        """Whether :meth:`alarm` would bring a look now."""
        return self._alarms < _ALARMS and self.taken >= self._quiet_until

    def alarm(self) -> None:
        """Something may be going wrong: the next step is looked at, whatever the time."""
        if self.hears_alarms:
            self._alarms += 1
            self._quiet_until = self.taken + 2**self._alarms
            self._is_urgent, self.next = True, self.taken + 1

    def suspect(self) -> None:
        """The newest look saw something that a second one may confirm: the next comes soon, whatever the time."""
        if self._suspicions < _SUSPICIONS:
            self._suspicions += 1
            self._is_urgent, self.next = True, self.taken + _LEAST_GAP

    def _seconds_missing(self) -> float:
        """How much longer the steps must take before one more look is a hundredth of them."""
        cost = self._usual
        if cost is None:
            cost = self._seconds + self._steps * self._seconds_a_step
        return (self.spent + cost - self._granted) / SHARE - self.elapsed

    @property
    def _seconds_a_step(self) -> float:
        return self.elapsed / self.taken if self.taken else 0.0

    def _steps_in(self, seconds: float) -> int:
        if seconds <= 0:
            return 0
        return max(1, math.ceil(seconds / self._seconds_a_step)) if self.elapsed else 1
