"""What every schedule is: a function of the step that can be written down."""

from __future__ import annotations

from nervure.registry import Configurable


class LearningRateSchedule(Configurable):
    """Gives the learning rate of each step. Subclass it to write your own: ``__call__``.

    A rate that falls lets training go fast at first and settle at the end. Schedules of this package are saved with the
    model; one of your own is code, which no file holds.

    Examples:
        >>> class Halving(LearningRateSchedule):
        ...     def __call__(self, step):
        ...         return 0.5 ** step
        >>> Halving()(2)
        0.25
    """

    def __call__(self, step: int) -> float:
        """The rate of update number ``step``, from 0."""
        raise NotImplementedError(f"{type(self).__name__}.__call__")
