"""Shared by losses of probabilities: the probability itself, its clip, and smoothed targets."""

from __future__ import annotations

from nervure.explain.loss_call import LossCall
from nervure.explain.rules.class_axis import class_axis, classes, without_class
from nervure.ops.cross_entropy import EPSILON
from nervure.records.expression import Call, Expression, Extremum, Number, Operand, select, total
from nervure.records.place import Index

_SMALL, _LARGE = 1e-30, 500.0
_MOST = 1 - Number(EPSILON)  # written as it is: six digits of 0.9999999 are those of 1


def clipped(p: Expression) -> Expression:
    """``p`` within ``[1e-7, 1 - 1e-7]``, so that its logarithm is finite."""
    return select(p, "<", EPSILON, EPSILON, select(p, ">", _MOST, _MOST, p))


def inside(p: Expression, slope: Operand) -> Expression:
    """``slope`` if the clip lets ``p`` through, otherwise 0."""
    return select(p, "<", EPSILON, 0, select(p, ">", _MOST, 0, slope))


def share_of_sum(call: LossCall, index: Index) -> Expression:
    """``q_c = p_c / sum p``: an output as its share of all classes."""
    return call.o(index) / sum_of_outputs(call, without_class(call, index))


def sum_of_outputs(call: LossCall, sample: Index) -> Expression:
    """``sum p``."""
    return total(call.o(each) for each in classes(call, sample))


def softmax_of(call: LossCall, index: Index) -> Expression:
    """The probability of one class: the network's own output, or computed from its logits."""
    known = call.p(index)
    if known is not None:
        return known
    beside = classes(call, without_class(call, index))
    return _exponential(call, index, beside) / total(_exponential(call, each, beside) for each in beside)


def sigmoid_of(call: LossCall, index: Index) -> Expression:
    """The probability of a positive: the network's own output, or computed from its logits."""
    return call.p(index) or Call("sigmoid", call.o(index))


def log_softmax_of(call: LossCall, index: Index) -> Expression:
    """``ln p``, or from the logits ``z_c - ln sum_j e^z_j``: a probability may be too small to have a logarithm."""
    known = call.p(index)
    if known is not None and known.value > _SMALL:
        return Call("ln", known)
    beside = classes(call, without_class(call, index))
    logarithm = Call("ln", total(_exponential(call, each, beside) for each in beside))
    if _is_large(call, beside):
        return call.o(index) - _largest(call, beside) - logarithm
    return call.o(index) - logarithm


def _exponential(call: LossCall, index: Index, beside: list[Index]) -> Expression:
    """``e^z``; ``e^(z - max z)`` if it would overflow."""
    logit = call.o(index)
    return Call("exp", logit - _largest(call, beside) if _is_large(call, beside) else logit)


def _is_large(call: LossCall, beside: list[Index]) -> bool:
    return any(abs(call.o(each).value) > _LARGE for each in beside)


def _largest(call: LossCall, beside: list[Index]) -> Expression:
    return Extremum("max", tuple(call.o(each) for each in beside))


def smoothed(call: LossCall, index: Index, num_classes: int | None = None) -> Expression:
    """The target; with label smoothing, part of it is spread evenly over the classes."""
    target, smoothing = call.t(index), float(call.options.get("label_smoothing", 0.0))
    if not smoothing:
        return target
    count = num_classes or call.o_array().shape[class_axis(call)]
    return target * (1 - Number(smoothing)) + Number(smoothing) / count


def binary_entropy(target: Expression, p: Expression) -> Expression:
    """``-(y ln p + (1 - y) ln(1 - p))``."""
    return -(target * Call("ln", p) + (1 - target) * Call("ln", 1 - p))


def binary_entropy_of_logit(target: Expression, z: Expression) -> Expression:
    """``max(z, 0) - z y + ln(1 + e^-|z|)``: the same for ``p = sigmoid(z)``."""
    return Extremum("max", (z, Number(0.0))) - z * target + Call("ln", 1 + Call("exp", -Call("abs", z)))
