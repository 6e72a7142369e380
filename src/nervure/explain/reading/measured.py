"""Numbers read from a text: exact, as printed, and how far either may be off."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from nervure.explain.digits import SIGNIFICANT, rounded


class Measured(NamedTuple):
    """A number.

    Attributes:
        full: with all digits.
        shown: the value of the printed digits.
        size: the sum of the absolute values of its terms: rounding in the engine is relative to that.
        doubt: how far ``full`` may be off, because digits of the formula itself are rounded: for example, a share of
            0.333333.
    """

    full: float
    shown: float
    size: float
    doubt: float = 0.0


def of_engine(value: float) -> Measured:
    """A number of the engine."""
    return Measured(value, float(rounded(value)), abs(value))


def of_digits(digits: str, *, is_rounded: bool = False) -> Measured:
    """A number known only by its printed digits.

    Args:
        digits: as printed.
        is_rounded: whether they may stand for more digits: a fraction always may, because trailing zeros are dropped; a
            whole number may if it has the maximum number of digits.
    """
    value = float(digits)
    is_rounded = is_rounded or not digits.isdigit() or len(digits) >= SIGNIFICANT
    if not is_rounded or not value or not math.isfinite(value):
        return Measured(value, value, abs(value))
    return Measured(value, value, abs(value), 0.51 * 10.0 ** (math.floor(math.log10(abs(value))) - SIGNIFICANT + 1))


def negated(number: Measured) -> Measured:
    """The negated number."""
    return Measured(-number.full, -number.shown, number.size, number.doubt)


def added(terms: Sequence[Measured]) -> Measured:
    """The sum."""
    return Measured(
        _sum([term.full for term in terms]), _sum([term.shown for term in terms]),
        sum(term.size for term in terms), sum(term.doubt for term in terms),
    )  # fmt: skip


def multiplied(a: Measured, b: Measured) -> Measured:
    """The product."""
    doubt = abs(a.full) * b.doubt + abs(b.full) * a.doubt if a.doubt or b.doubt else 0.0
    return Measured(a.full * b.full, a.shown * b.shown, a.size * b.size, doubt)


def divided(a: Measured, b: Measured) -> Measured:
    """The quotient."""
    below = abs(b.full)
    doubt = _quotient(a.doubt + abs(_quotient(a.full, b.full)) * b.doubt, below) if a.doubt or b.doubt else 0.0
    size = _quotient(a.size, below) * max(1.0, _quotient(b.size, below))
    return Measured(_quotient(a.full, b.full), _quotient(a.shown, b.shown), size, doubt)


def raised(a: Measured, b: Measured) -> Measured:
    """The power."""
    full = _power(a.full, b.full)
    steep = abs(b.full * _power(a.full, b.full - 1)) if a.full else 0.0
    size = max(abs(full), steep * a.size) if math.isfinite(steep * a.size) else abs(full)
    doubt = steep * a.doubt + (abs(full * math.log(abs(a.full))) * b.doubt if a.full and b.doubt else 0.0)
    return Measured(full, _power(a.shown, b.shown), size, doubt)


def applied(name: str, argument: Measured) -> Measured:
    """A function by its printed name."""
    function = _FUNCTIONS[name]
    full = _safe(function, argument.full)
    width = 1e-6 * max(1.0, abs(argument.full))
    steep = abs(_safe(function, argument.full + width) - _safe(function, argument.full - width)) / (2 * width)
    if not math.isfinite(steep):
        steep = 0.0
    doubt = max(abs(_safe(function, argument.full + side * argument.doubt) - full) for side in (1, -1))
    return Measured(
        full, _safe(function, argument.shown), abs(full) + steep * argument.size,
        doubt if argument.doubt and math.isfinite(doubt) else 0.0,
    )  # fmt: skip


def compared(kind: str, arguments: Sequence[Measured]) -> Measured:
    """The largest or smallest; NaN if any is NaN."""
    choose: Callable[..., float] = max if kind == "max" else min
    full, shown = [one.full for one in arguments], [one.shown for one in arguments]
    is_number = not any(map(math.isnan, full))
    return Measured(
        choose(full) if is_number else math.nan, choose(shown) if is_number else math.nan,
        max(one.size for one in arguments), max(one.doubt for one in arguments),
    )  # fmt: skip


def _sum(terms: list[float]) -> float:
    try:
        return math.fsum(terms)
    except (OverflowError, ValueError):
        return sum(terms)


def _quotient(above: float, below: float) -> float:
    if below:
        return above / below
    return math.nan if above == 0 or math.isnan(above) else math.copysign(math.inf, above)


def _power(number: float, exponent: float) -> float:
    try:
        return float(number**exponent) if number >= 0 or exponent == int(exponent) else math.nan
    except OverflowError:
        return math.inf
    except (ZeroDivisionError, ValueError):
        return math.inf if number == 0 else math.nan


def _safe(function: Callable[[float], float], argument: float) -> float:
    try:
        return function(argument)
    except OverflowError:
        return math.inf
    except ValueError:
        return math.nan


def _logarithm(argument: float) -> float:
    return -math.inf if argument == 0 else math.log(argument)


_FUNCTIONS: dict[str, Callable[[float], float]] = {
    "√": math.sqrt, "abs": abs, "exp": math.exp, "expm1": math.expm1, "ln": _logarithm, "tanh": math.tanh,
    "sin": math.sin, "cos": math.cos, "erf": math.erf,
    "log1p": lambda z: -math.inf if z == -1 else math.log1p(z),
    "σ": lambda z: 1 / (1 + math.exp(-z)) if z > 0 else math.exp(z) / (1 + math.exp(z)),
    "sign": lambda z: float((z > 0) - (z < 0)),
}  # fmt: skip
