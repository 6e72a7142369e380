"""The base of every schedule: a function of the step that can be serialized."""

from __future__ import annotations

from nervure.registry import Configurable


class LearningRateSchedule(Configurable):
    """Returns the learning rate of each step. Subclass it to write your own: ``__call__``.

    A decreasing rate makes training fast at first and lets it converge at the end. Built-in schedules are saved with
    the model; a custom one is code, which a file does not store.

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
