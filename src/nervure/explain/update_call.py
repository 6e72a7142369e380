"""The update of one parameter as its rule sees it, with symbols for what is read; and what such a rule is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from nervure.explain.recording import Array, RecordedUpdate, Recording
from nervure.optimizers import Optimizer
from nervure.parameter import Parameter
from nervure.records.expression import Expression, Symbol
from nervure.records.place import Index, Place


class UpdateCall:
    """An optimizer's step on one parameter.

    Args:
        recording: where the numbers are; one of a training step.
        parameter: the parameter.
    """

    def __init__(self, recording: Recording, parameter: Parameter) -> None:
        assert recording.update is not None
        self.recording, self.parameter = recording, parameter
        self.update: RecordedUpdate = recording.update
        self.name = recording.parameter_names[parameter]

    @property
    def optimizer(self) -> Optimizer:
        """Its settings, and its counters before the update."""
        return self.update.optimizer

    @property
    def t(self) -> int:
        """The number of this update, from 1."""
        return self.optimizer.iterations + 1

    def rate(self) -> Expression:
        """The learning rate of this update."""
        return Symbol("η", (), self.update.learning_rate)

    def setting(self, letter: str, value: float) -> Expression:
        """A setting by its letter: a momentum, an epsilon."""
        return Symbol(letter, (), float(value))

    def w(self, index: Index) -> Symbol:
        """The weight before."""
        return self._symbol("w", "value", self.name, index)

    def g(self, index: Index) -> Symbol:
        """The gradient as the backward pass left it."""
        return self._symbol("w", "gradient", self.name, index)

    def slot(self, slot: str, letter: str, index: Index) -> Symbol:
        """What the optimizer kept of the weight before."""
        return self._symbol(letter, "value", f"{self.name}/{slot}", index)

    def new_slot(self, slot: str, letter: str, index: Index) -> Symbol:
        """The same after."""
        return self._symbol(letter, "updated", f"{self.name}/{slot}", index)

    def gradient_arrays(self) -> dict[str, Array]:
        """The gradients of all trained parameters, for norms over all of them."""
        names = self.recording.parameter_names.values()
        found = ((name, self.recording.array("gradient", name)) for name in names)
        return {name: array for name, array in found if array is not None}

    def _symbol(self, letter: str, kind: Any, name: str, index: Index) -> Symbol:
        numbers = self.recording.array(kind, name)
        assert numbers is not None, f"{kind} of {name} was not recorded"
        place = Place(kind, name, index)
        return Symbol(letter, index, float(numbers[index]), place, kind == "gradient", kind == "updated")


class SlotRule(NamedTuple):
    """How a number that the optimizer keeps changes.

    Attributes:
        letter: what formulas call it.
        value: ``value(call, index, gradient)``: after the step.
    """

    letter: str
    value: Callable[[UpdateCall, Index, Expression], Expression]


class OptimizerRule(NamedTuple):
    """How an optimizer moves one weight.

    Attributes:
        weight: ``weight(call, index, weight, gradient)``: the weight after the step, from the (decayed) weight and the
            (clipped) gradient.
        slots: what it keeps, by name: ``slot(call, index, gradient)`` gives the number after the step, and the letter.
    """

    weight: Callable[[UpdateCall, Index, Expression, Expression], Expression]
    slots: Mapping[str, SlotRule] = {}
