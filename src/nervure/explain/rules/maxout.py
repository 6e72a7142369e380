"""Maxout: the products of all pieces, then the maximum."""

from __future__ import annotations

from nervure.explain.call import Rule, StepCall
from nervure.explain.rules.activation_lines import maxout_lines
from nervure.explain.rules.dense import with_bias
from nervure.explain.rules.winner import handed_to, winner
from nervure.ops.maxout import MAXOUT_PRODUCT, MAXOUT_WINNER
from nervure.ops.op import Op
from nervure.records.derivative_line import DerivativeLine
from nervure.records.expression import Expression, maximum, total
from nervure.records.place import Index, every_index

_KERNEL = 0


def _value(call: StepCall, index: Index, output: int) -> Expression:
    """``z_pu = sum_i x_i w_piu + b_pu``."""
    *row, piece, unit = index
    products = [call.x((*row, i)) * call.w(_KERNEL, (piece, i, unit)) for i in range(call.x_array().shape[-1])]
    return with_bias(call, products, (piece, unit))


def _input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dx_i = sum_pu dE/dz_pu w_piu``."""
    *row, i = index
    return total(
        call.dy((*row, piece, unit)) * call.w(_KERNEL, (piece, i, unit))
        for piece, unit in every_index(call.y_array().shape[-2:])
    )


def _parameter_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dw_piu = sum_n dE/dz_npu x_ni``, ``dE/db_pu = sum_n dE/dz_npu``."""
    rows = every_index(call.x_array().shape[:-1])
    if position != _KERNEL:
        return total(call.dy((*row, *index)) for row in rows)
    piece, i, unit = index
    return total(call.dy((*row, piece, unit)) * call.x((*row, i)) for row in rows)


def _winner(call: StepCall, index: Index, output: int) -> Expression:
    """``max_p z_pu``."""
    return maximum(*(call.x(piece) for piece in _pieces(call, index)))


def _winner_input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dy`` for the winning piece, otherwise 0."""
    result = (*index[:-2], index[-1])
    pieces, z = _pieces(call, result), call.x_array()
    won = pieces[winner([float(z[piece]) for piece in pieces])] == index
    handed = handed_to(call.x(index), call.y(result), call.dy(result), is_winner=won)
    return total([] if handed is None else [handed])


def _winner_lines(call: StepCall, index: Index, position: int) -> tuple[DerivativeLine, ...]:
    pieces = _pieces(call, (*index[:-2], index[-1]))
    return maxout_lines([call.x(piece) for piece in pieces], index[-2])


def _pieces(call: StepCall, index: Index) -> list[Index]:
    return [(*index[:-1], piece, index[-1]) for piece in range(call.x_array().shape[-2])]


RULES: dict[Op, Rule] = {
    MAXOUT_PRODUCT: Rule(_value, _input_gradient, _parameter_gradient),
    MAXOUT_WINNER: Rule(_winner, _winner_input_gradient, derivative_steps=_winner_lines),
}
