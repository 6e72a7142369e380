"""Activations with a kink."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nervure.explain.call import Rule
from nervure.explain.rules.activation_lines import elu_lines, leaky_relu_lines, relu_lines
from nervure.explain.rules.pointwise import Pointwise, pointwise_rule
from nervure.ops.op import Op
from nervure.ops.rectifiers import ELU, LEAKY_RELU, RELU, SELU, SELU_ALPHA, SELU_SCALE
from nervure.records.alphabet import letter_of
from nervure.records.expression import Call, Expression, Symbol, maximum, select

Options = Mapping[str, Any]


def _relu(z: Expression, options: Options) -> Expression:
    """``max(0, z)``; with its options, a maximum and a slope below."""
    top, slope = options.get("max_value"), options.get("negative_slope", 0.0)
    threshold = options.get("threshold", 0.0)
    if top is None and not slope and not threshold:
        return maximum(0, z)
    passed = z if top is None else select(z, ">", top, top, z)
    below = (z - threshold if threshold else z) * slope if slope else 0
    return select(z, "<=", threshold, below, passed)


def _relu_slope(z: Expression, y: Expression, options: Options) -> Expression:
    """1 where z passes, the slope below, 0 where it is clipped."""
    top, slope = options.get("max_value"), options.get("negative_slope", 0.0)
    passed = 1 if top is None else select(z, ">=", top, 0, 1)
    return select(z, "<=", options.get("threshold", 0.0), slope, passed)


def _leaky_relu(z: Expression, options: Options) -> Expression:
    """``z`` above 0, ``s z`` below."""
    return select(z, ">", 0, z, options.get("negative_slope", 0.2) * z)


def _leaky_relu_slope(z: Expression, y: Expression, options: Options) -> Expression:
    return select(z, ">", 0, 1, options.get("negative_slope", 0.2))


def _elu(z: Expression, options: Options) -> Expression:
    """``z`` above 0, ``alpha (e^z - 1)`` below."""
    return select(z, ">", 0, z, _alpha(options) * (Call("exp", z) - 1))


def _elu_slope(z: Expression, y: Expression, options: Options) -> Expression:
    """1 above 0, ``y + alpha`` below, because ``alpha e^z = y + alpha``."""
    return select(z, ">", 0, 1, y + _alpha(options))


def _alpha(options: Options) -> Symbol:
    return Symbol(letter_of("elu_alpha"), (), float(options.get("alpha", 1.0)))


_SELU_SCALE, _SELU_ALPHA = (
    Symbol(letter_of(name), (), value) for name, value in (("selu_scale", SELU_SCALE), ("selu_alpha", SELU_ALPHA))
)


def _selu(z: Expression, options: Options) -> Expression:
    """``lambda z`` above 0, ``lambda alpha (e^z - 1)`` below."""
    return select(z, ">", 0, _SELU_SCALE * z, _SELU_SCALE * _SELU_ALPHA * (Call("exp", z) - 1))


def _selu_slope(z: Expression, y: Expression, options: Options) -> Expression:
    """``lambda`` above 0, ``y + lambda alpha`` below."""
    return select(z, ">", 0, _SELU_SCALE, y + _SELU_SCALE * _SELU_ALPHA)


RULES: dict[Op, Rule] = {
    RELU: pointwise_rule(Pointwise(_relu, _relu_slope, relu_lines)),
    LEAKY_RELU: pointwise_rule(Pointwise(_leaky_relu, _leaky_relu_slope, leaky_relu_lines)),
    ELU: pointwise_rule(Pointwise(_elu, _elu_slope, elu_lines)),
    SELU: pointwise_rule(Pointwise(_selu, _selu_slope)),
}
