"""Dropout: the mask, and the scale that compensates for it."""

from __future__ import annotations

from collections.abc import Mapping

import torch

from nervure.explain.call import Kept, Rule, StepCall
from nervure.explain.recording import Array
from nervure.ops.dropout import DROPOUT
from nervure.ops.op import Op
from nervure.records.alphabet import letter_of
from nervure.records.expression import Expression, select
from nervure.records.place import Index


def _value(call: StepCall, index: Index, output: int) -> Expression:
    """``m x / (1 - r)``; a dropped number becomes 0, whatever it was. At inference, x."""
    return _kept_part(call, index, call.x(index))


def _input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``m dE/dy / (1 - r)``."""
    return _kept_part(call, index, call.dy(index))


def _kept_part(call: StepCall, index: Index, number: Expression) -> Expression:
    if not drops(call):
        return number
    scaled = number / (1 - call.setting("rate", call.options["rate"]))
    return select(call.kept("mask", index), "=", 0, 0, scaled)


def drops(call: StepCall) -> bool:
    """Whether anything is dropped: only in training."""
    return call.is_training and call.options["rate"] > 0


def mask(call: StepCall) -> Mapping[str, Array]:
    """1 where a number was kept: the op's own derivative draws the mask again."""
    ones = torch.ones(call.x_array().shape, dtype=torch.float64)
    (drawn,) = call.step.op.backward(ones, call.cache)
    assert drawn is not None
    return {"mask": (drawn != 0).numpy().astype(float)}


MASK = Kept(letter_of("dropout"), None, is_there=drops)

RULES: dict[Op, Rule] = {DROPOUT: Rule(_value, _input_gradient, kept={"mask": MASK}, kept_arrays=mask)}
