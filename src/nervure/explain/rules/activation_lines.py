"""Derivatives worked out by hand, line by line: those of the lecture, and two similar ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nervure.records.alphabet import letter_of
from nervure.records.derivative_line import DerivativeLine as Line
from nervure.records.expression import Call, Expression, Extremum, Negative, Number, Symbol, maximum, select

Options = Mapping[str, Any]
Lines = tuple[Line, ...]


def sigmoid_lines(z: Expression, y: Expression, options: Options) -> Lines:
    """``f' = f (1 - f)``, from ``f = 1 / (1 + e^-z)``."""
    falling = Call("exp", -z)
    below = 1 + falling
    f = 1 / below
    return (
        Line(f, "definition", is_derivative=False),
        Line(Number(-1.0) / below**2 * Negative(falling), "chain_rule"),
        Line(falling / below**2, "signs"),
        Line(f * (falling / below), "factors"),
        Line(f * (1 - f), "remainder"),
        Line(y * (1 - y), "named"),
    )


def tanh_lines(z: Expression, y: Expression, options: Options) -> Lines:
    """``f' = 1 - f^2``, from ``f = (e^z - e^-z) / (e^z + e^-z)``."""
    rising, falling = Call("exp", z), Call("exp", -z)
    above, below = rising - falling, rising + falling
    return (
        Line(above / below, "definition", is_derivative=False),
        Line((below * below - above * above) / below**2, "quotient_rule"),
        Line(1 - (above / below) ** 2, "divided"),
        Line(1 - y**2, "named"),
    )


def relu_lines(z: Expression, y: Expression, options: Options) -> Lines:
    """Two straight lines and their slopes; with its options there are more pieces, but nothing new to see."""
    if any(options.get(name) for name in ("max_value", "negative_slope", "threshold")):
        return ()
    return (
        Line(maximum(0, z), "definition", is_derivative=False),
        Line(select(z, "<=", 0, 0, z), "winner", is_derivative=False),
        Line(select(z, "<=", 0, 0, 1), "pieces"),
    )


def leaky_relu_lines(z: Expression, y: Expression, options: Options) -> Lines:
    """Two straight lines and their slopes."""
    slope = Symbol(letter_of("slope"), (), float(options.get("negative_slope", 0.2)))
    return (
        Line(select(z, ">", 0, z, slope * z), "definition", is_derivative=False),
        Line(select(z, ">", 0, 1, slope), "pieces"),
    )


def elu_lines(z: Expression, y: Expression, options: Options) -> Lines:
    """A straight line, and below it a curve whose slope is its own height above its minimum."""
    alpha, rising = Symbol(letter_of("elu_alpha"), (), float(options.get("alpha", 1.0))), Call("exp", z)
    return (
        Line(select(z, ">", 0, z, alpha * (rising - 1)), "definition", is_derivative=False),
        Line(select(z, ">", 0, 1, alpha * rising), "exponential"),
        Line(select(z, ">", 0, 1, alpha * (rising - 1) + alpha), "added"),
        Line(select(z, ">", 0, 1, y + alpha), "named"),
    )


def maxout_lines(pieces: Sequence[Expression], piece: int) -> Lines:
    """The largest of several straight lines: it moves with the winner and no other.

    Args:
        pieces: the candidates.
        piece: the one that the derivative is with respect to.
    """
    largest = Extremum("max", tuple(pieces))
    winner = pieces[largest.winner]
    return (
        Line(largest, "definition", is_derivative=False),
        Line(winner, "winner", is_derivative=False),
        Line(Number(1.0 if pieces[piece] is winner else 0.0), "pieces"),
    )


def softplus_lines(z: Expression, y: Expression, options: Options) -> Lines:
    """``f' = sigmoid(z)``, from ``f = ln(1 + e^z)``."""
    rising = Call("exp", z)
    return (
        Line(Call("ln", 1 + rising), "definition", is_derivative=False),
        Line(1 / (1 + rising) * rising, "chain_rule"),
        Line(1 / (1 + Call("exp", -z)), "divided"),
        Line(Call("sigmoid", z), "named"),
    )


def silu_lines(z: Expression, y: Expression, options: Options) -> Lines:
    """``f' = s (1 + z (1 - s))``, from ``f = z s`` and the derivative of the sigmoid ``s``."""
    s = Call("sigmoid", z)
    return (
        Line(z * s, "definition", is_derivative=False),
        Line(s + z * (s * (1 - s)), "product_rule"),
        Line(s * (1 + z * (1 - s)), "factors"),
    )
