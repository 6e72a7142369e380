"""Several tensors become one, element by element: difference, product, mean, largest and smallest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from nervure.explain.call import Rule, StepCall
from nervure.explain.rules.merge import places_of, read_at
from nervure.explain.rules.winner import handed_to, winner
from nervure.ops.elementwise_merge import AVERAGE, MAXIMUM, MINIMUM, MULTIPLY, SUBTRACT
from nervure.ops.op import Op
from nervure.records.expression import Expression, Extremum, Number, Product, Symbol, select, total
from nervure.records.place import Index


def _difference(call: StepCall, index: Index, output: int) -> Expression:
    """``x_1 - x_2``."""
    return call.x(read_at(call, index, 0), 0) - call.x(read_at(call, index, 1), 1)


def _difference_input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dy`` for the first, ``-dE/dy`` for the second."""
    return total(call.dy(place) if position == 0 else -call.dy(place) for place in places_of(call, index, position))


def _mean(call: StepCall, index: Index, output: int) -> Expression:
    """``1/K sum x_k``."""
    read = _numbers(call, index)
    return total(read) / len(read)


def _mean_input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dy / K``."""
    return total(call.dy(place) / len(call.step.inputs) for place in places_of(call, index, position))


def _product(call: StepCall, index: Index, output: int) -> Expression:
    """``x_1 x_2 ...``; padding counts as 1, and where all inputs are padding the product is 0."""
    factors = _factors(call, index, range(_num_inputs(call)))
    if _is_all_padding(call, index):
        return Number(0.0)
    return factors[0] if len(factors) == 1 else Product(tuple(factors))


def _product_input_gradient(call: StepCall, index: Index, position: int) -> Expression:
    """``dE/dy`` times the other factors; padding has no gradient."""
    terms = []
    for place in places_of(call, index, position):
        if _is_real(call, place, position) and not _is_all_padding(call, place):
            others = [number for number in range(_num_inputs(call)) if number != position]
            terms.append(Product((call.dy(place), *_factors(call, place, others))) if others else call.dy(place))
    return total(terms)


def _factors(call: StepCall, index: Index, positions: Iterable[int]) -> list[Expression]:
    factors: list[Expression] = []
    for position in positions:
        number, mask = call.x(read_at(call, index, position), position), _mask(call, index, position)
        factors.append(number if mask is None else select(mask, "=", 0, 1, number))
    return factors


def _extreme_rule(kind: Literal["max", "min"]) -> Rule:
    """``max_k x_k``, ``min_k x_k``: of the inputs that are real there; the first if none is."""

    def value(call: StepCall, index: Index, output: int) -> Expression:
        compared = [call.x(read_at(call, index, position), position) for position in _compared(call, index)]
        return Extremum(kind, tuple(compared))

    def input_gradient(call: StepCall, index: Index, position: int) -> Expression:
        handed = []
        for place in places_of(call, index, position):
            positions = _compared(call, place)
            values = [float(call.x_array(number)[read_at(call, place, number)]) for number in positions]
            if position in positions:
                won = positions[winner(values, largest=kind == "max")] == position
                number = call.x(index, position)
                handed.append(handed_to(number, call.y(place), call.dy(place), is_winner=won))
        return total(term for term in handed if term is not None)

    return Rule(value, input_gradient)


def _compared(call: StepCall, index: Index) -> list[int]:
    """The inputs that are real at a place; padding is ignored next to them."""
    return [position for position in range(_num_inputs(call)) if _is_real(call, index, position)] or [0]


def _numbers(call: StepCall, index: Index) -> list[Symbol]:
    return [call.x(read_at(call, index, position), position) for position in range(len(call.step.inputs))]


def _num_inputs(call: StepCall) -> int:
    """Without the masks, which follow the inputs that have one."""
    return len(call.options.get("masked", ())) or len(call.step.inputs)


def _mask(call: StepCall, index: Index, position: int) -> Symbol | None:
    """Whether an input is real at a place; None if it has no mask."""
    masked = call.options.get("masked", ())
    if not masked or not masked[position]:
        return None
    number = len(masked) + sum(masked[:position])
    read = read_at(call, index, position)
    return call.x(read[: call.x_array(number).ndim], number)


def _is_real(call: StepCall, index: Index, position: int) -> bool:
    mask = _mask(call, index, position)
    return mask is None or mask.value != 0


def _is_all_padding(call: StepCall, index: Index) -> bool:
    return not any(_is_real(call, index, position) for position in range(_num_inputs(call)))


RULES: dict[Op, Rule] = {
    SUBTRACT: Rule(_difference, _difference_input_gradient),
    AVERAGE: Rule(_mean, _mean_input_gradient),
    MULTIPLY: Rule(_product, _product_input_gradient),
    MAXIMUM: _extreme_rule("max"),
    MINIMUM: _extreme_rule("min"),
}
