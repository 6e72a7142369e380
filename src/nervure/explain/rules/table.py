"""All rules, joined into tables that can be grepped."""

from __future__ import annotations

from nervure.explain.call import Rule
from nervure.explain.loss_call import LossRule
from nervure.explain.rules import (
    cross_entropy,
    dense,
    rectifiers,
    smooth_activations,
    softmax,
    squared_error,
)
from nervure.explain.rules.optimizers import sgd
from nervure.explain.update_call import OptimizerRule
from nervure.ops.loss_op import LossOp
from nervure.ops.op import Op
from nervure.optimizers import SGD, Optimizer

RULES: dict[Op, Rule] = {
    **dense.RULES,
    **rectifiers.RULES,
    **smooth_activations.RULES,
    **softmax.RULES,
}

LOSS_RULES: dict[LossOp, LossRule] = {
    **cross_entropy.RULES,
    **squared_error.RULES,
}

OPTIMIZER_RULES: dict[type[Optimizer], OptimizerRule] = {
    SGD: sgd.RULE,
}
