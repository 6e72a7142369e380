"""``keras.config``: settings that scripts read, or set to the only supported value."""

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
    """The name of the backend."""
    return "torch"


def set_floatx(value: Any) -> None:
    """Accepts only ``"float32"``, the type of initial weights.

    Raises:
        ArgumentError: another type: the type is set per model.
    """
    if not isinstance(value, str) or value != floatx():
        raise ArgumentError.of("config.floatx", where="config.set_floatx", got=repr(value), name=value)


def set_epsilon(value: Any) -> None:
    """Accepts only 1e-7, the constant that functions add when dividing.

    Raises:
        ArgumentError: another number: layers have arguments for it.
    """
    if real(value) != epsilon():
        raise ArgumentError.of("config.epsilon", where="config.set_epsilon", got=repr(value))


def set_image_data_format(data_format: Any) -> None:
    """Accepts only ``"channels_last"``.

    Raises:
        ArgumentError: another order.
    """
    if not isinstance(data_format, str) or data_format != image_data_format():
        raise ArgumentError.of("config.channels", where="config.set_image_data_format", got=repr(data_format))


def is_interactive_logging_enabled() -> bool:
    """Whether progress is drawn if ``verbose`` is not set: on a terminal and in a notebook."""
    return True


def enable_interactive_logging() -> None:
    """Does nothing: progress is drawn unless ``verbose`` disables it."""


def disable_interactive_logging() -> None:
    """Not supported: there is no process-wide setting.

    Raises:
        ArgumentError: always; each call has its own ``verbose``.
    """
    raise ArgumentError.of("config.logging", where="config.disable_interactive_logging")
