"""Derivatives worked out by hand, line by line: those of the lecture, and two that are near to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nervure.records.alphabet import letter_of
from nervure.records.derivative_step import DerivativeStep as Step
from nervure.records.expression import Call, Expression, Extremum, Negative, Number, Symbol, maximum, select

Options = Mapping[str, Any]
Steps = tuple[Step, ...]


def sigmoid_steps(z: Expression, y: Expression, options: Options) -> Steps:
    """``f' = f (1 - f)``, from ``f = 1 / (1 + e^-z)``."""
    falling = Call("exp", -z)
    below = 1 + falling
    f = 1 / below
    return (
        Step(f, "definition", is_derivative=False),
        Step(Number(-1.0) / below**2 * Negative(falling), "chain_rule"),
        Step(falling / below**2, "signs"),
        Step(f * (falling / below), "factors"),
        Step(f * (1 - f), "remainder"),
        Step(y * (1 - y), "named"),
    )


def tanh_steps(z: Expression, y: Expression, options: Options) -> Steps:
    """``f' = 1 - f^2``, from ``f = (e^z - e^-z) / (e^z + e^-z)``."""
    rising, falling = Call("exp", z), Call("exp", -z)
    above, below = rising - falling, rising + falling
    return (
        Step(above / below, "definition", is_derivative=False),
        Step((below * below - above * above) / below**2, "quotient_rule"),
        Step(1 - (above / below) ** 2, "divided"),
        Step(1 - y**2, "named"),
    )


def relu_steps(z: Expression, y: Expression, options: Options) -> Steps:
    """Two straight lines, and the slope of each; with its options there are more pieces and no more to see."""
    if any(options.get(name) for name in ("max_value", "negative_slope", "threshold")):
        return ()
    return (
        Step(maximum(0, z), "definition", is_derivative=False),
        Step(select(z, "<=", 0, 0, z), "winner", is_derivative=False),
        Step(select(z, "<=", 0, 0, 1), "pieces"),
    )


def leaky_relu_steps(z: Expression, y: Expression, options: Options) -> Steps:
    """Two straight lines, and the slope of each."""
    slope = Symbol(letter_of("slope"), (), float(options.get("negative_slope", 0.2)))
    return (
        Step(select(z, ">", 0, z, slope * z), "definition", is_derivative=False),
        Step(select(z, ">", 0, 1, slope), "pieces"),
    )


def elu_steps(z: Expression, y: Expression, options: Options) -> Steps:
    """A straight line, and below it a curve whose slope is its own height over its lowest."""
    alpha, rising = Symbol(letter_of("elu_alpha"), (), float(options.get("alpha", 1.0))), Call("exp", z)
    return (
        Step(select(z, ">", 0, z, alpha * (rising - 1)), "definition", is_derivative=False),
        Step(select(z, ">", 0, 1, alpha * rising), "exponential"),
        Step(select(z, ">", 0, 1, alpha * (rising - 1) + alpha), "added"),
        Step(select(z, ">", 0, 1, y + alpha), "named"),
    )


def maxout_steps(pieces: Sequence[Expression], piece: int) -> Steps:
    """The largest of several straight lines: it moves with the winner, and with no other.

    Args:
        pieces: what competes.
        piece: the one that the derivative is by.
    """
    largest = Extremum("max", tuple(pieces))
    winner = pieces[largest.winner]
    return (
        Step(largest, "definition", is_derivative=False),
        Step(winner, "winner", is_derivative=False),
        Step(Number(1.0 if pieces[piece] is winner else 0.0), "pieces"),
    )


def softplus_steps(z: Expression, y: Expression, options: Options) -> Steps:
    """``f' = sigmoid(z)``, from ``f = ln(1 + e^z)``."""
    rising = Call("exp", z)
    return (
        Step(Call("ln", 1 + rising), "definition", is_derivative=False),
        Step(1 / (1 + rising) * rising, "chain_rule"),
        Step(1 / (1 + Call("exp", -z)), "divided"),
        Step(Call("sigmoid", z), "named"),
    )


def silu_steps(z: Expression, y: Expression, options: Options) -> Steps:
    """``f' = s (1 + z (1 - s))``, from ``f = z s`` and the derivative of the sigmoid ``s``."""
    s = Call("sigmoid", z)
    return (
        Step(z * s, "definition", is_derivative=False),
        Step(s + z * (s * (1 - s)), "product_rule"),
        Step(s * (1 + z * (1 - s)), "factors"),
    )
