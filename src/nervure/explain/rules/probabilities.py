"""What losses of probabilities share: the probability itself, its clip, and smoothed targets."""

from __future__ import annotations

from nervure.explain.loss_call import LossCall
from nervure.explain.rules.class_axis import class_axis, classes, without_class
from nervure.ops.cross_entropy import EPSILON
from nervure.records.expression import Call, Expression, Extremum, Number, Operand, select, total
from nervure.records.place import Index


def clipped(p: Expression) -> Expression:
    """``p`` within ``[1e-7, 1 - 1e-7]``, so that its logarithm is finite."""
    return select(p, "<", EPSILON, EPSILON, select(p, ">", 1 - EPSILON, 1 - EPSILON, p))


def inside(p: Expression, slope: Operand) -> Expression:
    """``slope`` where the clip lets ``p`` through, else 0."""
    return select(p, "<", EPSILON, 0, select(p, ">", 1 - EPSILON, 0, slope))


def share_of_sum(call: LossCall, index: Index) -> Expression:
    """``q_c = p_c / sum p``: an output as the part that it is of all classes."""
    return call.o(index) / sum_of_outputs(call, without_class(call, index))


def sum_of_outputs(call: LossCall, sample: Index) -> Expression:
    """``sum p``."""
    return total(call.o(each) for each in classes(call, sample))


def softmax_of(call: LossCall, index: Index) -> Expression:
    """The probability of one class: the network's own output, or worked out where it gives logits."""
    known = call.p(index)
    if known is not None:
        return known
    beside = classes(call, without_class(call, index))
    shift = largest_logit(call, beside)
    return Call("exp", call.o(index) - shift) / total(Call("exp", call.o(each) - shift) for each in beside)


def sigmoid_of(call: LossCall, index: Index) -> Expression:
    """The probability of yes: the network's own output, or worked out where it gives logits."""
    return call.p(index) or Call("sigmoid", call.o(index))


def log_softmax_of(call: LossCall, index: Index) -> Expression:
    """``ln softmax(z)_c = z_c - m - ln sum_j e^(z_j - m)``."""
    beside = classes(call, without_class(call, index))
    shift = largest_logit(call, beside)
    return call.o(index) - shift - Call("ln", total(Call("exp", call.o(each) - shift) for each in beside))


def largest_logit(call: LossCall, beside: list[Index]) -> Expression:
    """``m = max z``, so that no exponential overflows."""
    return Extremum("max", tuple(call.o(each) for each in beside))


def smoothed(call: LossCall, index: Index, num_classes: int | None = None) -> Expression:
    """The target, of which a part is spread evenly over the classes where that was asked for."""
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
