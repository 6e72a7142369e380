"""Piecewise activations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nervure.explain.call import Rule
from nervure.explain.rules.pointwise import Pointwise, pointwise_rule
from nervure.ops.op import Op
from nervure.ops.piecewise_activations import (
    HARD_SHRINK,
    HARD_SIGMOID,
    HARD_SILU,
    HARD_TANH,
    RELU6,
    SOFT_SHRINK,
    SPARSE_PLUS,
    SPARSE_SIGMOID,
    THRESHOLD,
)
from nervure.records.alphabet import letter_of
from nervure.records.expression import Call, Expression, Number, Symbol, maximum, minimum, select

Options = Mapping[str, Any]
_HALF, _SIXTH = Number(1.0) / 2, Number(1.0) / 6


def _cut(z: Expression, low: float, high: float) -> Expression:
    """z, clipped at two heights."""
    return minimum(maximum(z, low), high)


def _slope_between(y: Expression, low: float, high: float, slope: Expression | float) -> Expression:
    """``slope`` if the output is between its limits, otherwise 0."""
    return select(y, "<=", low, 0, select(y, ">=", high, 0, slope))


def _sparse_plus(z: Expression, options: Options) -> Expression:
    """``z`` from 1 on, 0 up to -1, a parabola in between."""
    return select(z, ">=", 1, z, select(z, "<=", -1, 0, (z + 1) ** 2 / 4))


def _hard_shrink(z: Expression, options: Options) -> Expression:
    """0 if z is small, otherwise z."""
    return select(Call("abs", z), "<=", _threshold(options, 0.5), 0, z)


def _soft_shrink(z: Expression, options: Options) -> Expression:
    """z, moved toward 0 by the threshold; 0 if it is small."""
    threshold = _threshold(options, 0.5)
    return select(z, ">", threshold, z - threshold, select(z, "<", -threshold, z + threshold, z * 0))


def _shrink_slope(z: Expression, y: Expression, options: Options) -> Expression:
    return select(y, "=", 0, 0, 1)


def _hard_silu_slope(z: Expression, y: Expression, options: Options) -> Expression:
    """``z / 3 + 1/2`` between -3 and 3, 0 below, 1 above."""
    return select(z, ">", 3, 1, select(z, "<", -3, 0, z / 3 + _HALF))


def _threshold_value(z: Expression, options: Options) -> Expression:
    """z above the threshold, otherwise the default."""
    return select(z, "<=", _threshold(options, 0.0), options.get("default_value", 0.0), z)


def _threshold_slope(z: Expression, y: Expression, options: Options) -> Expression:
    return select(z, "<=", _threshold(options, 0.0), 0, 1)


def _threshold(options: Options, usual: float) -> Symbol:
    return Symbol(letter_of("threshold"), (), float(options.get("threshold", usual)))


RULES: dict[Op, Rule] = {
    RELU6: pointwise_rule(
        Pointwise(lambda z, options: _cut(z, 0, 6), lambda z, y, options: _slope_between(y, 0, 6, 1))
    ),
    HARD_TANH: pointwise_rule(
        Pointwise(lambda z, options: _cut(z, -1, 1), lambda z, y, options: _slope_between(y, -1, 1, 1))
    ),
    HARD_SIGMOID: pointwise_rule(
        Pointwise(lambda z, options: _cut(z / 6 + _HALF, 0, 1), lambda z, y, options: _slope_between(y, 0, 1, _SIXTH))
    ),
    SPARSE_SIGMOID: pointwise_rule(
        Pointwise(lambda z, options: _cut((z + 1) / 2, 0, 1), lambda z, y, options: _slope_between(y, 0, 1, _HALF))
    ),
    SPARSE_PLUS: pointwise_rule(Pointwise(_sparse_plus, lambda z, y, options: minimum(Call("sqrt", y), 1))),
    HARD_SHRINK: pointwise_rule(Pointwise(_hard_shrink, _shrink_slope)),
    SOFT_SHRINK: pointwise_rule(Pointwise(_soft_shrink, _shrink_slope)),
    HARD_SILU: pointwise_rule(Pointwise(lambda z, options: z * _cut(z / 6 + _HALF, 0, 1), _hard_silu_slope)),
    THRESHOLD: pointwise_rule(Pointwise(_threshold_value, _threshold_slope)),
}
