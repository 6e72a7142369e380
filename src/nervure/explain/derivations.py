"""From a place to its derivation: the step that computed that number, and its rule."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from nervure.explain.call import Kept, StepCall
from nervure.explain.loss_call import LossCall, LossRule
from nervure.explain.recording import Array, Recording
from nervure.explain.references import find
from nervure.explain.rules.regularizers import PENALTY_PARTS, PENALTY_RULES, Weights, penalty, penalty_slope
from nervure.explain.rules.table import LOSS_RULES, RULES
from nervure.explain.update_rules import Derived, UpdateRules
from nervure.layers.step import Step
from nervure.parameter import Parameter
from nervure.records.alphabet import letter_of, letter_of_parameter, letter_of_slot
from nervure.records.derivation import LOSS, Derivation, Origin
from nervure.records.derivative_line import DerivativeLine
from nervure.records.expression import Expression, Number, Sum, Symbol, total
from nervure.records.meeting import Meeting
from nervure.records.place import Index, Kind, Place
from nervure.records.reference import Reference


class Derivations:
    """Finds the derivation of any number of a recording, built on request.

    Args:
        recording: of a training step or a forward pass.
    """

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.calls = {step: StepCall(step, recording, RULES) for step in recording.steps}
        self.losses = {loss.number: LossCall(loss, recording) for loss in recording.losses if loss.op is not None}
        self._update = None if recording.update is None else UpdateRules(recording)
        self._parameters = list(recording.references.names.parameters)
        self._numbers: dict[tuple[Kind, int], tuple[Reference, Array]] = {}

    @functools.cached_property
    def kept(self) -> dict[Reference, tuple[StepCall, str]]:
        """The intermediate numbers of steps: the call and its short name for each."""
        return {
            call.kept_reference(name): (call, name)
            for call in self.calls.values()
            for name, kept in kept_of(call.step).items()
            if kept.is_there(call)
        }

    @functools.cached_property
    def references(self) -> tuple[Reference, ...]:
        """Everything that can be requested, in order: values, losses, parameters, intermediate numbers of steps."""
        recording = self.recording
        return (*recording.known, *self.kept, *([recording.references.loss] if recording.loss is not None else []))

    def place(self, kind: Kind, name: str, index: Index = (), where: str = "explanation") -> Place:
        """The place of a number by the name that the user typed.

        Raises:
            ArgumentError: several arrays have that name.
            UnknownNameError: no array has that name.
        """
        return Place(kind, find(name, self.references, where), index)

    def derivation(self, place: Place) -> Derivation:
        """How the number at ``place`` was computed."""
        found = {"value": self._value, "gradient": self._gradient, "updated": self._updated}[place.kind](place)
        is_usual = (found.loss, found.precision) == (self._loss_name, self.recording.precision)
        return found if is_usual else replace(found, loss=self._loss_name, precision=self.recording.precision)

    @functools.cached_property
    def _loss_name(self) -> str:
        """The name of the whole loss, where it serves as a letter: something else may have the same name."""
        return LOSS if self.recording.loss is None else self.recording.references.loss.name

    # Values

    def _value(self, place: Place) -> Derivation:
        derive = {
            "loss": self._of_loss, "sample_loss": self._of_sample, "kept": self._of_kept, "output": self._written,
            "penalty": self._of_penalty, "update": self._on_the_way,
        }.get(place.reference.kind)  # fmt: skip
        if derive is not None:
            return derive(place)
        return self._leaf(place, "stored" if place.reference.kind in ("parameter", "slot") else "given")

    def _of_loss(self, place: Place) -> Derivation:
        return self._of(place, letter_of("loss"), self._loss_expression(), "loss", place.name)

    def _on_the_way(self, place: Place) -> Derivation:
        assert self._update is not None
        return self._of_update(place, self._update.on_the_way(place))

    def _of_kept(self, place: Place) -> Derivation:
        call, own = self.kept[place.reference]
        subject, derive = call.kept(own, place.index), call.kept_rule(own).value
        if derive is None:
            return Derivation(subject, subject, "drawn", _maker(call.step))
        return Derivation(subject, derive(call, place.index), "step", _maker(call.step))

    def _of_sample(self, place: Place) -> Derivation:
        loss = self.losses[place.reference.number]
        rule = _rule_of(loss)
        if rule is None:
            return Derivation(loss.value(place.index), loss.value(place.index), "opaque", _loss_maker(loss))
        return self._of(place, loss.letter, rule.value(loss, place.index), "loss", _loss_maker(loss))

    def _of_penalty(self, place: Place) -> Derivation:
        """The penalty of a parameter, or an intermediate number of it."""
        parameter, part = self._parameter(place), place.reference.part
        regularizer, weights = parameter.regularizer, self._weights(parameter)
        assert regularizer is not None
        maker = type(regularizer).__name__
        if part in PENALTY_PARTS:
            letter, derive = PENALTY_PARTS[part]
            return self._of(place, letter, derive(regularizer, weights, place.index), "loss", maker)
        origin: Origin = "loss" if type(regularizer) in PENALTY_RULES else "opaque"
        return self._of(place, letter_of("penalty"), penalty(regularizer, weights), origin, maker)

    def _written(self, place: Place) -> Derivation:
        slot = place.reference.number
        step = self.recording.writer(slot)
        assert step is not None
        call, rule, output = self.calls[step], RULES.get(step.op), step.outputs.index(slot)
        subject = call.y(place.index, output)
        if rule is None or rule.is_opaque:
            return Derivation(subject, subject, "opaque", _maker(step))
        expression = rule.value(call, place.index, output)
        return Derivation(subject, expression, "step", _maker(step), self.meetings([step]))

    def meetings(self, steps: Iterable[Step]) -> tuple[Meeting, ...]:
        """Which places meet in steps with moving windows."""
        rules = ((RULES.get(step.op), self.calls[step]) for step in steps)
        return tuple(rule.meeting(call) for rule, call in rules if rule is not None and rule.meeting is not None)

    def _loss_expression(self) -> Expression:
        """The mean or sum of the sample losses at each output, then the penalties."""
        references = self.recording.references
        penalized = [references.penalty(parameter) for parameter in self.recording.regularized]
        penalized += [references.slot(slot) for slot in self.recording.penalties]
        places = [Place("value", reference) for reference in penalized]
        penalties = [Symbol(letter_of("penalty"), (), self.engine_value(place), place) for place in places]
        return _added([*(loss.whole() for loss in self.losses.values()), *penalties])

    # Gradients

    def _gradient(self, place: Place) -> Derivation:
        match place.reference.kind:
            case "kept":
                call, own = self.kept[place.reference]
                derive = RULES[call.step.op].kept[own].gradient
                assert derive is not None
                return Derivation(call.dkept(own, place.index), derive(call, place.index), "step", _maker(call.step))
            case "sample_loss":
                loss = self.losses[place.reference.number]
                return self._of(place, loss.letter, loss.share_expression(place.index), "loss", _loss_maker(loss))
            case "parameter":
                return self._parameter_gradient(place, self._parameter(place))
        return self._slot_gradient(place, place.reference.number)

    def _slot_gradient(self, place: Place, slot: int) -> Derivation:
        """The sum of the gradients from every step that read the value."""
        terms: list[Expression] = []
        makers, opaque = [], False
        for loss in self.losses.values():
            if loss.loss.slot == slot:
                loss_rule = _rule_of(loss)
                opaque |= loss_rule is None
                terms += [] if loss_rule is None else [loss_rule.gradient(loss, place.index)]
                makers.append(_loss_maker(loss))
        for step in self._readers(slot):
            rule = RULES.get(step.op)
            opaque |= rule is None or rule.is_opaque
            makers.append(_maker(step))
            if rule is not None and rule.input_gradient is not None:
                terms += [
                    rule.input_gradient(self.calls[step], place.index, position)
                    for position, read in enumerate(step.inputs)
                    if read == slot and position not in rule.not_differentiable
                ]
        # The loss adds the scalar as it is.
        if slot in self.recording.penalties:
            terms.append(Number(1.0))
        subject = self._subject(place, self.letter(place.reference))
        if opaque:
            return Derivation(subject, subject, "opaque", ", ".join(makers))
        meetings = self.meetings(self._readers(slot))
        return Derivation(subject, _added(terms), "step", ", ".join(makers), meetings)

    def _readers(self, slot: int) -> Iterator[Step]:
        """The steps that pass back a gradient: not those that a head computes with its loss, nor those without one."""
        for step in self.recording.steps:
            has_gradient = step not in self.recording.fused and self.calls[step].has_gradient
            if slot in step.inputs and has_gradient:
                yield step

    def _parameter_gradient(self, place: Place, parameter: Parameter) -> Derivation:
        terms, makers, opaque, letter = [], [], False, parameter.name
        for step in self.recording.steps:
            call, rule = self.calls[step], RULES.get(step.op)
            for position, used in enumerate(step.parameters):
                if used is not parameter or not call.has_gradient:
                    continue
                makers.append(_maker(step))
                letter = call.w_letter(position)
                if rule is None or rule.is_opaque:
                    opaque = True
                elif rule.parameter_gradient is not None:
                    terms.append(rule.parameter_gradient(call, place.index, position))
        if parameter in self.recording.regularized:
            assert parameter.regularizer is not None
            terms.append(penalty_slope(parameter.regularizer, self._weights(parameter), place.index))
            makers.append(type(parameter.regularizer).__name__)
        subject = self._subject(place, letter)
        if opaque:
            return Derivation(subject, subject, "opaque", ", ".join(makers))
        users = (step for step in self.recording.steps if parameter in step.parameters)
        return Derivation(subject, _added(terms), "step", ", ".join(makers), self.meetings(users))

    def derivative_steps(self, place: Place) -> tuple[DerivativeLine, ...]:
        """The derivative, by hand, of the activation that reads the number at ``place``; empty without one."""
        if place.kind != "gradient" or place.reference.kind not in ("input", "output"):
            return ()
        slot = place.reference.number
        for step in self._readers(slot):
            rule = RULES.get(step.op)
            if rule is not None and rule.derivative_steps is not None:
                return rule.derivative_steps(self.calls[step], place.index, step.inputs.index(slot))
        return ()

    # Updates

    def _updated(self, place: Place) -> Derivation:
        parameter = self._parameter(place)
        if place.reference.kind == "parameter" and not parameter.trainable:
            return self._moved(place, parameter)
        assert self._update is not None
        return self._of_update(place, self._update.updated(place))

    def _of_update(self, place: Place, derived: Derived) -> Derivation:
        assert self.recording.update is not None
        subject, maker = self._subject(place, derived.letter), type(self.recording.update.optimizer).__name__
        if derived.expression is None:
            return Derivation(subject, subject, "opaque", maker)
        return Derivation(subject, derived.expression, "update", maker, before=self._before(place))

    def _moved(self, place: Place, parameter: Parameter) -> Derivation:
        """For a parameter without a gradient: every call of its layer moves it on from where the last one left it."""
        expression: Expression | None = None
        makers, opaque, letter = [], False, letter_of_parameter(parameter.own_name)
        for step in self.recording.steps:
            call, rule = self.calls[step], RULES.get(step.op)
            for position, used in enumerate(step.parameters):
                if used is not parameter or step.op.commits is None:
                    continue
                makers.append(_maker(step))
                letter = call.w_letter(position)
                if rule is None or rule.moved is None:
                    opaque = True
                else:
                    before = call.w(position, place.index) if expression is None else expression
                    expression = rule.moved(call, place.index, position, before)
        subject = self._subject(place, letter)
        if opaque or expression is None:
            return Derivation(subject, subject, "opaque", ", ".join(makers))
        return Derivation(subject, expression, "update", ", ".join(makers), before=self._before(place))

    def _before(self, place: Place) -> float | None:
        """For a parameter after the update: its value before."""
        is_one = place.kind == "updated" and place.reference.kind == "parameter"
        return self.engine_value(Place("value", place.reference, place.index)) if is_one else None

    def is_of_update(self, place: Place) -> bool:
        """Whether that number belongs to the update: an average, the gradient it uses, the weight in between."""
        return place.kind == "updated" or (place.kind == "value" and place.reference.kind == "update")

    # Numbers of the engine

    def engine_value(self, place: Place) -> float:
        """The recorded number at ``place``."""
        if place.reference.kind == "loss":
            assert self.recording.loss is not None
            return self.recording.loss
        return float(self.numbers(place)[place.index])

    def shape(self, place: Place) -> tuple[int, ...] | None:
        """The shape of the array that contains ``place``; None if there is none."""
        if place.reference.kind == "loss":
            return () if place.kind == "value" else None
        if place.reference in self.kept:
            call, own = self.kept[place.reference]
            has_gradient = call.kept_rule(own).gradient is not None and call.has_gradient
            is_there = place.kind == "value" or (place.kind == "gradient" and has_gradient)
            return call.kept_array(own).shape if is_there else None
        found = self.recording.array(place.kind, place.reference)
        return None if found is None else found.shape

    def numbers(self, place: Place) -> Array:
        """The array that contains ``place``."""
        known = self._numbers.get((place.kind, id(place.reference)))
        # Keyed by identity: a long sum requests thousands of numbers of one array, and comparing references is slow.
        if known is None or known[0] is not place.reference:
            known = self._numbers[place.kind, id(place.reference)] = (place.reference, self._array(place))
        return known[1]

    def _array(self, place: Place) -> Array:
        if place.reference.kind == "kept":
            call, own = self.kept[place.reference]
            return call.kept_array(own) if place.kind == "value" else call.dkept_array(own)
        found = self.recording.array(place.kind, place.reference)
        assert found is not None, f"{place} was not recorded"
        return found

    def _parameter(self, place: Place) -> Parameter:
        """What ``place`` belongs to: the parameter itself, its penalty, an optimizer slot."""
        return self._parameters[place.reference.number]

    def _weights(self, parameter: Parameter) -> Weights:
        """A parameter as read by its penalty."""
        references, numbers = self.recording.references, self.recording.parameter_array("value", parameter)
        assert numbers is not None
        parts = {part: references.penalty(parameter, part) for part in PENALTY_PARTS} if self.losses else {}
        return Weights(references.parameter(parameter), numbers, parts=parts)

    def _subject(self, place: Place, letter: str) -> Symbol:
        is_gradient, is_new = place.kind == "gradient", place.kind == "updated"
        return Symbol(letter, place.index, self.engine_value(place), place, is_gradient, is_new)

    def _of(self, place: Place, letter: str, expression: Expression, origin: Origin, maker: str) -> Derivation:
        return Derivation(self._subject(place, letter), expression, origin, maker)

    def _leaf(self, place: Place, origin: Origin) -> Derivation:
        subject = self._subject(place, self.letter(place.reference))
        return Derivation(subject, subject, origin, place.name)

    def letter(self, reference: Reference) -> str:
        """``z`` and ``y`` for steps, ``x`` for inputs, otherwise the letter of the parameter or optimizer slot."""
        step = self.recording.writer(reference.number) if reference.kind == "output" else None
        if step is not None:
            return self.calls[step].y_letter(step.outputs.index(reference.number))
        if reference.kind == "parameter":
            return letter_of_parameter(self._parameters[reference.number].own_name)
        if reference.kind == "update":
            return letter_of(reference.part)
        return letter_of_slot(reference.part) if reference.kind == "slot" else letter_of(reference.kind)


def kept_of(step: Step) -> Mapping[str, Kept]:
    """The intermediate numbers that a step may have, by short name."""
    return RULES[step.op].kept if step.op in RULES else {}


def _rule_of(loss: LossCall) -> LossRule | None:
    """None for a custom loss, and for one that torch differentiates."""
    assert loss.loss.op is not None
    return LOSS_RULES.get(loss.loss.op)


def _added(terms: list[Expression]) -> Expression:
    """The contributions of several steps: all their terms side by side."""
    return total(part for term in terms for part in (term.terms if isinstance(term, Sum) else (term,)))


def _maker(step: Step) -> str:
    return f"{step.op.name} ({step.layer})"


def _loss_maker(loss: LossCall) -> str:
    assert loss.loss.op is not None
    return loss.loss.op.name
