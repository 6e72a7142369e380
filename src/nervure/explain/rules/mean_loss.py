"""Losses that are the mean of an elementwise error."""

from __future__ import annotations

from collections.abc import Callable

from nervure.explain.loss_call import LossCall, LossRule
from nervure.explain.rules.class_axis import classes, without_class
from nervure.records.expression import Expression, total
from nervure.records.place import Index

Error = Callable[[LossCall, Index], Expression]


def mean_rule(error: Error, slope: Error) -> LossRule:
    """The rule of a loss ``E = 1/C sum_j e(o_j, y_j)``, so that ``dE/do_j = 1/C e'(o_j, y_j)``.

    Args:
        error: ``error(call, index)``: for one output.
        slope: ``slope(call, index)``: its derivative.
    """

    def value(call: LossCall, index: Index) -> Expression:
        beside = classes(call, index)
        return _over(total(error(call, each) for each in beside), len(beside))

    def gradient(call: LossCall, index: Index) -> Expression:
        sample = without_class(call, index)
        return call.shared(_over(slope(call, index), len(classes(call, sample))), sample)

    return LossRule(value, gradient)


def sum_rule(error: Error, slope: Error) -> LossRule:
    """The same for ``E = sum_j e(o_j, y_j)``."""

    def value(call: LossCall, index: Index) -> Expression:
        return total(error(call, each) for each in classes(call, index))

    def gradient(call: LossCall, index: Index) -> Expression:
        return call.shared(slope(call, index), without_class(call, index))

    return LossRule(value, gradient)


def difference(call: LossCall, index: Index) -> Expression:
    """``o_j - y_j``."""
    return call.o(index) - call.t(index)


def _over(expression: Expression, count: int) -> Expression:
    return expression if count <= 1 else expression / count
