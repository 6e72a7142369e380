"""Optimizers: how the weights move once the gradients are known."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from nervure.errors import ArgumentError
from nervure.optimizers.adam import Adam
from nervure.optimizers.adamw import AdamW
from nervure.optimizers.learning_rate import LearningRateSchedule
from nervure.optimizers.optimizer import Optimizer
from nervure.optimizers.rmsprop import RMSprop
from nervure.optimizers.sgd import SGD
from nervure.registry import deserialize

__all__ = ["SGD", "TABLE", "Adam", "AdamW", "LearningRateSchedule", "Optimizer", "RMSprop", "get"]

TABLE: dict[str, type[Optimizer]] = {
    "Adam": Adam,
    "AdamW": AdamW,
    "RMSprop": RMSprop,
    "SGD": SGD,
    "adam": Adam,
    "adamw": AdamW,
    "rmsprop": RMSprop,
    "sgd": SGD,
}


def get(identifier: Any) -> Optimizer:
    """The optimizer that ``identifier`` describes.

    Args:
        identifier: a name (in any case, as in Keras), a configuration, an optimizer or its class.

    Raises:
        UnknownNameError: no optimizer has that name.
        ArgumentError: it is none of these.

    Examples:
        >>> get("adam").learning_rate
        0.001
    """
    if isinstance(identifier, str):
        return deserialize(identifier if identifier in TABLE else identifier.lower(), TABLE, where="optimizer")
    if isinstance(identifier, Mapping):
        return deserialize(identifier, TABLE, where="optimizer")
    if inspect.isclass(identifier) and issubclass(identifier, Optimizer):
        make: Callable[[], Optimizer] = identifier
        return make()
    if isinstance(identifier, Optimizer):
        return identifier
    raise ArgumentError.of("optimizer.unusable", where="optimizer", got=repr(identifier))
