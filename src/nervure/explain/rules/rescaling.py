"""A fixed scale and offset."""

from __future__ import annotations

from typing import Any

from nervure.explain.call import Rule, StepCall
from nervure.ops.op import Op
from nervure.ops.rescaling import RESCALING
from nervure.records.expression import Expression
from nervure.records.place import Index


def _value(call: StepCall, index: Index, output: int) -> Expression:
    """``scale x + offset``."""
    scaled = _constant(call.options["scale"], index) * call.x(index)
    offset = _constant(call.options.get("offset", 0.0), index)
    return scaled + offset if offset else scaled


def _input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``scale dE/dy``."""
    return _constant(call.options["scale"], index) * call.dy(index)


def _constant(value: Any, index: Index) -> float:
    """The constant, or the one for the channel."""
    return float(value) if isinstance(value, (int, float)) else float(value[index[-1]])


RULES: dict[Op, Rule] = {RESCALING: Rule(_value, _input_gradient)}
