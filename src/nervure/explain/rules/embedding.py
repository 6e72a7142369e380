"""Embedding: one row of a table per number."""

from __future__ import annotations

import numpy as np

from nervure.explain.call import Rule, StepCall
from nervure.ops.embedding import EMBEDDING
from nervure.ops.op import Op
from nervure.records.expression import Expression, total
from nervure.records.place import Index

_TABLE = 0


def _value(call: StepCall, index: Index, output: int) -> Expression:
    """``y_ntf = w_(x_nt, f)``: the row with the token's number."""
    *place, feature = index
    return call.w(_TABLE, (int(call.x_array()[tuple(place)]), feature))


def _parameter_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dw_rf = sum dE/dy_ntf`` over the places that used row r."""
    row, feature = index
    places = np.argwhere(call.x_array() == row).tolist()
    return total(call.dy((*place, feature)) for place in places)


RULES: dict[Op, Rule] = {EMBEDDING: Rule(_value, parameter_gradient=_parameter_gradient, not_differentiable=(0,))}
