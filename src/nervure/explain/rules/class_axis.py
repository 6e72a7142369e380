"""Indices with and without the class axis: of an output, and of its loss."""

from __future__ import annotations

from nervure.explain.loss_call import LossCall
from nervure.records.place import Index


def class_axis(call: LossCall) -> int:
    """The axis over which a loss takes its sum or mean, as a non-negative number."""
    return int(call.options.get("axis", -1)) % call.o_array().ndim


def classes(call: LossCall, index: Index) -> list[Index]:
    """The outputs in the loss at ``index``."""
    axis = class_axis(call)
    return [(*index[:axis], number, *index[axis:]) for number in range(call.o_array().shape[axis])]


def without_class(call: LossCall, index: Index) -> Index:
    """The position of the loss of the output at ``index``."""
    axis = class_axis(call)
    return (*index[:axis], *index[axis + 1 :])
