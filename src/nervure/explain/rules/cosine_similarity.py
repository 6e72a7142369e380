"""The cosine of the angle between output and target."""

from __future__ import annotations

from collections.abc import Sequence

from nervure.explain.loss_call import LossCall, LossRule
from nervure.explain.rules.class_axis import classes, without_class
from nervure.ops.cosine_similarity import COSINE_SIMILARITY, SHORTEST
from nervure.ops.loss_op import LossOp
from nervure.records.expression import Call, Expression, Symbol, maximum, select, total
from nervure.records.place import Index


def _value(call: LossCall, index: Index) -> Expression:
    """``-sum_j o_j y_j / (|o| |y|)``."""
    outputs = [call.o(each) for each in classes(call, index)]
    targets = [call.t(each) for each in classes(call, index)]
    product = total(o * t for o, t in zip(outputs, targets, strict=True))
    return -(product / (_divisor(outputs) * _divisor(targets)))


def _gradient(call: LossCall, index: Index) -> Expression:
    """``(cos o_j / |o| - y_j / |y|) / |o|`` with ``cos = -L``; 0 for an output too short to have a direction."""
    sample = without_class(call, index)
    beside = classes(call, sample)
    length = _length([call.o(each) for each in beside])
    target = call.t(index) / _divisor([call.t(each) for each in beside])
    slope = (-call.value(sample) * (call.o(index) / length) - target) / length
    return call.shared(select(length, "<", SHORTEST, 0, slope), sample)


def _divisor(numbers: Sequence[Symbol]) -> Expression:
    """The length, at least 1e-7."""
    return maximum(_length(numbers), SHORTEST)


def _length(numbers: Sequence[Symbol]) -> Expression:
    return Call("sqrt", total(number**2 for number in numbers))


RULES: dict[LossOp, LossRule] = {COSINE_SIMILARITY: LossRule(_value, _gradient)}
