"""One step of a recording as a rule sees it, with symbols for what it read and wrote; and what a rule is."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from nervure.explain.recording import Array, Recording
from nervure.layers.step import Step
from nervure.ops.op import Op
from nervure.records.alphabet import letter_of, letter_of_parameter
from nervure.records.derivative_line import DerivativeLine
from nervure.records.expression import Expression, Symbol
from nervure.records.meeting import Cells, Meeting
from nervure.records.place import Index, Kind, Place
from nervure.records.reference import Reference

_Z = "z"


class _Source(NamedTuple):
    """An array that symbols are taken from.

    Attributes:
        kind: of its numbers.
        letter: that formulas call it by.
        reference: of the array.
        numbers: all of them.
        terms: the sums of the absolute terms behind them, where they were worked out beside the engine.
    """

    kind: Kind
    letter: str
    reference: Reference
    numbers: Array
    terms: Array | None = None

    def symbol(self, index: Index) -> Symbol:
        """One of its numbers."""
        place, terms = Place(self.kind, self.reference, index), self.terms
        return Symbol(
            self.letter, index, float(self.numbers[index]), place, self.kind == "gradient",
            terms=0.0 if terms is None else float(terms[index]),
        )  # fmt: skip


class StepCall:
    """A step with its numbers.

    Args:
        step: the step.
        recording: where its numbers are.
        rules: of all ops. The one of its own names further numbers that are kept on the way (:meth:`kept`).
    """

    def __init__(self, step: Step, recording: Recording, rules: Mapping[Op, Rule]) -> None:
        self.step, self.recording, self._rules = step, recording, rules
        self._rule = rules.get(step.op)
        self._sources: dict[tuple[str, int | str], _Source] = {}

    @property
    def options(self) -> Mapping[str, Any]:
        """The constants of the op."""
        return self.step.options

    @property
    def cache(self) -> Any:
        """What the op kept."""
        return self.recording.caches[self.step]

    @property
    def has_gradient(self) -> bool:
        """Whether the loss has a gradient by anything that it wrote."""
        return any(map(self.has_dy, range(len(self.step.outputs))))

    def has_dy(self, position: int) -> bool:
        """Whether the loss has a gradient by that output."""
        return self.recording.array("gradient", self.output(position)) is not None

    @property
    def is_training(self) -> bool:
        """Whether the step ran as in training."""
        return self.recording.context.training

    # Arrays

    def x_array(self, position: int = 0) -> Array:
        """What it read."""
        return self._array("value", self.input(position))

    def y_array(self, position: int = 0) -> Array:
        """What it wrote."""
        return self._array("value", self.output(position))

    def dy_array(self, position: int = 0) -> Array:
        """The gradient of what it wrote; zeros where nobody has one."""
        found = self.recording.array("gradient", self.output(position))
        return np.zeros_like(self.y_array(position)) if found is None else found

    def w_array(self, position: int) -> Array:
        """A parameter, in Keras' layout."""
        return self._array("value", self.parameter(position))

    # Symbols

    def x(self, index: Index, position: int = 0) -> Symbol:
        """A number that it read."""
        return self._source("x", position).symbol(index)

    def y(self, index: Index, position: int = 0) -> Symbol:
        """A number that it wrote."""
        return self._source("y", position).symbol(index)

    def dy(self, index: Index, position: int = 0) -> Symbol:
        """The derivative of the loss by a number that it wrote."""
        return self._source("dy", position).symbol(index)

    def dx(self, index: Index, position: int = 0) -> Symbol:
        """The derivative of the loss by a number that it read."""
        return self._source("dx", position).symbol(index)

    def w(self, parameter: int | str, index: Index) -> Symbol:
        """A number of a parameter, by its position or its name."""
        position = self.parameter_position(parameter) if isinstance(parameter, str) else parameter
        return self._source("w", position).symbol(index)

    def kept(self, name: str, index: Index) -> Symbol:
        """A number that the rule names on the way: a mean, a gate, a state in time."""
        return self._source("kept", name).symbol(index)

    def dkept(self, name: str, index: Index) -> Symbol:
        """The derivative of the loss by such a number."""
        return self._source("dkept", name).symbol(index)

    def setting(self, meaning: str, value: float) -> Expression:
        """A constant of the op by its name in the table of letters: a rate, an epsilon."""
        return Symbol(letter_of(meaning), (), float(value))

    # Places that meet

    def x_cells(self, index: Sequence[str], position: int = 0) -> Cells:
        """Places of what it read, by letters that count."""
        return Cells(self.x_letter(position), self.input(position), tuple(index))

    def y_cells(self, index: Sequence[str], position: int = 0) -> Cells:
        """Places of what it wrote."""
        return Cells(self.y_letter(position), self.output(position), tuple(index))

    def w_cells(self, index: Sequence[str], position: int = 0) -> Cells:
        """Places of a parameter."""
        return Cells(self.w_letter(position), self.parameter(position), tuple(index))

    # What it reads, writes and keeps

    def input(self, position: int = 0) -> Reference:
        """What it reads."""
        return self.recording.references.slot(self.step.inputs[position])

    def output(self, position: int = 0) -> Reference:
        """What it writes."""
        return self.recording.references.slot(self.step.outputs[position])

    def kept_reference(self, name: str) -> Reference:
        """What the rule names on the way."""
        return self.recording.references.kept(self.step, name)

    def kept_array(self, name: str) -> Array:
        """All numbers of that name."""
        return self._kept_arrays[name]

    def dkept_array(self, name: str) -> Array:
        """Their gradients."""
        return self._dkept_arrays[name]

    def parameter(self, position: int) -> Reference:
        """A parameter that it uses."""
        return self.recording.references.parameter(self.step.parameters[position])

    def parameter_position(self, name: str) -> int:
        """Where the parameter called ``name`` in its layer stands among those of the step."""
        return [parameter.own_name for parameter in self.step.parameters].index(name)

    def has_parameter(self, name: str) -> bool:
        """Whether the step has a parameter called so."""
        return any(parameter.own_name == name for parameter in self.step.parameters)

    def x_letter(self, position: int = 0) -> str:
        """``z`` for what goes into an activation, ``o`` for an output, ``M`` for a mask, else ``x``; with a number."""
        return self._x_letters[position]

    def y_letter(self, position: int = 0) -> str:
        """``o`` of the network, ``z`` before an activation, ``M`` of a mask, else ``h``; several by number."""
        is_output, is_mask = self.step.outputs[position] in self.recording.outputs, self.y_array(position).dtype == bool
        inside = "mask" if is_mask else "before_activation" if self.step.part == _Z else "hidden"
        letter = letter_of("output" if is_output else inside)
        return letter if len(self.step.outputs) == 1 else f"{letter}{_SUBSCRIPTS[position + 1]}"

    def w_letter(self, position: int) -> str:
        """The letter of a parameter: w of a kernel, b of a bias, γ and β of a scale and a shift."""
        return letter_of_parameter(self.step.parameters[position].own_name)

    @functools.cached_property
    def _x_letters(self) -> tuple[str, ...]:
        masks = [self.x_array(position).dtype == bool for position in range(len(self.step.inputs))]
        letters = []
        for position, (slot, is_mask) in enumerate(zip(self.step.inputs, masks, strict=True)):
            writer = self.recording.writer(slot)
            reads_z = writer is not None and writer.part == _Z and self.step.part != _Z
            inside = "mask" if is_mask else "before_activation" if reads_z else "input"
            letter = letter_of("output" if slot in self.recording.outputs and not is_mask else inside)
            number = "" if masks.count(is_mask) == 1 else _SUBSCRIPTS[masks[: position + 1].count(is_mask)]
            letters.append(letter + number)
        return tuple(letters)

    # Functions inside

    def function(self, op: Op) -> Pointwise:
        """The activation that ``op`` computes, for a step that applies it on its way."""
        found = self._rules[op].pointwise
        assert found is not None, f"{op.name} is no function of one number"
        return found

    @functools.cached_property
    def _kept_arrays(self) -> Mapping[str, Array]:
        assert self._rule is not None
        assert self._rule.kept_arrays is not None
        return self._rule.kept_arrays(self)

    @functools.cached_property
    def _dkept_arrays(self) -> Mapping[str, Array]:
        assert self._rule is not None
        assert self._rule.kept_gradient_arrays is not None
        return self._rule.kept_gradient_arrays(self)

    @functools.cached_property
    def _kept_terms(self) -> Mapping[str, Array]:
        derive = None if self._rule is None else self._rule.kept_terms
        return {} if derive is None else derive(self)

    @functools.cached_property
    def _dkept_terms(self) -> Mapping[str, Array]:
        derive = None if self._rule is None else self._rule.kept_gradient_terms
        return {} if derive is None else derive(self)

    def kept_rule(self, name: str) -> Kept:
        """How such a number comes about."""
        assert self._rule is not None
        return self._rule.kept[name]

    def _source(self, what: str, of: int | str) -> _Source:
        """Where symbols are taken from, found once: a long sum takes thousands from one array."""
        found = self._sources.get((what, of))
        if found is None:
            found = self._sources[what, of] = _SOURCES[what](self, of)
        return found

    def _array(self, kind: Kind, reference: Reference) -> Array:
        found = self.recording.array(kind, reference)
        assert found is not None, f"{kind} of {reference} was not recorded"
        return found


Derive = Callable[[StepCall, Index, int], Expression]
DeriveKept = Callable[[StepCall, Index], Expression]
DeriveMoved = Callable[[StepCall, Index, int, Expression], Expression]


def _always(call: StepCall) -> bool:
    return True


class Kept(NamedTuple):
    """Numbers that a step works out on its way: a mean, a gate.

    Attributes:
        letter: what formulas call them.
        value: ``value(call, index)`` derives one; None for what is drawn at random.
        gradient: ``gradient(call, index)`` derives the gradient of the loss by one; None where it is not shown.
        is_there: whether a call has them: statistics of the batch are taken while training only.
    """

    letter: str
    value: DeriveKept | None
    gradient: DeriveKept | None = None
    is_there: Callable[[StepCall], bool] = _always


class Pointwise(NamedTuple):
    """A function of each number by itself.

    Attributes:
        value: ``value(z, options)``.
        slope: ``slope(z, y, options)``: its derivative, from the number or from what became of it.
        steps: ``steps(z, y, options)``: the derivative worked out by hand; None where that teaches nothing new.
    """

    value: Callable[[Expression, Mapping[str, Any]], Expression]
    slope: Callable[[Expression, Expression, Mapping[str, Any]], Expression]
    steps: Callable[[Expression, Expression, Mapping[str, Any]], tuple[DerivativeLine, ...]] | None = None


class Rule(NamedTuple):
    """How the numbers of one op come about. Every function builds the expression of one number, when it is asked for.

    Attributes:
        value: ``value(call, index, output)``: one number that the step wrote.
        input_gradient: ``input_gradient(call, index, input)``: what the step adds to the gradient of a number it read;
            None where no input has a gradient.
        parameter_gradient: ``parameter_gradient(call, index, parameter)``: what it adds to that of a parameter.
        kept: numbers on the way, by name: ``mean``.
        kept_arrays: computes all of them from what was recorded, by name.
        kept_gradient_arrays: computes their gradients, for those that derive them.
        kept_terms: the sums of the absolute terms behind numbers on the way, which their rounding is relative to;
            needed where they are sums that the engine rounds in its own way.
        kept_gradient_terms: the same of their gradients.
        moved: ``moved(call, index, parameter, before)``: what a training step makes of a parameter that it moves
            without a gradient, from where an earlier call of the same layer left it.
        not_differentiable: the inputs without a gradient: masks, class numbers.
        pointwise: the function, of an op that is one of each number by itself.
        derivative_steps: ``derivative_steps(call, index, input)``: the derivative of the op by a number it read, worked
            out by hand; none where that teaches nothing new.
        meeting: ``meeting(call)``: which places meet, of an op whose windows move; None where the indices say it.
        is_opaque: the derivation is torch's own: another's module. Nothing can be shown but the numbers.
    """

    value: Derive
    input_gradient: Derive | None = None
    parameter_gradient: Derive | None = None
    kept: Mapping[str, Kept] = {}
    kept_arrays: Callable[[StepCall], Mapping[str, Array]] | None = None
    kept_gradient_arrays: Callable[[StepCall], Mapping[str, Array]] | None = None
    kept_terms: Callable[[StepCall], Mapping[str, Array]] | None = None
    kept_gradient_terms: Callable[[StepCall], Mapping[str, Array]] | None = None
    moved: DeriveMoved | None = None
    not_differentiable: tuple[int, ...] = ()
    pointwise: Pointwise | None = None
    derivative_steps: Callable[[StepCall, Index, int], tuple[DerivativeLine, ...]] | None = None
    meeting: Callable[[StepCall], Meeting] | None = None
    is_opaque: bool = False


_SUBSCRIPTS = {number: "".join(chr(0x2080 + int(digit)) for digit in str(number)) for number in range(1, 100)}

_SOURCES: dict[str, Callable[[StepCall, Any], _Source]] = {
    "x": lambda call, at: _Source("value", call.x_letter(at), call.input(at), call.x_array(at)),
    "y": lambda call, at: _Source("value", call.y_letter(at), call.output(at), call.y_array(at)),
    "w": lambda call, at: _Source("value", call.w_letter(at), call.parameter(at), call.w_array(at)),
    "dx": lambda call, at: _Source(
        "gradient", call.x_letter(at), call.input(at), call._array("gradient", call.input(at))
    ),
    "dy": lambda call, at: _Source("gradient", call.y_letter(at), call.output(at), call.dy_array(at)),
    "kept": lambda call, name: _Source(
        "value", call.kept_rule(name).letter, call.kept_reference(name), call.kept_array(name),
        call._kept_terms.get(name),
    ),
    "dkept": lambda call, name: _Source(
        "gradient", call.kept_rule(name).letter, call.kept_reference(name), call.dkept_array(name),
        call._dkept_terms.get(name),
    ),
}  # fmt: skip
