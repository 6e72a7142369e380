"""Which steps are looked at: few enough that all looks together cost a hundredth of the training."""

from __future__ import annotations

import math

# Half of the hundredth that is promised: the clock does not see that a look drives what the steps work on out of the
# processor's cache (measured: a look at a small network costs twice what it takes).
SHARE = 0.005
_FIRST, _LEAST_GAP, _GROWTH = 20, 10, 1.25
_ALARMS, _SUSPICIONS, _STANDSTILLS = 4, 6, 3
_HICCUP = 4


class Schedule:
    """Says which step is looked at next.

    Looks come at steps that lie further and further apart (20, 30, 40, 50, 63, ...), each only once the steps before it
    took two hundred times as long as all looks together. A run that is over sooner than two hundred looks take is not
    looked at, unless there is a reason, and reasons are few in a run: an alarm (the loss rises right now) brings a look
    at the next step, four times at most and each time after twice as many steps; a standstill (the loss does not
    fall) likewise, three times at most; and what is suspect is looked at again ten steps later, six times at most.

    Args:
        seconds: what a look costs apart from the part that grows with the step.
        steps: that part, in steps.

    Attributes:
        taken: how many steps were taken; whoever takes them counts.
        next: the step that is looked at next, the first is 1.
        looks: how many looks there were.
        spent: seconds they took.
        elapsed: seconds that the steps took, with what lies between them; whoever takes them counts.
        is_urgent: whether the next look has a reason, and comes whatever the time.
    """

    def __init__(self, seconds: float, steps: float) -> None:
        self.taken, self.next, self.looks = 0, _FIRST, 0
        self.spent, self.elapsed = 0.0, 0.0
        self._seconds, self._steps = seconds, steps
        self._usual: float | None = None
        self._alarms, self._quiet_until, self._suspicions, self._standstills = 0, 0, 0, 0
        self.is_urgent = False

    def is_due(self) -> bool:
        """Whether the step to come is looked at. One that time forbids is put off."""
        if self.taken + 1 < self.next:
            return False
        if self.is_urgent:
            return True
        self.put_off()
        return self.taken + 1 >= self.next

    def put_off(self) -> None:
        """Puts the next look off as long as time forbids it; one that is urgent is not."""
        if not self.is_urgent:
            self.next = max(self.next, self.taken + 1 + self._steps_in(self._seconds_missing()))

    def looked(self, seconds: float) -> None:
        """The newest step was looked at, in ``seconds`` beside its own."""
        self.looks += 1
        self.is_urgent = False
        # The first look is the dearest, and one that the system interrupted says nothing of those to come.
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
        """Whether :meth:`alarm` would bring a look now."""
        return self._alarms < _ALARMS and self.taken >= self._quiet_until

    def alarm(self) -> None:
        """Something may be going wrong: the next step is looked at, whatever the time."""
        if self.hears_alarms:
            self._alarms += 1
            self._quiet_until = self.taken + 2**self._alarms
            self.is_urgent, self.next = True, self.taken + 1

    def suspect(self) -> None:
        """Something was seen that a look may confirm: the next comes soon, whatever the time."""
        if self._suspicions < _SUSPICIONS:
            self._suspicions += 1
            self.is_urgent, self.next = True, max(_FIRST, self.taken + _LEAST_GAP)

    def stand_still(self) -> None:
        """The loss does not fall: the next step is looked at, whatever the time."""
        if self._standstills < _STANDSTILLS and not self.is_urgent:
            self._standstills += 1
            self.is_urgent, self.next = True, self.taken + 1

    def _seconds_missing(self) -> float:
        """How much longer the steps must take before one more look is in its share."""
        cost = self._usual
        if cost is None:
            cost = self._seconds + self._steps * self.seconds_a_step
        return (self.spent + cost) / SHARE - self.elapsed

    def _steps_in(self, seconds: float) -> int:
        if seconds <= 0:
            return 0
        return max(1, math.ceil(seconds / self.seconds_a_step)) if self.seconds_a_step else 1
