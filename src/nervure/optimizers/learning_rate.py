"""The learning rate: a number, or a function of the step."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from nervure.arguments.values import plain_number
from nervure.errors import ArgumentError
from nervure.optimizers import schedules

_USUAL_RATE = 0.001


class LearningRate:
    """A learning rate as given, and its value at each step.

    Args:
        given: a number above 0, a function of the step (a schedule), the configuration of a schedule, or a function
            without arguments.
        where: how errors name the optimizer.

    Raises:
        ArgumentError: it is not one of these.

    Examples:
        >>> LearningRate(0.1, "SGD").at(7)
        0.1
        >>> LearningRate(lambda step: 1 / (step + 1), "SGD").at(3)
        0.25
    """

    def __init__(self, given: Any, where: str) -> None:
        self._where = where
        if isinstance(given, Mapping) and "class_name" in given:
            given = schedules.deserialize(given)
        self._schedule = given if type(given) in schedules.TABLE.values() else None
        # Stored unwrapped, so that copying the rate also copies a schedule that keeps its own count.
        self._function: Callable[..., Any] | None = given if callable(given) else None
        self._takes_step = callable(given) and _takes_step(given)
        self._number = 0.0 if self._function is not None else _positive(given, where)

    @property
    def is_number(self) -> bool:
        """Whether it is the same at every step."""
        return self._function is None

    def at(self, step: int) -> float:
        """The rate of update number ``step``.

        Raises:
            ArgumentError: a schedule returned an invalid rate. 0 is valid: a warm-up starts there.
        """
        if self._function is None:
            return self._number
        value = self._function(step) if self._takes_step else self._function()
        rate = plain_number(value)
        if rate is None or rate < 0:
            raise ArgumentError.of("optimizer.scheduled_rate", where=self._where, step=step, got=repr(value))
        return rate

    def ahead(self, step: int, count: int) -> list[float] | None:
        """The rates of ``count`` updates from number ``step`` on; a single one if they are all the same.

        None for a custom function: it may depend on more than the step, and would be called too early.
        """
        if self._function is None:
            return [self._number]
        return None if self._schedule is None else [self.at(number) for number in range(step, step + count)]

    def written(self, step: int) -> Any:
        """Its form in a configuration: a number, or the class and arguments of a built-in schedule.

        Other functions are code, so their current value is written. If that has fallen to 0, which would be rejected on
        loading, a usual rate is written instead.
        """
        if self._schedule is not None:
            return schedules.serialize(self._schedule)
        return self.at(step) or _USUAL_RATE


def _positive(given: Any, where: str) -> float:
    rate = plain_number(given)
    if rate is None or rate <= 0:
        raise ArgumentError.of("optimizer.learning_rate", where=where, got=repr(given))
    return rate


def _takes_step(given: Callable[..., Any]) -> bool:
    """Whether ``given`` is a function of the step; Keras' plain functions take no argument."""
    try:
        inspect.signature(given).bind(0)
    except TypeError:
        return False
    except ValueError:  # C functions have no signature
        return True
    return True
