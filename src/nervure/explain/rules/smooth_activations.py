"""Smooth activations."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from nervure.explain.call import Rule
from nervure.explain.rules.activation_lines import sigmoid_lines, silu_lines, softplus_lines, tanh_lines
from nervure.explain.rules.pointwise import Pointwise, pointwise_rule
from nervure.ops.op import Op
from nervure.ops.smooth_activations import GELU, SIGMOID, SILU, SOFTPLUS, TANH
from nervure.records.expression import Call, Expression, Number, maximum

Options = Mapping[str, Any]
_GELU_CUBIC = Number(0.044715)


def softplus(z: Expression) -> Expression:
    """``max(z, 0) + ln(1 + e^-|z|)``, which is ``ln(1 + e^z)`` and cannot overflow."""
    return maximum(z, 0) + Call("ln", 1 + Call("exp", -Call("abs", z)))


def _sigmoid(z: Expression, options: Options) -> Expression:
    return 1 / (1 + Call("exp", -z))


def _silu_slope(z: Expression, y: Expression, options: Options) -> Expression:
    """``s (1 + z (1 - s))`` with ``s = sigmoid(z)``."""
    s = Call("sigmoid", z)
    return s * (1 + z * (1 - s))


def _gelu(z: Expression, options: Options) -> Expression:
    """``z Phi(z)``."""
    return z * _normal_probability(z, options)


def _gelu_slope(z: Expression, y: Expression, options: Options) -> Expression:
    """``Phi(z) + z phi(z)``; the tanh form has its own derivative."""
    if not options.get("approximate", False):
        density = Call("exp", -(z**2) / 2) / Call("sqrt", Number(2 * math.pi))
        return _normal_probability(z, options) + z * density
    t = Call("tanh", _tanh_argument(z))
    slope = _root_two_over_pi() * (1 + 3 * _GELU_CUBIC * z**2)
    return (1 + t) / 2 + z * ((1 - t**2) / 2 * slope)


def _normal_probability(z: Expression, options: Options) -> Expression:
    if options.get("approximate", False):
        return (1 + Call("tanh", _tanh_argument(z))) / 2
    return (1 + Call("erf", z / Call("sqrt", Number(2.0)))) / 2


def _tanh_argument(z: Expression) -> Expression:
    return _root_two_over_pi() * (z + _GELU_CUBIC * z**3)


def _root_two_over_pi() -> Expression:
    return Call("sqrt", Number(2 / math.pi))


RULES: dict[Op, Rule] = {
    SIGMOID: pointwise_rule(Pointwise(_sigmoid, lambda z, y, options: y * (1 - y), sigmoid_lines)),
    TANH: pointwise_rule(Pointwise(lambda z, options: Call("tanh", z), lambda z, y, options: 1 - y**2, tanh_lines)),
    SOFTPLUS: pointwise_rule(
        Pointwise(lambda z, options: softplus(z), lambda z, y, options: Call("sigmoid", z), softplus_lines)
    ),
    SILU: pointwise_rule(Pointwise(lambda z, options: z * Call("sigmoid", z), _silu_slope, silu_lines)),
    GELU: pointwise_rule(Pointwise(_gelu, _gelu_slope)),
}
