"""The identity activation."""

from __future__ import annotations

from nervure.explain.call import Rule
from nervure.explain.rules.pointwise import Pointwise, pointwise_rule
from nervure.ops.activation import LINEAR
from nervure.ops.op import Op
from nervure.records.expression import Number

RULES: dict[Op, Rule] = {
    LINEAR: pointwise_rule(Pointwise(lambda z, options: z, lambda z, y, options: Number(1.0))),
}
