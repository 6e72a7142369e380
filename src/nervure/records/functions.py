"""The named functions in derivations: how each is computed, and its slope."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple


class Function(NamedTuple):
    """A function of one number.

    Attributes:
        value: computes it.
        slope: its derivative: the factor for an error of the argument.
    """

    value: Callable[[float], float]
    slope: Callable[[float], float]


def sigmoid(z: float) -> float:
    """``1 / (1 + e^-z)``, using the exponential that cannot overflow."""
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    return math.exp(z) / (1 + math.exp(z))


def _exp(z: float) -> float:
    return math.exp(z) if z < 709.78 else math.inf


def _log(z: float) -> float:
    return math.log(z) if z > 0 else -math.inf if z == 0 else math.nan


def _log1p(z: float) -> float:
    return math.log1p(z) if z > -1 else -math.inf if z == -1 else math.nan


def _sin(z: float) -> float:
    return math.sin(z) if math.isfinite(z) else math.nan


def _cos(z: float) -> float:
    return math.cos(z) if math.isfinite(z) else math.nan


def _sqrt(z: float) -> float:
    return math.sqrt(z) if z >= 0 else math.nan


def _inverse(z: float) -> float:
    return math.inf if z == 0 else 1 / z


FUNCTIONS: dict[str, Function] = {
    "exp": Function(_exp, _exp),
    "expm1": Function(lambda z: math.expm1(z) if z < 709.78 else math.inf, _exp),
    "ln": Function(_log, _inverse),
    "log1p": Function(_log1p, lambda z: _inverse(1 + z)),
    "sqrt": Function(_sqrt, lambda z: _inverse(2 * _sqrt(z))),
    "abs": Function(abs, lambda z: 1.0),
    "sign": Function(lambda z: math.copysign(1.0, z) if z else 0.0, lambda z: 0.0),
    "sigmoid": Function(sigmoid, lambda z: sigmoid(z) * sigmoid(-z)),
    "tanh": Function(math.tanh, lambda z: 1 - math.tanh(z) ** 2),
    "sin": Function(_sin, _cos),
    "cos": Function(_cos, lambda z: -_sin(z)),
    "erf": Function(math.erf, lambda z: 2 / math.sqrt(math.pi) * math.exp(-z * z)),
}


def added(values: list[float]) -> float:
    """The sum, rounded once."""
    try:
        return math.fsum(values)
    except (OverflowError, ValueError):  # infinities
        return sum(values)


def divided(above: float, below: float) -> float:
    """The quotient; infinity or NaN for a division by zero, as in the engine."""
    if below == 0:
        return math.nan if above == 0 or math.isnan(above) else math.copysign(math.inf, above)
    return above / below


def raised(argument: float, exponent: float) -> float:
    """The power; infinity if it overflows, NaN for a negative number to a fraction."""
    try:
        return math.pow(argument, exponent)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.inf if argument == 0 else math.nan
