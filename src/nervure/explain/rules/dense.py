"""The fully connected product."""

from __future__ import annotations

from collections.abc import Iterable

from nervure.explain.call import Rule, StepCall
from nervure.ops.dense import DENSE
from nervure.ops.op import Op
from nervure.records.expression import Expression, total
from nervure.records.place import Index, every_index

_KERNEL = 0


def _value(call: StepCall, index: Index, output: int) -> Expression:
    """``z_u = sum_i x_i w_iu + b_u``."""
    *row, unit = index
    products = [call.x((*row, i)) * call.w(_KERNEL, (i, unit)) for i in range(call.x_array().shape[-1])]
    return with_bias(call, products, (unit,))


def _input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dx_i = sum_u dE/dz_u w_iu``: the error of every unit, with the unit's weight for the input."""
    *row, i = index
    return total(call.dy((*row, unit)) * call.w(_KERNEL, (i, unit)) for unit in range(call.y_array().shape[-1]))


def _parameter_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dw_iu = sum_n dE/dz_nu x_ni``, ``dE/db_u = sum_n dE/dz_nu``: summed over the samples."""
    rows = every_index(call.y_array().shape[:-1])
    if position == _KERNEL:
        i, unit = index
        return total(call.dy((*row, unit)) * call.x((*row, i)) for row in rows)
    (unit,) = index
    return total(call.dy((*row, unit)) for row in rows)


def with_bias(call: StepCall, products: Iterable[Expression], at: Index) -> Expression:
    """The sum of the products, followed by the bias of the unit if there is one."""
    return total([*products, call.w("bias", at)] if call.has_parameter("bias") else products)


RULES: dict[Op, Rule] = {DENSE: Rule(_value, _input_gradient, _parameter_gradient)}
