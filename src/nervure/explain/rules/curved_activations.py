"""Further smooth activations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nervure.explain.call import Rule
from nervure.explain.rules.pointwise import Pointwise, pointwise_rule
from nervure.explain.rules.smooth_activations import softplus
from nervure.ops.curved_activations import (
    CELU,
    EXPONENTIAL,
    LOG_SIGMOID,
    MISH,
    SOFTSIGN,
    SQUAREPLUS,
    TANH_SHRINK,
)
from nervure.ops.op import Op
from nervure.records.alphabet import letter_of
from nervure.records.expression import Call, Expression, Symbol, maximum, minimum, select

Options = Mapping[str, Any]


def _celu(z: Expression, options: Options) -> Expression:
    """``max(z, 0) + min(0, alpha (e^(z / alpha) - 1))``."""
    alpha = _alpha(options)
    return maximum(z, 0) + minimum(0, alpha * (Call("exp", z / alpha) - 1))


def _celu_slope(z: Expression, y: Expression, options: Options) -> Expression:
    """1 above 0, ``y / alpha + 1`` below, because ``e^(z / alpha) = y / alpha + 1``."""
    return select(y, ">", 0, 1, y / _alpha(options) + 1)


def _alpha(options: Options) -> Symbol:
    return Symbol(letter_of("elu_alpha"), (), float(options.get("alpha", 1.0)))


def _log_sigmoid(z: Expression, options: Options) -> Expression:
    """``min(z, 0) - ln(1 + e^-|z|)``."""
    return minimum(z, 0) - Call("ln", 1 + Call("exp", -Call("abs", z)))


def _squareplus(z: Expression, options: Options) -> Expression:
    """``(z + sqrt(z^2 + b)) / 2``."""
    return (z + _root(z, options)) / 2


def _squareplus_slope(z: Expression, y: Expression, options: Options) -> Expression:
    """``(1 + z / sqrt(z^2 + b)) / 2``."""
    return (1 + z / _root(z, options)) / 2


def _root(z: Expression, options: Options) -> Expression:
    return Call("sqrt", z**2 + Symbol(letter_of("curvature"), (), float(options.get("b", 4))))


def _mish_slope(z: Expression, y: Expression, options: Options) -> Expression:
    """``t + z (1 - t^2) sigmoid(z)`` with ``t = tanh(softplus(z))``."""
    t = Call("tanh", softplus(z))
    return t + z * (1 - t**2) * Call("sigmoid", z)


RULES: dict[Op, Rule] = {
    EXPONENTIAL: pointwise_rule(Pointwise(lambda z, options: Call("exp", z), lambda z, y, options: y)),
    CELU: pointwise_rule(Pointwise(_celu, _celu_slope)),
    SOFTSIGN: pointwise_rule(
        Pointwise(lambda z, options: z / (1 + Call("abs", z)), lambda z, y, options: (1 - Call("abs", y)) ** 2)
    ),
    LOG_SIGMOID: pointwise_rule(Pointwise(_log_sigmoid, lambda z, y, options: 1 - Call("exp", y))),
    SQUAREPLUS: pointwise_rule(Pointwise(_squareplus, _squareplus_slope)),
    TANH_SHRINK: pointwise_rule(
        Pointwise(lambda z, options: z - Call("tanh", z), lambda z, y, options: Call("tanh", z) ** 2)
    ),
    MISH: pointwise_rule(Pointwise(lambda z, options: z * Call("tanh", softplus(z)), _mish_slope)),
}
