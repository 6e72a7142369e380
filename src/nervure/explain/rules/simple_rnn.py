"""The simplest recurrent network, unrolled in time."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nervure.explain.call import Rule
from nervure.explain.recording import Array
from nervure.explain.rules.recurrence import (
    SUMS,
    Cell,
    Inside,
    State,
    back_in_time,
    back_through_products,
    bias_of_sums,
    by_sums,
    recurrent_rule,
    state_seen,
    sum_of_products,
    zeros_like,
)
from nervure.explain.rules.unrolled import Unrolled
from nervure.ops.op import Op
from nervure.ops.simple_rnn import SIMPLE_RNN
from nervure.records.alphabet import letter_of
from nervure.records.expression import Expression
from nervure.records.place import Index


def _h(unrolled: Unrolled, index: Index) -> Expression:
    """``h_t = tanh(s_t)``."""
    return unrolled.activated(unrolled.recurrence.activation, unrolled.call.kept(SUMS, index))


def _sum_gradient(unrolled: Unrolled, index: Index) -> Expression:
    """``dE/ds_t = dE/dh_t tanh'(s_t)``."""
    call = unrolled.call
    activation, z, h = unrolled.recurrence.activation, call.kept(SUMS, index), call.kept("h", index)
    return unrolled.through(activation, call.dkept("h", index), z, h)


def _handed(unrolled: Unrolled, index: Index) -> list[Expression]:
    """``dE/dh_(t-1)`` gets ``dE/ds_t U^T``."""
    return back_through_products(unrolled, by_sums, range(unrolled.units), index)


def _arrays(unrolled: Unrolled) -> Mapping[str, Array]:
    h = unrolled.in_time(unrolled.call.cache.hidden[1:])
    return {"h": h, SUMS: unrolled.sums(range(1))}


def _gradient_arrays(unrolled: Unrolled) -> Mapping[str, Array]:
    arrays = _arrays(unrolled.exact)
    found, later = zeros_like(arrays), np.zeros((unrolled.size, unrolled.units))
    slope = unrolled.slopes(unrolled.recurrence.activation, arrays[SUMS])
    received = unrolled.received_array(0)
    for t, real in back_in_time(unrolled):
        dh = received[:, t] + later
        ds = np.where(real, dh * slope[:, t], 0)
        later = np.where(real, unrolled.through_state({0: ds}), dh)
        found["h"][:, t], found[SUMS][:, t] = dh, ds
    return found


_CELL = Cell(
    states={"h": State(letter_of("hidden"), _h, _handed)},
    inside={SUMS: Inside(letter_of("before_activation"), sum_of_products, _sum_gradient)},
    by_product=by_sums, seen=state_seen, bias=bias_of_sums, arrays=_arrays, gradient_arrays=_gradient_arrays,
)  # fmt: skip

RULES: dict[Op, Rule] = {op: recurrent_rule(_CELL) for op in (SIMPLE_RNN, SIMPLE_RNN._replace(carries=True))}
