"""Which steps are inspected: few enough that all inspections together cost 1 % of training."""

from __future__ import annotations

import math

# Half of the promised 1 %: the clock does not show that an inspection evicts the steps' data from the CPU cache
# (measured: inspecting a small network costs twice its own time).
SHARE = 0.005
_FIRST, _LEAST_GAP, _GROWTH = 20, 10, 1.25
_ALARMS, _SUSPICIONS, _STANDSTILLS = 4, 6, 3
_HICCUP = 4


class Schedule:
    """Decides which step to inspect next.

    Inspections are spaced further and further apart (20, 30, 40, 50, 63, ...), each only once the previous steps took
    two hundred times as long as all inspections together. A run shorter than two hundred inspections is not inspected
    without a reason, and reasons are limited: an alarm (the loss is rising) triggers an inspection of the next step, at
    most four times and each time after twice as many steps; a standstill (the loss does not fall) likewise, at most
    three times; and a suspicion is rechecked ten steps later, at most six times.

    Args:
        seconds: the fixed cost of an inspection.
        steps: its cost proportional to a step, in steps.

    Attributes:
        taken: the number of steps taken; counted by the caller.
        next: the next step to inspect, counted from 1.
        looks: the number of inspections.
        spent: the seconds they took.
        elapsed: the seconds that the steps took, including the time between them; counted by the caller.
        is_urgent: whether the next inspection has a reason, and happens whatever its cost.
    """

    def __init__(self, seconds: float, steps: float) -> None:
        self.taken, self.next, self.looks = 0, _FIRST, 0
        self.spent, self.elapsed = 0.0, 0.0
        self._seconds, self._steps = seconds, steps
        self._usual: float | None = None
        self._alarms, self._quiet_until, self._suspicions, self._standstills = 0, 0, 0, 0
        self.is_urgent = False

    def is_due(self) -> bool:
        """Whether to inspect the next step. An inspection over budget is postponed."""
        if self.taken + 1 < self.next:
            return False
        if self.is_urgent:
            return True
        self.put_off()
        return self.taken + 1 >= self.next

    def put_off(self) -> None:
        """Postpones the next inspection while it is over budget, unless it is urgent."""
        if not self.is_urgent:
            self.next = max(self.next, self.taken + 1 + self._steps_in(self._seconds_missing()))

    def looked(self, seconds: float) -> None:
        """Records an inspection of the latest step that took ``seconds`` besides the step itself."""
        self.looks += 1
        self.is_urgent = False
        # The first inspection is the most expensive, and one interrupted by the system does not predict later ones.
        if self._usual is not None:
            seconds = min(seconds, _HICCUP * self._usual)
        self.spent += seconds
        self._usual = seconds if self._usual is None else min(self._usual, seconds)
        apart = max(_LEAST_GAP, math.ceil(self.taken * (_GROWTH - 1)), self._steps_in(self._seconds_missing()))
        self.next = self.taken + apart

    @property
    def seconds_a_step(self) -> float:
        """The mean over the steps so far."""
        return self.elapsed / self.taken if self.taken else 0.0

    @property
    def hears_alarms(self) -> bool:
        """Whether :meth:`alarm` would trigger an inspection now."""
        return self._alarms < _ALARMS and self.taken >= self._quiet_until

    def alarm(self) -> None:
        """Something may be going wrong: inspects the next step, whatever the cost."""
        if self.hears_alarms:
            self._alarms += 1
            self._quiet_until = self.taken + 2**self._alarms
            self.is_urgent, self.next = True, self.taken + 1

    def suspect(self) -> None:
        """There is a suspicion to confirm: inspects again soon, whatever the cost."""
        if self._suspicions < _SUSPICIONS:
            self._suspicions += 1
            self.is_urgent, self.next = True, max(_FIRST, self.taken + _LEAST_GAP)

    def stand_still(self) -> None:
        """The loss does not fall: inspects the next step, whatever the cost."""
        if self._standstills < _STANDSTILLS and not self.is_urgent:
            self._standstills += 1
            self.is_urgent, self.next = True, self.taken + 1

    def _seconds_missing(self) -> float:
        """How much longer the steps must take before another inspection is within budget."""
        cost = self._usual
        if cost is None:
            cost = self._seconds + self._steps * self.seconds_a_step
        return (self.spent + cost) / SHARE - self.elapsed

    def _steps_in(self, seconds: float) -> int:
        if seconds <= 0:
            return 0
        return max(1, math.ceil(seconds / self.seconds_a_step)) if self.seconds_a_step else 1
