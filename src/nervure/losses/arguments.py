"""Arguments of losses, refused at once where they cannot be meant."""

from __future__ import annotations

from nervure.errors import ArgumentError


def smoothing(label_smoothing: float, *, where: str) -> float:
    """A share of the target.

    Raises:
        ArgumentError: it is outside [0, 1].
    """
    if not 0 <= label_smoothing <= 1:
        raise ArgumentError.of("losses.label_smoothing", where=where, got=label_smoothing)
    return float(label_smoothing)


def not_negative(name: str, value: float, *, where: str) -> float:
    """The argument ``name`` as a number.

    Raises:
        ArgumentError: it is below 0.
    """
    if not value >= 0:
        raise ArgumentError.of("losses.not_negative", where=where, name=name, got=value)
    return float(value)


def positive(name: str, value: float, *, where: str) -> float:
    """The argument ``name`` as a number.

    Raises:
        ArgumentError: it is not above 0.
    """
    if not value > 0:
        raise ArgumentError.of("losses.positive", where=where, name=name, got=value)
    return float(value)


def between_zero_and_one(name: str, value: float, *, where: str, ends: bool) -> float:
    """The argument ``name`` as a number.

    Args:
        name: what the message calls it.
        value: what was given.
        where: the loss.
        ends: whether 0 and 1 themselves are allowed.

    Raises:
        ArgumentError: it is outside.
    """
    if not (0 <= value <= 1 if ends else 0 < value < 1):
        sign = "<=" if ends else "<"
        raise ArgumentError.of("losses.zero_to_one", where=where, name=name, got=value, sign=sign)
    return float(value)
