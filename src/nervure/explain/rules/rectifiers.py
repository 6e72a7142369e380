"""Activations with a bend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nervure.explain.call import Rule
from nervure.explain.rules.pointwise import Pointwise, pointwise_rule
from nervure.ops.op import Op
from nervure.ops.rectifiers import RELU
from nervure.records.expression import Expression, maximum, select


def _relu(z: Expression, options: Mapping[str, Any]) -> Expression:
    """``max(0, z)``; with its options a cut above and a slope below."""
    top, slope = options.get("max_value"), options.get("negative_slope", 0.0)
    threshold = options.get("threshold", 0.0)
    if top is None and not slope and not threshold:
        return maximum(0, z)
    passed = z if top is None else select(z, ">", top, top, z)
    below = (z - threshold if threshold else z) * slope if slope else 0
    return select(z, "<=", threshold, below, passed)


def _relu_slope(z: Expression, y: Expression, options: Mapping[str, Any]) -> Expression:
    """1 where z passes, the slope below, 0 where it is cut."""
    top, slope = options.get("max_value"), options.get("negative_slope", 0.0)
    passed = 1 if top is None else select(z, ">=", top, 0, 1)
    return select(z, "<=", options.get("threshold", 0.0), slope, passed)


RULES: dict[Op, Rule] = {RELU: pointwise_rule(Pointwise(_relu, _relu_slope))}
