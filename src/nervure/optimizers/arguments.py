"""Checks combinations of optimizer arguments, and unknown arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nervure.errors import ArgumentError, advise
from nervure.language import text
from nervure.registry import suggestion

_OTHER_WORDS = {"lr": "learning_rate", "betas": "beta_1", "beta1": "beta_1", "beta2": "beta_2", "eps": "epsilon"}


def check_clipping(clipnorm: Any, clipvalue: Any, global_clipnorm: Any, where: str) -> None:
    """At most one of the three kinds of clipping may be given.

    Raises:
        ArgumentError: two or three are given.
    """
    given = {"clipnorm": clipnorm, "clipvalue": clipvalue, "global_clipnorm": global_clipnorm}
    asked = [f"{name}={value}" for name, value in given.items() if value is not None]
    if len(asked) > 1:
        raise ArgumentError.of("optimizer.clipping", where=where, got=", ".join(asked))


def refuse_unknown(unknown: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    """Rejects unknown arguments; ``decay`` of old Keras is ignored with advice, as in Keras.

    Raises:
        ArgumentError: there is one; the error suggests the closest argument.
    """
    for argument, value in unknown.items():
        if argument == "decay":
            if value is not None:
                advise("optimizer.decay")
            continue
        near = _OTHER_WORDS.get(argument) or suggestion(argument, known)
        fix = text("registry.did_you_mean", suggestion=near) if near else text("registry.choose_one")
        raise ArgumentError.of("registry.unknown_argument", where=where, name=argument, known=", ".join(known), fix=fix)
