"""The update of one parameter as its rule sees it, with symbols for what is read; and the definition of such a rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from nervure.explain.recording import Array, RecordedUpdate, Recording
from nervure.explain.references import GRADIENT_NORM, STEPPED, STEPPED_NORM, USED_GRADIENT
from nervure.explain.update_norms import constrained_axes, is_due
from nervure.optimizers import Optimizer
from nervure.parameter import Parameter
from nervure.records.alphabet import letter_of, letter_of_parameter, letter_of_slot
from nervure.records.expression import Expression, Symbol
from nervure.records.place import Index, Kind, Place
from nervure.records.reference import Reference

# The letters of intermediate numbers in formulas.
LETTERS = {name: letter_of(name) for name in (USED_GRADIENT, GRADIENT_NORM, STEPPED, STEPPED_NORM)}


class UpdateCall:
    """An optimizer's step on one parameter.

    Args:
        recording: contains the numbers; of a training step.
        parameter: the parameter.
    """

    def __init__(self, recording: Recording, parameter: Parameter) -> None:
        assert recording.update is not None
        self.recording, self.parameter = recording, parameter
        self.update: RecordedUpdate = recording.update
        self.reference = recording.references.parameter(parameter)
        self.letter = letter_of_parameter(parameter.own_name)

    @property
    def optimizer(self) -> Optimizer:
        """Its settings, and its counters before the update."""
        return self.update.optimizer

    @property
    def is_due(self) -> bool:
        """Whether the weights move: with accumulated gradients, only every n-th call moves them."""
        return is_due(self.optimizer)

    @property
    def t(self) -> Symbol:
        """The number of this update, from 1."""
        return Symbol(letter_of("update_number"), (), float(self.optimizer.iterations + 1))

    def rate(self) -> Symbol:
        """The learning rate for this update."""
        return Symbol(letter_of("learning_rate"), (), self.update.learning_rate)

    def setting(self, meaning: str, value: float) -> Symbol:
        """A setting by its name in the table of letters: a momentum, an epsilon."""
        return Symbol(letter_of(meaning), (), float(value))

    def w(self, index: Index) -> Symbol:
        """The weight before."""
        return self._symbol(self.letter, "value", self.reference, index)

    def w_after(self, index: Index) -> Symbol:
        """The weight after."""
        return self._symbol(self.letter, "updated", self.reference, index)

    def g(self, index: Index) -> Symbol:
        """The gradient as the backward pass left it."""
        return self._symbol(self.letter, "gradient", self.reference, index)

    def used_gradient(self, index: Index) -> Symbol:
        """The gradient that the rule uses: accumulated and clipped, if the optimizer does so."""
        used = self._on_the_way(USED_GRADIENT)
        if self.recording.array("value", used) is None:
            return self.g(index)
        return self._symbol(LETTERS[USED_GRADIENT], "value", used, index)

    def gradient_norm(self) -> Symbol:
        """The norm of the gradient, or of all together, before clipping."""
        of = self.parameter if self.optimizer.clipnorm is not None else None
        return self._symbol(LETTERS[GRADIENT_NORM], "value", self.recording.references.update(of, GRADIENT_NORM), ())

    def stepped(self, index: Index) -> Symbol:
        """The weight before its constraint."""
        return self._symbol(LETTERS[STEPPED], "value", self._on_the_way(STEPPED), index)

    def stepped_norm(self, index: Index) -> Symbol:
        """The norm that the constraint of a weight reads."""
        axes = constrained_axes(self.parameter)
        assert axes is not None
        at = tuple(0 if axis in axes else i for axis, i in enumerate(index))
        return self._symbol(LETTERS[STEPPED_NORM], "value", self._on_the_way(STEPPED_NORM), at)

    def slot(self, slot: str, index: Index) -> Symbol:
        """An optimizer slot of the weight, before."""
        of = self.recording.references.optimizer_slot(self.parameter, slot)
        return self._symbol(letter_of_slot(slot), "value", of, index)

    def slot_after(self, slot: str, index: Index) -> Symbol:
        """The same slot, after."""
        of = self.recording.references.optimizer_slot(self.parameter, slot)
        return self._symbol(letter_of_slot(slot), "updated", of, index)

    def _on_the_way(self, part: str) -> Reference:
        return self.recording.references.update(self.parameter, part)

    def _symbol(self, letter: str, kind: Kind, reference: Reference, index: Index) -> Symbol:
        numbers: Array | None = self.recording.array(kind, reference)
        assert numbers is not None, f"{kind} of {reference} was not recorded"
        place = Place(kind, reference, index)
        return Symbol(letter, index, float(numbers[index]), place, kind == "gradient", kind == "updated")


class SlotRule(NamedTuple):
    """How an optimizer slot changes.

    Attributes:
        value: ``value(call, index, gradient)``: after the step.
    """

    value: Callable[[UpdateCall, Index, Expression], Expression]


class OptimizerRule(NamedTuple):
    """How an optimizer moves one weight.

    Attributes:
        weight: ``weight(call, index, weight, gradient)``: the weight after the step, from the (decayed) weight and the
            (clipped) gradient.
        slots: its slots, by name: ``slot(call, index, gradient)`` gives the number after the step.
    """

    weight: Callable[[UpdateCall, Index, Expression, Expression], Expression]
    slots: Mapping[str, SlotRule] = {}
