"""One recorded step as a rule sees it, with symbols for its inputs and outputs; and the definition of a rule."""

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
    """An array that provides symbols.

    Attributes:
        kind: the kind of its numbers.
        letter: its letter in formulas.
        reference: the reference of the array.
        numbers: all its numbers.
        terms: the sums of the absolute terms its numbers were added up from, if these were computed besides the engine.
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
        recording: contains its numbers.
        rules: of all ops. The rule of the step's own op names further intermediate numbers (:meth:`kept`).
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
        """What the op cached."""
        return self.recording.caches[self.step]

    @property
    def has_gradient(self) -> bool:
        """Whether the loss has a gradient with respect to any of its outputs."""
        return any(map(self.has_dy, range(len(self.step.outputs))))

    def has_dy(self, position: int) -> bool:
        """Whether the loss has a gradient with respect to that output."""
        return self.recording.array("gradient", self.output(position)) is not None

    @property
    def is_training(self) -> bool:
        """Whether the step ran in training mode."""
        return self.recording.context.training

    # Arrays

    def x_array(self, position: int = 0) -> Array:
        """An input."""
        return self._array("value", self.input(position))

    def y_array(self, position: int = 0) -> Array:
        """An output."""
        return self._array("value", self.output(position))

    def dy_array(self, position: int = 0) -> Array:
        """The gradient of an output; zeros if it has none."""
        found = self.recording.array("gradient", self.output(position))
        return np.zeros_like(self.y_array(position)) if found is None else found

    def w_array(self, position: int) -> Array:
        """A parameter, in Keras' layout."""
        return self._array("value", self.parameter(position))

    # Symbols

    def x(self, index: Index, position: int = 0) -> Symbol:
        """A number of an input."""
        return self._source("x", position).symbol(index)

    def y(self, index: Index, position: int = 0) -> Symbol:
        """A number of an output."""
        return self._source("y", position).symbol(index)

    def dy(self, index: Index, position: int = 0) -> Symbol:
        """The derivative of the loss with respect to a number of an output."""
        return self._source("dy", position).symbol(index)

    def dx(self, index: Index, position: int = 0) -> Symbol:
        """The derivative of the loss with respect to a number of an input."""
        return self._source("dx", position).symbol(index)

    def w(self, parameter: int | str, index: Index) -> Symbol:
        """A number of a parameter, by position or name."""
        position = self.parameter_position(parameter) if isinstance(parameter, str) else parameter
        return self._source("w", position).symbol(index)

    def kept(self, name: str, index: Index) -> Symbol:
        """An intermediate number that the rule names: a mean, a gate, a state at some time step."""
        return self._source("kept", name).symbol(index)

    def dkept(self, name: str, index: Index) -> Symbol:
        """The derivative of the loss with respect to such a number."""
        return self._source("dkept", name).symbol(index)

    def setting(self, meaning: str, value: float) -> Expression:
        """A constant of the op by its name in the table of letters: a rate, an epsilon."""
        return Symbol(letter_of(meaning), (), float(value))

    # Places that meet

    def x_cells(self, index: Sequence[str], position: int = 0) -> Cells:
        """Places in an input, by counting letters."""
        return Cells(self.x_letter(position), self.input(position), tuple(index))

    def y_cells(self, index: Sequence[str], position: int = 0) -> Cells:
        """Places in an output."""
        return Cells(self.y_letter(position), self.output(position), tuple(index))

    def w_cells(self, index: Sequence[str], position: int = 0) -> Cells:
        """Places in a parameter."""
        return Cells(self.w_letter(position), self.parameter(position), tuple(index))

    # Inputs, outputs and intermediate numbers

    def input(self, position: int = 0) -> Reference:
        """The array of an input."""
        return self.recording.references.slot(self.step.inputs[position])

    def output(self, position: int = 0) -> Reference:
        """The array of an output."""
        return self.recording.references.slot(self.step.outputs[position])

    def kept_reference(self, name: str) -> Reference:
        """The array of the intermediate numbers that the rule names."""
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
        """The position, among the parameters of the step, of the one its layer calls ``name``."""
        return [parameter.own_name for parameter in self.step.parameters].index(name)

    def has_parameter(self, name: str) -> bool:
        """Whether the step has a parameter of that name."""
        return any(parameter.own_name == name for parameter in self.step.parameters)

    def x_letter(self, position: int = 0) -> str:
        """``z`` for an activation's input, ``o`` for an output, ``M`` for a mask, otherwise ``x``; with a number."""
        return self._x_letters[position]

    def y_letter(self, position: int = 0) -> str:
        """``o`` for a network output, ``z`` before an activation, ``M`` for a mask, otherwise ``h``, with a number."""
        is_output, is_mask = self.step.outputs[position] in self.recording.outputs, self.y_array(position).dtype == bool
        inside = "mask" if is_mask else "before_activation" if self.step.part == _Z else "hidden"
        letter = letter_of("output" if is_output else inside)
        return letter if len(self.step.outputs) == 1 else f"{letter}{_SUBSCRIPTS[position + 1]}"

    def w_letter(self, position: int) -> str:
        """The letter of a parameter: w for a kernel, b for a bias, γ and β for a scale and a shift."""
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

    # Inner functions

    def function(self, op: Op) -> Pointwise:
        """The activation that ``op`` computes, for a step that applies it internally."""
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
        """How such a number is computed."""
        assert self._rule is not None
        return self._rule.kept[name]

    def _source(self, what: str, of: int | str) -> _Source:
        """The array that symbols are taken from, looked up once: a long sum takes thousands from one array."""
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
    """Intermediate numbers of a step: a mean, a gate.

    Attributes:
        letter: their letter in formulas.
        value: ``value(call, index)`` derives one; None for numbers drawn at random.
        gradient: ``gradient(call, index)`` derives the gradient of the loss with respect to one; None if it is not
            shown.
        is_there: whether a call has them: batch statistics, for example, are only computed in training.
    """

    letter: str
    value: DeriveKept | None
    gradient: DeriveKept | None = None
    is_there: Callable[[StepCall], bool] = _always


class Pointwise(NamedTuple):
    """An elementwise function.

    Attributes:
        value: ``value(z, options)``.
        slope: ``slope(z, y, options)``: its derivative, from its input or its output.
        steps: ``steps(z, y, options)``: the derivative worked out by hand; None if that teaches nothing new.
    """

    value: Callable[[Expression, Mapping[str, Any]], Expression]
    slope: Callable[[Expression, Expression, Mapping[str, Any]], Expression]
    steps: Callable[[Expression, Expression, Mapping[str, Any]], tuple[DerivativeLine, ...]] | None = None


class Rule(NamedTuple):
    """How the numbers of one op are computed. Each function builds the expression of one number on request.

    Attributes:
        value: ``value(call, index, output)``: one number of an output.
        input_gradient: ``input_gradient(call, index, input)``: what the step adds to the gradient of a number of an
            input; None if no input has a gradient.
        parameter_gradient: ``parameter_gradient(call, index, parameter)``: what it adds to the gradient of a parameter.
        kept: intermediate numbers, by name: ``mean``.
        kept_arrays: computes all of them from the recorded arrays, by name.
        kept_gradient_arrays: computes their gradients, for those that derive them.
        kept_terms: the sums of the absolute terms of intermediate numbers, which their rounding is relative to; needed
            if they are sums that the engine rounds in its own way.
        kept_gradient_terms: the same for their gradients.
        moved: ``moved(call, index, parameter, before)``: the new value of a parameter that a training step moves
            without a gradient, starting from where an earlier call of the same layer left it.
        not_differentiable: the inputs without a gradient: masks, class numbers.
        pointwise: the function, if the op is elementwise.
        derivative_steps: ``derivative_steps(call, index, input)``: the derivative of the op with respect to a number of
            an input, worked out by hand; none if that teaches nothing new.
        meeting: ``meeting(call)``: which places meet, for an op with moving windows; None if the indices already show
            it.
        is_opaque: whether torch differentiates a module from another source: only its numbers can be shown.
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
