"""Long short-term memory, unrolled in time."""

from __future__ import annotations

import functools
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
from nervure.explain.rules.unrolled import Unrolled, activated_array
from nervure.ops.gate import Gate
from nervure.ops.lstm import LSTM
from nervure.ops.op import Op
from nervure.records.alphabet import letter_of
from nervure.records.expression import Expression, Number
from nervure.records.place import Index

# In the order of their columns in the kernels.
_GATES = ("i", "f", "c~", "o")


def _activation(unrolled: Unrolled, gate: str) -> Gate:
    recurrence = unrolled.recurrence
    return recurrence.activation if gate == "c~" else recurrence.recurrent_activation


def _column(unrolled: Unrolled, gate: str, index: Index) -> Index:
    """The position of a gate's input sum."""
    n, t, unit = index
    return n, t, _GATES.index(gate) * unrolled.units + unit


def _gate(gate: str, unrolled: Unrolled, index: Index) -> Expression:
    """``i_t = sigmoid(s_t)`` of its own sum, and likewise the other gates; ``c~_t`` has the activation of the cell."""
    z = unrolled.call.kept(SUMS, _column(unrolled, gate, index))
    return unrolled.activated(_activation(unrolled, gate), z)


def _c(unrolled: Unrolled, index: Index) -> Expression:
    """``c_t = f_t c_(t-1) + i_t c~_t``: what is kept, plus what is written."""
    call, before = unrolled.call, unrolled.state_before("c", 1, index)
    written = call.kept("i", index) * call.kept("c~", index)
    return written if before is None else call.kept("f", index) * before + written


def _shown(unrolled: Unrolled, index: Index) -> Expression:
    """``tanh(c_t)``."""
    return unrolled.activated(unrolled.recurrence.activation, unrolled.call.kept("c", index))


def _h(unrolled: Unrolled, index: Index) -> Expression:
    """``h_t = o_t tanh(c_t)``."""
    return unrolled.call.kept("o", index) * _shown(unrolled, index)


def _gate_gradient(gate: str, unrolled: Unrolled, index: Index) -> Expression:
    """The factor of the gate, times the gradient of the product."""
    call = unrolled.call
    if gate == "o":
        return call.dkept("h", index) * _shown(unrolled, index)
    if gate == "f":
        before = unrolled.state_before("c", 1, index)
        return Number(0.0) if before is None else call.dkept("c", index) * before
    return call.dkept("c", index) * call.kept("c~" if gate == "i" else "i", index)


def _sum_gradient(unrolled: Unrolled, index: Index) -> Expression:
    """``dE/ds_t = dE/di_t sigmoid'(s_t)``, and likewise for the other gates."""
    (n, t, column), call = index, unrolled.call
    gate, place = _GATES[column // unrolled.units], (n, t, column % unrolled.units)
    activation, z, y = _activation(unrolled, gate), call.kept(SUMS, index), call.kept(gate, place)
    return unrolled.through(activation, call.dkept(gate, place), z, y)


def _c_within(unrolled: Unrolled, index: Index) -> list[Expression]:
    """``dE/dc_t`` gets ``dE/dh_t o_t tanh'(c_t)``: it was output."""
    call = unrolled.call
    activation, handed = unrolled.recurrence.activation, call.dkept("h", index) * call.kept("o", index)
    return [unrolled.through(activation, handed, call.kept("c", index), _shown(unrolled, index))]


def _c_handed(unrolled: Unrolled, index: Index) -> list[Expression]:
    """``dE/dc_(t-1)`` gets ``dE/dc_t f_t``: it was kept."""
    return [unrolled.call.dkept("c", index) * unrolled.call.kept("f", index)]


def _h_handed(unrolled: Unrolled, index: Index) -> list[Expression]:
    """``dE/dh_(t-1)`` gets ``dE/ds_t U^T``: every gate read it."""
    return back_through_products(unrolled, by_sums, range(len(_GATES) * unrolled.units), index)


def _arrays(unrolled: Unrolled) -> Mapping[str, Array]:
    cache = unrolled.call.cache
    gates = (cache.input_gate, cache.forget_gate, cache.candidate, cache.output_gate)
    return {
        "h": unrolled.in_time(cache.hidden[1:]),
        "c": unrolled.in_time(cache.carry[1:]),
        **{name: unrolled.where_real(gate) for name, gate in zip(_GATES, gates, strict=True)},
        SUMS: unrolled.sums(range(len(_GATES))),
    }


def _factors(unrolled: Unrolled) -> dict[str, Array]:
    """The factors of the gradients: for each gate what it multiplied, for each sum the slope, and for c and h."""
    exact, activation = unrolled.exact, unrolled.recurrence.activation
    arrays = _arrays(exact)
    sums = dict(zip(_GATES, np.split(arrays[SUMS], len(_GATES), -1), strict=True))
    return {
        "i": unrolled.sized(arrays["c~"]),
        "f": unrolled.sized(exact.in_time(unrolled.call.cache.carry[:-1])),
        "c~": unrolled.sized(arrays["i"]),
        "o": unrolled.sized(activated_array(activation, arrays["c"])),
        "shown": unrolled.sized(arrays["o"]) * unrolled.slopes(activation, arrays["c"]),
        "kept": unrolled.sized(arrays["f"]),
        **{f"slope of {gate}": unrolled.slopes(_activation(unrolled, gate), sums[gate]) for gate in _GATES},
    }


def _gradient_arrays(unrolled: Unrolled) -> Mapping[str, Array]:
    found, factors = zeros_like(_arrays(unrolled.exact)), _factors(unrolled)
    of_h, of_c = unrolled.received_array(0), unrolled.received_array(1)
    later_h, later_c = np.zeros((2, unrolled.size, unrolled.units))
    for t, real in back_in_time(unrolled):
        at = {name: factor[:, t] for name, factor in factors.items()}
        dh = of_h[:, t] + later_h
        dc = of_c[:, t] + later_c + np.where(real, dh * at["shown"], 0)
        found["h"][:, t], found["c"][:, t] = dh, dc
        for gate in _GATES:
            found[gate][:, t] = np.where(real, (dh if gate == "o" else dc) * at[gate], 0)
        ds = [found[gate][:, t] * at[f"slope of {gate}"] for gate in _GATES]
        found[SUMS][:, t] = np.concatenate(ds, -1)
        later_h = np.where(real, unrolled.through_state(dict(enumerate(ds))), dh)
        later_c = np.where(real, dc * at["kept"], dc)
    return found


_LETTERS = [letter_of(name) for name in ("input_gate", "forget_gate", "candidate_cell", "output_gate")]
_CELL = Cell(
    states={"h": State(letter_of("hidden"), _h, _h_handed), "c": State(letter_of("cell"), _c, _c_handed, _c_within)},
    inside={
        **{
            gate: Inside(letter, functools.partial(_gate, gate), functools.partial(_gate_gradient, gate))
            for gate, letter in zip(_GATES, _LETTERS, strict=True)
        },
        SUMS: Inside(letter_of("before_activation"), sum_of_products, _sum_gradient),
    },
    by_product=by_sums, seen=state_seen, bias=bias_of_sums, arrays=_arrays, gradient_arrays=_gradient_arrays,
)  # fmt: skip

RULES: dict[Op, Rule] = {op: recurrent_rule(_CELL) for op in (LSTM, LSTM._replace(carries=True))}
