"""All rules, joined into tables that can be grepped."""

from __future__ import annotations

from nervure.explain.call import Rule
from nervure.explain.loss_call import LossRule
from nervure.explain.rules import (
    activation,
    axis_activations,
    cross_entropy,
    curved_activations,
    dense,
    directions,
    gru,
    lstm,
    piecewise_activations,
    prelu,
    rectifiers,
    simple_rnn,
    smooth_activations,
    softmax,
    squared_error,
    time_axis,
)
from nervure.explain.rules.optimizers import sgd
from nervure.explain.update_call import OptimizerRule
from nervure.ops.loss_op import LossOp
from nervure.ops.op import Op
from nervure.optimizers import SGD, Optimizer

RULES: dict[Op, Rule] = {
    **activation.RULES,
    **axis_activations.RULES,
    **curved_activations.RULES,
    **dense.RULES,
    **directions.RULES,
    **gru.RULES,
    **lstm.RULES,
    **piecewise_activations.RULES,
    **prelu.RULES,
    **rectifiers.RULES,
    **simple_rnn.RULES,
    **smooth_activations.RULES,
    **softmax.RULES,
    **time_axis.RULES,
}

LOSS_RULES: dict[LossOp, LossRule] = {
    **cross_entropy.RULES,
    **squared_error.RULES,
}

OPTIMIZER_RULES: dict[type[Optimizer], OptimizerRule] = {
    SGD: sgd.RULE,
}
