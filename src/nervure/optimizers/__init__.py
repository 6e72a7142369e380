"""Optimizers: how gradients update the weights."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from nervure.errors import ArgumentError
from nervure.optimizers import schedules
from nervure.optimizers.adadelta import Adadelta
from nervure.optimizers.adagrad import Adagrad
from nervure.optimizers.adam import Adam
from nervure.optimizers.adamax import Adamax
from nervure.optimizers.adamw import AdamW
from nervure.optimizers.lion import Lion
from nervure.optimizers.nadam import Nadam
from nervure.optimizers.optimizer import Optimizer
from nervure.optimizers.rmsprop import RMSprop
from nervure.optimizers.schedules import LearningRateSchedule
from nervure.optimizers.sgd import SGD
from nervure.registry import deserialize

__all__ = [
    "SGD",
    "TABLE",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "LearningRateSchedule",
    "Lion",
    "Nadam",
    "Optimizer",
    "RMSprop",
    "get",
    "schedules",
]

TABLE: dict[str, type[Optimizer]] = {
    "Adadelta": Adadelta,
    "Adagrad": Adagrad,
    "Adam": Adam,
    "AdamW": AdamW,
    "Adamax": Adamax,
    "Lion": Lion,
    "Nadam": Nadam,
    "RMSprop": RMSprop,
    "SGD": SGD,
    "adadelta": Adadelta,
    "adagrad": Adagrad,
    "adam": Adam,
    "adamax": Adamax,
    "adamw": AdamW,
    "lion": Lion,
    "nadam": Nadam,
    "rmsprop": RMSprop,
    "sgd": SGD,
}


def get(identifier: Any) -> Optimizer:
    """The optimizer that ``identifier`` describes.

    Args:
        identifier: a name (in any case, as in Keras), a configuration, an optimizer or its class.

    Raises:
        UnknownNameError: no optimizer has that name.
        ArgumentError: it is not one of these.

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
