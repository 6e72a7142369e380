"""Shared by the rules of recurrent operations: outputs, states in time, and the gradients summed over time."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from nervure.explain.call import Kept, Rule, StepCall
from nervure.explain.recording import Array
from nervure.explain.rules.unrolled import BIAS, KERNEL, RECURRENT, Unrolled
from nervure.records.alphabet import letter_of
from nervure.records.expression import Expression, Number, total
from nervure.records.place import Index

SUMS = "sums"

_Derive = Callable[[Unrolled, Index], Expression]
_Terms = Callable[[Unrolled, Index], list[Expression]]


def nothing(unrolled: Unrolled, index: Index) -> list[Expression]:
    """No further terms."""
    return []


class State(NamedTuple):
    """What a cell passes from one time step to the next; an index is (sample, time, unit).

    Attributes:
        letter: its letter in formulas.
        value: derives it after a real step; at padding it is unchanged.
        handed: what the real step at that index passes back to the state it read.
        within: what the state gets from the other state of the same step.
    """

    letter: str
    value: _Derive
    handed: _Terms
    within: _Terms = nothing


class Inside(NamedTuple):
    """Intermediate numbers of a cell in one time step: gates, sums. At padding they are 0: nothing reads them there.

    Attributes:
        letter: their letter in formulas.
        value: derives one.
        gradient: derives its gradient.
        is_there: whether a call has them.
    """

    letter: str
    value: _Derive
    gradient: _Derive
    is_there: Callable[[StepCall], bool] = lambda call: True


class Cell(NamedTuple):
    """The parts that distinguish one kind of cell from another.

    Attributes:
        states: the states, by the names they are kept under; the first is the output.
        inside: the intermediate numbers, likewise.
        by_product: the gradient with respect to the product of state and recurrent kernel at (sample, time, column).
        seen: the number of a unit that is multiplied there: ``seen(unrolled, index, unit)``; None for the initial 0.
        bias: the gradient at (sample, time) that a bias sums: ``bias(unrolled, sample, time, index)``.
        arrays: all states and intermediate numbers.
        gradient_arrays: their gradients. Both request the numbers that they multiply and add from ``unrolled``
            (:meth:`Unrolled.sized`), so that the size of the terms can be requested as well.
    """

    states: Mapping[str, State]
    inside: Mapping[str, Inside]
    by_product: _Derive
    seen: Callable[[Unrolled, Index, int], Expression | None]
    bias: Callable[[Unrolled, int, int, Index], Expression]
    arrays: Callable[[Unrolled], Mapping[str, Array]]
    gradient_arrays: Callable[[Unrolled], Mapping[str, Array]]


def recurrent_rule(cell: Cell) -> Rule:
    """The rule of the operation that runs ``cell`` over sequences."""
    states = {name: _kept_state(cell, name) for name in cell.states}
    inside = {name: _kept_inside(numbers) for name, numbers in cell.inside.items()}
    return Rule(
        functools.partial(_value, cell),
        functools.partial(_input_gradient, cell),
        functools.partial(_parameter_gradient, cell),
        kept={**states, **inside, **_DROPPED},
        kept_arrays=lambda call: {**cell.arrays(Unrolled(call)), **Unrolled(call).dropped_arrays()},
        kept_gradient_arrays=lambda call: cell.gradient_arrays(Unrolled(call)),
        kept_terms=lambda call: cell.arrays(Unrolled(call, absolute=True)),
        kept_gradient_terms=lambda call: cell.gradient_arrays(Unrolled(call, absolute=True)),
        moved=functools.partial(_moved, cell),
    )


def by_sums(unrolled: Unrolled, index: Index) -> Expression:
    """The gradient with respect to a product that is a term of a sum: that of the sum."""
    return unrolled.call.dkept(SUMS, index)


def state_seen(unrolled: Unrolled, index: Index, unit: int) -> Expression | None:
    """The output state, as the step finds it."""
    return unrolled.state_before("h", 0, (index[0], index[1], unit))


def sum_of_products(unrolled: Unrolled, index: Index) -> Expression:
    """``s_t = x_t W + h_(t-1) U + b``, with the columns of all gates side by side."""
    n, t, column = index
    seen = functools.partial(state_seen, unrolled, index)
    terms = unrolled.of_inputs(n, t, column) + unrolled.of_state(seen, n, column)
    return total([*terms, *unrolled.bias((column,))])


def bias_of_sums(unrolled: Unrolled, n: int, t: int, index: Index) -> Expression:
    """A bias that is a term of a sum adds up the gradients of the sums."""
    return unrolled.call.dkept(SUMS, (n, t, *index))


def back_through_products(unrolled: Unrolled, by_product: _Derive, columns: range, index: Index) -> list[Expression]:
    """The gradient that the products with the recurrent kernel pass back to a unit of the state."""
    n, t, unit = index
    return [
        unrolled.dropped(
            RECURRENT, column, (n, unit),
            by_product(unrolled, (n, t, column)) * unrolled.call.w(RECURRENT, (unit, column)),
        )
        for column in columns
    ]  # fmt: skip


def back_in_time(unrolled: Unrolled) -> Iterator[tuple[int, Array]]:
    """The times from the last one read, and for each (N, 1) whether there is something."""
    for t in reversed(unrolled.order):
        yield t, unrolled.real[:, t, None]


def zeros_like(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """Space for the gradients, in float64 whatever the precision of the step."""
    return {name: np.zeros(array.shape) for name, array in arrays.items()}


def _value(cell: Cell, call: StepCall, index: Index, output: int) -> Expression:
    """The state, at every step or the last; at padding before any real step, 0."""
    unrolled, recurrence = Unrolled(call), call.options["recurrence"]
    name = list(cell.states)[max(0, output - 1)]
    if output > 0:
        return unrolled.last_state(name, output - 1, index)
    n, unit = index[0], index[-1]
    if not recurrence.return_sequences:
        is_shown = unrolled.length == 0 or unrolled.is_shown(n, unrolled.order[-1])
        return unrolled.last_state(name, 0, index) if is_shown else Number(0.0)
    number = unrolled.length - 1 - index[1] if recurrence.flips_outputs else index[1]
    t = unrolled.order[number]
    return call.kept(name, (n, t, unit)) if unrolled.is_shown(n, t) else Number(0.0)


def _input_gradient(cell: Cell, call: StepCall, index: Index, position: int) -> Expression:
    """For an input, through every gate that read it; for an initial state, from the first step."""
    unrolled = Unrolled(call)
    if 1 <= position <= unrolled.recurrence.num_initial:
        n, unit = index
        return total(_state_gradient(cell, unrolled, list(cell.states)[position - 1], (n, None, unit)))
    n, t, i = index
    if not unrolled.is_real(n, t):
        return Number(0.0)
    return total(
        unrolled.dropped(KERNEL, column, (n, i), call.dkept(SUMS, (n, t, column)) * call.w(KERNEL, (i, column)))
        for column in range(call.w_array(KERNEL).shape[1])
    )


def _parameter_gradient(cell: Cell, call: StepCall, index: Index, position: int) -> Expression:
    """Summed over the samples and over time: the same weight is used at every step."""
    unrolled = Unrolled(call)
    terms: list[Expression] = []
    for n, t in itertools.product(range(unrolled.size), unrolled.order):
        if not unrolled.is_real(n, t):
            continue
        if position == BIAS:
            terms.append(cell.bias(unrolled, n, t, index))
        elif position == KERNEL:
            product = call.dkept(SUMS, (n, t, index[1])) * call.x((n, t, index[0]))
            terms.append(unrolled.dropped(KERNEL, index[1], (n, index[0]), product))
        else:
            state = cell.seen(unrolled, (n, t, index[1]), index[0])
            if state is not None:
                product = cell.by_product(unrolled, (n, t, index[1])) * state
                terms.append(unrolled.dropped(RECURRENT, index[1], (n, index[0]), product))
    return total(terms)


def _moved(cell: Cell, call: StepCall, index: Index, position: int, before: Expression) -> Expression:
    """A stateful layer starts the next batch with the last state of this one."""
    number = position - BIAS - call.options["recurrence"].use_bias
    return Unrolled(call).last_state(list(cell.states)[number], number, index)


def _kept_state(cell: Cell, name: str) -> Kept:
    state, number = cell.states[name], list(cell.states).index(name)

    def value(call: StepCall, index: Index) -> Expression:
        unrolled = Unrolled(call)
        if unrolled.is_real(index[0], index[1]):
            return state.value(unrolled, index)
        return unrolled.state_before(name, number, index) or Number(0.0)

    def gradient(call: StepCall, index: Index) -> Expression:
        return total(_state_gradient(cell, Unrolled(call), name, (index[0], index[1], index[2])))

    return Kept(state.letter, value, gradient)


def _state_gradient(cell: Cell, unrolled: Unrolled, name: str, place: tuple[int, int | None, int]) -> list[Expression]:
    """From the outputs that contain the state, from its own step, and from the step that read it."""
    state, number, (n, t, unit) = cell.states[name], list(cell.states).index(name), place
    terms = unrolled.received(number, n, t, unit)
    if t is not None and unrolled.is_real(n, t):
        terms += state.within(unrolled, (n, t, unit))
    after = unrolled.after(t)
    if after is None:
        return terms
    if not unrolled.is_real(n, after):
        return [*terms, unrolled.call.dkept(name, (n, after, unit))]
    return [*terms, *state.handed(unrolled, (n, after, unit))]


def _kept_inside(numbers: Inside) -> Kept:
    def where_real(derive: _Derive) -> Callable[[StepCall, Index], Expression]:
        def derived(call: StepCall, index: Index) -> Expression:
            unrolled = Unrolled(call)
            return derive(unrolled, index) if unrolled.is_real(index[0], index[1]) else Number(0.0)

        return derived

    return Kept(numbers.letter, where_real(numbers.value), where_real(numbers.gradient), numbers.is_there)


def _dropped(mask: str) -> Kept:
    """The dropout factor: 0, or the scale that compensates for what was dropped."""
    return Kept(letter_of("dropout"), None, is_there=lambda call: mask in Unrolled(call).dropped_arrays())


_DROPPED = {"dropout": _dropped("dropout"), "recurrent_dropout": _dropped("recurrent_dropout")}
