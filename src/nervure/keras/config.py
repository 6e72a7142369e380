"""``keras.config``: what scripts ask of it, and set to what holds here in any case."""

from __future__ import annotations

from typing import Any

from nervure.arguments.values import real
from nervure.errors import ArgumentError
from nervure.keras.backend import epsilon, floatx, image_data_format

__all__ = [
    "backend", "disable_interactive_logging", "enable_interactive_logging", "epsilon", "floatx", "image_data_format",
    "is_interactive_logging_enabled", "set_epsilon", "set_floatx", "set_image_data_format",
]  # fmt: skip


def backend() -> str:
    """What computes underneath."""
    return "torch"


def set_floatx(value: Any) -> None:
    """Nothing for ``"float32"``, the type that layers are drawn in.

    Raises:
        ArgumentError: another type: it belongs to a model.
    """
    if not isinstance(value, str) or value != floatx():
        raise ArgumentError.of("config.floatx", where="config.set_floatx", got=repr(value), name=value)


def set_epsilon(value: Any) -> None:
    """Nothing for 1e-7, the number that functions add where they divide.

    Raises:
        ArgumentError: another number: layers have arguments for it.
    """
    if real(value) != epsilon():
        raise ArgumentError.of("config.epsilon", where="config.set_epsilon", got=repr(value))


def set_image_data_format(data_format: Any) -> None:
    """Nothing for ``"channels_last"``.

    Raises:
        ArgumentError: another order.
    """
    if not isinstance(data_format, str) or data_format != image_data_format():
        raise ArgumentError.of("config.channels", where="config.set_image_data_format", got=repr(data_format))


def is_interactive_logging_enabled() -> bool:
    """Whether progress is drawn where ``verbose`` says nothing: on a terminal and in a notebook."""
    return True


def enable_interactive_logging() -> None:
    """Nothing: progress is drawn unless ``verbose`` says otherwise."""


def disable_interactive_logging() -> None:
    """Refused: there is no setting for a whole process.

    Raises:
        ArgumentError: always; each call has its ``verbose``.
    """
    raise ArgumentError.of("config.logging", where="config.disable_interactive_logging")
