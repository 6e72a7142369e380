"""Schedules: the learning rate as a function of the step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nervure.arguments import Named, checked
from nervure.optimizers.schedules.cosine_decay import CosineDecay
from nervure.optimizers.schedules.cosine_decay_restarts import CosineDecayRestarts
from nervure.optimizers.schedules.exponential_decay import ExponentialDecay
from nervure.optimizers.schedules.inverse_time_decay import InverseTimeDecay
from nervure.optimizers.schedules.one_cycle import OneCycle
from nervure.optimizers.schedules.piecewise_constant_decay import PiecewiseConstantDecay
from nervure.optimizers.schedules.polynomial_decay import PolynomialDecay
from nervure.optimizers.schedules.schedule import LearningRateSchedule
from nervure.registry import deserialize as _deserialize
from nervure.registry import serialize as _serialize

__all__ = [
    "TABLE",
    "CosineDecay",
    "CosineDecayRestarts",
    "ExponentialDecay",
    "InverseTimeDecay",
    "LearningRateSchedule",
    "OneCycle",
    "PiecewiseConstantDecay",
    "PolynomialDecay",
    "deserialize",
    "serialize",
]

TABLE: dict[str, type[LearningRateSchedule]] = {
    "CosineDecay": CosineDecay,
    "CosineDecayRestarts": CosineDecayRestarts,
    "ExponentialDecay": ExponentialDecay,
    "InverseTimeDecay": InverseTimeDecay,
    "OneCycle": OneCycle,
    "PiecewiseConstantDecay": PiecewiseConstantDecay,
    "PolynomialDecay": PolynomialDecay,
}


def serialize(learning_rate_schedule: LearningRateSchedule) -> dict[str, Any]:
    """The schedule as plain values: its class and its arguments.

    Examples:
        >>> serialize(PiecewiseConstantDecay([10], [0.1, 0.01]))["config"]["boundaries"]
        [10]
    """
    written: dict[str, Any] = _serialize(learning_rate_schedule)
    return written


@checked
def deserialize(config: Mapping[str, Any], custom_objects: Named | None = None) -> LearningRateSchedule:
    """The schedule written by :func:`serialize`.

    Args:
        config: its result.
        custom_objects: custom schedules, by class name.

    Raises:
        UnknownNameError: no schedule has that name.
        ArgumentError: it has another form.

    Examples:
        >>> deserialize(serialize(ExponentialDecay(0.1, 10, 0.5)))(10)
        0.05
    """
    made: LearningRateSchedule = _deserialize(config, {**TABLE, **(custom_objects or {})}, where="learning_rate")
    return made
