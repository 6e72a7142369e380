"""Activations without a bend."""

from __future__ import annotations

from nervure.explain.call import Rule
from nervure.explain.rules.pointwise import Pointwise, pointwise_rule
from nervure.ops.op import Op
from nervure.ops.smooth_activations import SIGMOID, TANH
from nervure.records.expression import Call

RULES: dict[Op, Rule] = {
    SIGMOID: pointwise_rule(Pointwise(lambda z, options: 1 / (1 + Call("exp", -z)), lambda z, y, options: y * (1 - y))),
    TANH: pointwise_rule(Pointwise(lambda z, options: Call("tanh", z), lambda z, y, options: 1 - y**2)),
}
