"""Checks of the numbers that optimizers are made with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nervure.errors import ArgumentError, advise
from nervure.language import text
from nervure.ops.number_range import (
    FRACTION,
    FRACTION_ABOVE_ZERO,
    FRACTION_BELOW_ONE,
    NOT_NEGATIVE,
    POSITIVE,
    Range,
    number,
    plain_number,
    whole_number,
)
from nervure.registry import suggestion

__all__ = [
    "EPSILON",
    "FRACTION",
    "FRACTION_ABOVE_ZERO",
    "FRACTION_BELOW_ONE",
    "NOT_NEGATIVE",
    "POSITIVE",
    "Range",
    "check_clipping",
    "number",
    "number_or_none",
    "plain_number",
    "whole_number",
    "whole_number_or_none",
]

# Below 1e-37 float32 has no normal numbers, and a weight whose gradient was always 0 would become 0 / 0.
EPSILON = Range("{argument} >= 1e-37", lambda x: x >= 1e-37)

_OTHER_WORDS = {"lr": "learning_rate", "betas": "beta_1", "beta1": "beta_1", "beta2": "beta_2", "eps": "epsilon"}


def number_or_none(value: Any, allowed: Range, where: str, argument: str) -> float | None:
    """The same for arguments that may be left out."""
    return None if value is None else number(value, allowed, where, argument)


def whole_number_or_none(value: Any, least: int, where: str, argument: str) -> int | None:
    """``value`` as a whole number of at least ``least``, or None."""
    return None if value is None else whole_number(value, least, where, argument)


def check_clipping(clipnorm: Any, clipvalue: Any, global_clipnorm: Any, where: str) -> None:
    """At most one of the three ways to clip may be asked for.

    Raises:
        ArgumentError: two or three are.
    """
    given = {"clipnorm": clipnorm, "clipvalue": clipvalue, "global_clipnorm": global_clipnorm}
    asked = [f"{name}={value}" for name, value in given.items() if value is not None]
    if len(asked) > 1:
        raise ArgumentError.of("optimizer.clipping", where=where, got=", ".join(asked))


def refuse_unknown(unknown: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    """Arguments that no optimizer has; ``decay`` of old Keras is passed over with a line of advice, as Keras does.

    Raises:
        ArgumentError: there is one; the message names the argument that is nearest.
    """
    for argument, value in unknown.items():
        if argument == "decay":
            if value is not None:
                advise("optimizer.decay")
            continue
        near = _OTHER_WORDS.get(argument) or suggestion(argument, known)
        fix = text("registry.did_you_mean", suggestion=near) if near else text("registry.choose_one")
        raise ArgumentError.of("registry.unknown_argument", where=where, name=argument, known=", ".join(known), fix=fix)
