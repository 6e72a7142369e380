"""Checks of the numbers that optimizers are made with."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from nervure.errors import ArgumentError, advise
from nervure.language import text
from nervure.registry import suggestion


class Range(NamedTuple):
    """Which numbers an argument may be.

    Attributes:
        text: how an error writes it, with ``{argument}`` for the name.
        holds: whether a number lies in it.
    """

    text: str
    holds: Callable[[float], bool]


POSITIVE = Range("{argument} > 0", lambda x: x > 0)
NOT_NEGATIVE = Range("{argument} >= 0", lambda x: x >= 0)
FRACTION = Range("0 <= {argument} <= 1", lambda x: 0 <= x <= 1)
FRACTION_BELOW_ONE = Range("0 <= {argument} < 1", lambda x: 0 <= x < 1)
# Below 1e-37 float32 has no normal numbers, and a weight whose gradient was always 0 would become 0 / 0.
EPSILON = Range("{argument} >= 1e-37", lambda x: x >= 1e-37)

_OTHER_WORDS = {"lr": "learning_rate", "betas": "beta_1", "beta1": "beta_1", "beta2": "beta_2", "eps": "epsilon"}


def plain_number(value: Any) -> float | None:
    """``value`` as a finite float, whether it comes from Python, NumPy or torch; None where it is no such number."""
    plain = value.item() if getattr(value, "ndim", None) == 0 else value
    if isinstance(plain, bool) or not isinstance(plain, (int, float)) or not math.isfinite(plain):
        return None
    return float(plain)


def number(value: Any, allowed: Range, where: str, argument: str) -> float:
    """``value`` as a float within ``allowed``.

    Raises:
        ArgumentError: it is no number, or lies outside.
    """
    plain = plain_number(value)
    if plain is None or not allowed.holds(plain):
        expected = allowed.text.format(argument=argument)
        raise ArgumentError.of("optimizer.number", where=where, argument=argument, expected=expected, got=repr(value))
    return plain


def number_or_none(value: Any, allowed: Range, where: str, argument: str) -> float | None:
    """The same for arguments that may be left out."""
    return None if value is None else number(value, allowed, where, argument)


def check_clipping(clipnorm: Any, clipvalue: Any, global_clipnorm: Any, where: str) -> None:
    """At most one of the three ways to clip may be asked for.

    Raises:
        ArgumentError: two or three are.
    """
    given = {"clipnorm": clipnorm, "clipvalue": clipvalue, "global_clipnorm": global_clipnorm}
    asked = [f"{name}={value}" for name, value in given.items() if value is not None]
    if len(asked) > 1:
        raise ArgumentError.of("optimizer.clipping", where=where, got=", ".join(asked))


def check_not_yet(given: Mapping[str, Any], where: str) -> None:
    """Arguments of Keras that this release does not carry out must be left at their defaults.

    Raises:
        ArgumentError: one of them has another value.
    """
    for argument, value in given.items():
        if value is not None and value is not False:
            raise ArgumentError.of("optimizer.not_yet", where=where, argument=argument, got=repr(value))


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
