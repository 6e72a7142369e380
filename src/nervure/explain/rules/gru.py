"""Gated recurrent units, unrolled in time: with the reset gate after the product with the state, or before it."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import numpy as np

from nervure.explain.call import Rule, StepCall
from nervure.explain.recording import Array
from nervure.explain.rules.recurrence import (
    SUMS,
    Cell,
    Inside,
    State,
    back_in_time,
    back_through_products,
    recurrent_rule,
    state_seen,
    zeros_like,
)
from nervure.explain.rules.unrolled import KERNEL, RECURRENT, Unrolled
from nervure.ops.gate import Gate
from nervure.ops.gru import GRU
from nervure.ops.op import Op
from nervure.records.alphabet import letter_of
from nervure.records.expression import Expression, Number, total
from nervure.records.place import Index

# In the order of their columns in the kernels.
_GATES = ("z", "r", "h~")
# What the reset gate lets through: the product of the state with its bias, or the state itself.
_PRODUCT, _SEEN = "recurrent", "seen"


def _is_after(call: StepCall) -> bool:
    return bool(call.options["reset_after"])


def _is_before(call: StepCall) -> bool:
    return not _is_after(call)


def _place(unrolled: Unrolled, index: Index) -> tuple[str, Index]:
    """The gate that a column belongs to, and its position there."""
    n, t, column = index
    return _GATES[column // unrolled.units], (n, t, column % unrolled.units)


def _seen(unrolled: Unrolled, index: Index, unit: int) -> Expression | None:
    """The factor of the recurrent kernel: the state; for the candidate, the part that an earlier gate lets through."""
    n, t, column = index
    state = state_seen(unrolled, index, unit)
    if state is None or _is_after(unrolled.call) or column < 2 * unrolled.units:
        return state
    return unrolled.call.kept(_SEEN, (n, t, unit))


def _products(unrolled: Unrolled, index: Index) -> list[Expression]:
    """``h_(t-1) U``, with a separate bias if the reset gate comes after it."""
    n, _, column = index
    bias = unrolled.bias((1, column)) if _is_after(unrolled.call) else []
    return [*unrolled.of_state(functools.partial(_seen, unrolled, index), n, column), *bias]


def _sum(unrolled: Unrolled, index: Index) -> Expression:
    """``s_t = x_t W + b + h_(t-1) U``; for the candidate, with ``r_t v_t`` in place of the product v."""
    n, t, column = index
    call, (gate, place) = unrolled.call, _place(unrolled, index)
    terms = [
        *unrolled.of_inputs(n, t, column),
        *unrolled.bias((0, column) if _is_after(call) else (column,)),
    ]
    if gate == "h~" and _is_after(call):
        return total([*terms, call.kept("r", place) * call.kept(_PRODUCT, place)])
    return total([*terms, *_products(unrolled, index)])


def _product(unrolled: Unrolled, index: Index) -> Expression:
    """``v_t = h_(t-1) U + b'``: what the state adds to the candidate, before the reset gate."""
    n, t, unit = index
    return total(_products(unrolled, (n, t, 2 * unrolled.units + unit)))


def _let_through(unrolled: Unrolled, index: Index) -> Expression:
    """``q_t = r_t h_(t-1)``."""
    before = unrolled.state_before("h", 0, index)
    return Number(0.0) if before is None else unrolled.call.kept("r", index) * before


def _activation(unrolled: Unrolled, gate: str) -> Gate:
    recurrence = unrolled.recurrence
    return recurrence.activation if gate == "h~" else recurrence.recurrent_activation


def _gate(gate: str, unrolled: Unrolled, index: Index) -> Expression:
    """``z_t = sigmoid(s_t)`` of its own sum, and likewise the others; the candidate has the activation of the cell."""
    n, t, unit = index
    column = _GATES.index(gate) * unrolled.units + unit
    return unrolled.activated(_activation(unrolled, gate), unrolled.call.kept(SUMS, (n, t, column)))


def _h(unrolled: Unrolled, index: Index) -> Expression:
    """``h_t = z_t h_(t-1) + (1 - z_t) h~_t``: what stays, and what replaces the rest."""
    call, before = unrolled.call, unrolled.state_before("h", 0, index)
    replaced = (1 - call.kept("z", index)) * call.kept("h~", index)
    return replaced if before is None else call.kept("z", index) * before + replaced


def _gate_gradient(gate: str, unrolled: Unrolled, index: Index) -> Expression:
    """The factor of the gate, times the gradient of the product."""
    call, before = unrolled.call, unrolled.state_before("h", 0, index)
    n, t, unit = index
    if gate == "h~":
        return call.dkept("h", index) * (1 - call.kept("z", index))
    if gate == "z":
        candidate = call.kept("h~", index)
        return call.dkept("h", index) * (-candidate if before is None else before - candidate)
    if _is_after(call):
        return call.dkept(SUMS, (n, t, 2 * unrolled.units + unit)) * call.kept(_PRODUCT, index)
    return Number(0.0) if before is None else call.dkept(_SEEN, index) * before


def _sum_gradient(unrolled: Unrolled, index: Index) -> Expression:
    """``dE/ds_t = dE/dz_t sigmoid'(s_t)``, and likewise for the others."""
    call, (gate, place) = unrolled.call, _place(unrolled, index)
    activation, z, y = _activation(unrolled, gate), call.kept(SUMS, index), call.kept(gate, place)
    return unrolled.through(activation, call.dkept(gate, place), z, y)


def _product_gradient(unrolled: Unrolled, index: Index) -> Expression:
    """``dE/dv_t = dE/ds_t r_t``."""
    n, t, unit = index
    return unrolled.call.dkept(SUMS, (n, t, 2 * unrolled.units + unit)) * unrolled.call.kept("r", index)


def _let_through_gradient(unrolled: Unrolled, index: Index) -> Expression:
    """``dE/dq_t = dE/ds_t U^T``, from the candidate's sums."""
    columns = range(2 * unrolled.units, 3 * unrolled.units)
    return total(back_through_products(unrolled, _by_product, columns, index))


def _by_product(unrolled: Unrolled, index: Index) -> Expression:
    gate, place = _place(unrolled, index)
    is_apart = gate == "h~" and _is_after(unrolled.call)
    return unrolled.call.dkept(_PRODUCT, place) if is_apart else unrolled.call.dkept(SUMS, index)


def _handed(unrolled: Unrolled, index: Index) -> list[Expression]:
    """``dE/dh_(t-1)`` gets what was kept, ``dE/dh_t z_t``, and what the gates and the candidate read."""
    call, is_after = unrolled.call, _is_after(unrolled.call)
    columns = range((3 if is_after else 2) * unrolled.units)
    stayed = call.dkept("h", index) * call.kept("z", index)
    through = [] if is_after else [call.dkept(_SEEN, index) * call.kept("r", index)]
    return [stayed, *through, *back_through_products(unrolled, _by_product, columns, index)]


def _bias(unrolled: Unrolled, n: int, t: int, index: Index) -> Expression:
    """Of two rows, the first is for the inputs, the second for the state."""
    is_of_state = len(index) == 2 and index[0] == 1
    place = (n, t, index[-1])
    return _by_product(unrolled, place) if is_of_state else unrolled.call.dkept(SUMS, place)


def _arrays(unrolled: Unrolled) -> Mapping[str, Array]:
    cache, both, own = unrolled.call.cache, range(2), range(2, 3)
    gates = (cache.update_gate, cache.reset_gate, cache.candidate)
    arrays = {name: unrolled.sized(unrolled.where_real(gate)) for name, gate in zip(_GATES, gates, strict=True)}
    bias, of_state = unrolled.bias_array(), np.zeros(())
    if bias.ndim == 2:
        bias, of_state = bias
    before, sums = unrolled.before_array, unrolled.products(unrolled.inputs_array, KERNEL, range(3)) + bias
    if _is_after(unrolled.call):
        products = unrolled.products(before, RECURRENT, range(3)) + of_state
        arrays[_PRODUCT] = products[..., 2 * unrolled.units :].copy()
        products[..., 2 * unrolled.units :] *= arrays["r"]
    else:
        arrays[_SEEN] = arrays["r"] * before
        seen = (unrolled.products(before, RECURRENT, both), unrolled.products(arrays[_SEEN], RECURRENT, own))
        products = np.concatenate(seen, -1)
    real = unrolled.real[..., None]
    return {
        "h": unrolled.in_time(cache.hidden[1:]),
        **{name: np.where(real, array, 0) for name, array in {**arrays, SUMS: sums + products}.items()},
    }


def _factors(unrolled: Unrolled) -> dict[str, Array]:
    """The factors of the gradients: for each gate what it multiplied, for each sum the slope, and for h."""
    exact, is_after = unrolled.exact, _is_after(unrolled.call)
    arrays, before = _arrays(exact), exact.before_array
    sums = dict(zip(_GATES, np.split(arrays[SUMS], len(_GATES), -1), strict=True))
    return {
        "z": unrolled.difference(before, arrays["h~"]),
        "r": unrolled.sized(arrays[_PRODUCT] if is_after else before),
        "h~": unrolled.difference(np.ones(()), arrays["z"]),
        "kept": unrolled.sized(arrays["z"]),
        "let through": unrolled.sized(arrays["r"]),
        **{f"slope of {gate}": unrolled.slopes(_activation(unrolled, gate), sums[gate]) for gate in _GATES},
    }


def _gradient_arrays(unrolled: Unrolled) -> Mapping[str, Array]:
    found, factors = zeros_like(_arrays(unrolled.exact)), _factors(unrolled)
    received, later = unrolled.received_array(0), np.zeros((unrolled.size, unrolled.units))
    for t, real in back_in_time(unrolled):
        at = {name: np.where(real, factor[:, t], 0) for name, factor in factors.items()}
        dh = received[:, t] + later
        ds = {gate: dh * at[gate] * at[f"slope of {gate}"] for gate in ("z", "h~")}
        if _is_after(unrolled.call):
            found[_PRODUCT][:, t] = ds["h~"] * at["let through"]
            found["r"][:, t] = ds["h~"] * at["r"]
            by_product, by_gate = {2: found[_PRODUCT][:, t]}, np.zeros_like(dh)
        else:
            found[_SEEN][:, t] = unrolled.through_state({2: ds["h~"]})
            found["r"][:, t] = found[_SEEN][:, t] * at["r"]
            by_product, by_gate = {}, found[_SEEN][:, t] * at["let through"]
        ds["r"] = found["r"][:, t] * at["slope of r"]
        found["h"][:, t], found["z"][:, t], found["h~"][:, t] = dh, dh * at["z"], dh * at["h~"]
        found[SUMS][:, t] = np.concatenate([ds[gate] for gate in _GATES], -1)
        through = unrolled.through_state({0: ds["z"], 1: ds["r"], **by_product})
        # At padding the state is copied, and so is its gradient.
        later = np.where(real, dh * at["kept"] + by_gate + through, dh)
    return found


_CELL = Cell(
    states={"h": State(letter_of("hidden"), _h, _handed)},
    inside={
        **{
            gate: Inside(letter, functools.partial(_gate, gate), functools.partial(_gate_gradient, gate))
            for gate, letter in zip(_GATES, map(letter_of, ("update_gate", "reset_gate", "candidate")), strict=True)
        },
        SUMS: Inside(letter_of("before_activation"), _sum, _sum_gradient),
        _PRODUCT: Inside(letter_of("state_product"), _product, _product_gradient, _is_after),
        _SEEN: Inside(letter_of("state_let_through"), _let_through, _let_through_gradient, _is_before),
    },
    by_product=_by_product, seen=_seen, bias=_bias, arrays=_arrays, gradient_arrays=_gradient_arrays,
)  # fmt: skip

RULES: dict[Op, Rule] = {op: recurrent_rule(_CELL) for op in (GRU, GRU._replace(carries=True))}
