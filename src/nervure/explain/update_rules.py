"""What every optimizer does around its own rule, in order.

Gradients are accumulated and clipped, weights decay, the rule moves them, their average follows, constraints come last.
The loss scale does not appear: gradients are multiplied by it in the backward pass and divided by it here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from nervure.explain.recording import Recording
from nervure.explain.references import GRADIENT_NORM, STEPPED, STEPPED_NORM, USED_GRADIENT
from nervure.explain.rules.constraints import CONSTRAINT_RULES
from nervure.explain.rules.table import OPTIMIZER_RULES
from nervure.explain.update_call import LETTERS, OptimizerRule, UpdateCall
from nervure.explain.update_norms import GATHERED, constrained_axes
from nervure.optimizers.weight_average import SLOT as AVERAGE
from nervure.records.alphabet import letter_of_slot
from nervure.records.expression import Call, Expression, Number, maximum, minimum, total
from nervure.records.place import Index, Place, every_index


class Derived(NamedTuple):
    """A number of the update.

    Attributes:
        letter: its letter in formulas.
        expression: its derivation; None if custom code computed it.
    """

    letter: str
    expression: Expression | None


class UpdateRules:
    """Finds the derivation of any number in an update.

    Args:
        recording: of a training step.
    """

    def __init__(self, recording: Recording) -> None:
        assert recording.update is not None
        self._recording = recording
        self._calls = {
            reference.number: UpdateCall(recording, parameter)
            for parameter, reference in recording.references.parameters.items()
            if recording.array("gradient", reference) is not None
        }

    def on_the_way(self, place: Place) -> Derived:
        """An intermediate number of the update, before the new weight."""
        part, call = place.reference.part, self._calls.get(place.reference.number)
        derived = _length(self._gradients()) if call is None else _ON_THE_WAY[part](call, place.index)
        return Derived(LETTERS[part], derived)

    def updated(self, place: Place) -> Derived:
        """The weight after the update, or an optimizer slot of it."""
        call = self._calls[place.reference.number]
        if place.reference.kind == "parameter":
            return Derived(call.letter, _weight_after(call, place.index))
        return _slot_after(call, place.reference.part, place.index)

    def _gradients(self) -> Iterator[Expression]:
        for call in self._calls.values():
            yield from _gradients(call)


def _rule_of(call: UpdateCall) -> OptimizerRule | None:
    return OPTIMIZER_RULES.get(type(call.optimizer))


# Gradients


def _gathered(call: UpdateCall, index: Index) -> Expression:
    """The gradient; with accumulation, its mean over the batches."""
    steps = call.optimizer.gradient_accumulation_steps
    return call.g(index) if steps is None else (call.g(index) + call.slot(GATHERED, index)) / steps


def _gradients(call: UpdateCall) -> Iterator[Expression]:
    numbers = call.recording.array("gradient", call.reference)
    assert numbers is not None
    return (_gathered(call, index) for index in every_index(numbers.shape))


def _used_gradient(call: UpdateCall, index: Index) -> Expression:
    """The gradient after clipping: ``g c / max(|g|, c)``, or g between -c and c."""
    optimizer, gradient = call.optimizer, _gathered(call, index)
    longest = optimizer.clipnorm if optimizer.clipnorm is not None else optimizer.global_clipnorm
    if longest is not None:
        limit = call.setting("clip", longest)
        return gradient * (limit / maximum(call.gradient_norm(), limit))
    if optimizer.clipvalue is not None:
        limit = call.setting("clip", optimizer.clipvalue)
        return minimum(maximum(gradient, -limit), limit)
    return gradient


def _gradient_norm(call: UpdateCall, index: Index) -> Expression:
    return _length(_gradients(call))


def _length(numbers: Iterator[Expression]) -> Expression:
    return Call("sqrt", total(number**2 for number in numbers))


# Weights


def _weight_after(call: UpdateCall, index: Index) -> Expression | None:
    constraint = call.parameter.constraint
    if constraint is None:
        return _stepped(call, index)
    rule = CONSTRAINT_RULES.get(type(constraint))
    return None if rule is None else rule(constraint, call, index)


def _stepped(call: UpdateCall, index: Index) -> Expression | None:
    """The weight before its constraint: as the rule left it, or the average if that replaces it."""
    if _average_replaces(call):
        return call.slot_after(AVERAGE, index)
    return _moved(call, index)


def _moved(call: UpdateCall, index: Index) -> Expression | None:
    """The weight as the rule left it; None if the rule is custom."""
    rule, weight = _rule_of(call), call.w(index)
    if rule is None:
        return None
    if not call.is_due:
        return weight
    gradient = call.used_gradient(index)
    if not call.optimizer.decays(call.parameter):
        return rule.weight(call, index, weight, gradient)
    decay = call.setting("weight_decay", call.optimizer.weight_decay or 0.0)
    return rule.weight(call, index, weight * (1 - call.rate() * decay), gradient)


def _stepped_norm(call: UpdateCall, index: Index) -> Expression:
    axes = constrained_axes(call.parameter)
    assert axes is not None
    ways = every_index(tuple(size if axis in axes else 1 for axis, size in enumerate(call.parameter.shape)))
    cells = (tuple(a + b for a, b in zip(index, way, strict=True)) for way in ways)
    return _length(call.stepped(cell) for cell in cells)


# Slots


def _slot_after(call: UpdateCall, slot: str, index: Index) -> Derived:
    rule = _rule_of(call)
    if slot == GATHERED:
        gathered = call.slot(GATHERED, index)
        return Derived(letter_of_slot(slot), Number(0.0) if call.is_due else gathered + call.g(index))
    if slot == AVERAGE:
        return Derived(letter_of_slot(slot), _average_after(call, index))
    if rule is None or slot not in rule.slots:
        return Derived(letter_of_slot(slot), None)
    kept = call.slot(slot, index)
    return Derived(
        letter_of_slot(slot), rule.slots[slot].value(call, index, call.used_gradient(index)) if call.is_due else kept
    )


def _average_after(call: UpdateCall, index: Index) -> Expression | None:
    """``mu a + (1 - mu) w``; before the first counted update, the average is the weight itself."""
    weight = _averaged(call, index)
    if weight is None or not call.optimizer.iterations or not call.optimizer.ema_momentum:
        return weight
    momentum = call.setting("average_momentum", call.optimizer.ema_momentum)
    return momentum * call.slot(AVERAGE, index) + (1 - momentum) * weight


def _averaged(call: UpdateCall, index: Index) -> Expression | None:
    """The weight that the average follows, under its own name if it has one."""
    if _average_replaces(call):
        return _moved(call, index)
    return call.w_after(index) if call.parameter.constraint is None else call.stepped(index)


def _average_replaces(call: UpdateCall) -> bool:
    """Whether the average replaces the weights."""
    optimizer = call.optimizer
    every = optimizer.ema_overwrite_frequency
    return optimizer.use_ema and bool(every) and (optimizer.iterations + 1) % (every or 1) == 0


_ON_THE_WAY = {
    USED_GRADIENT: _used_gradient,
    GRADIENT_NORM: _gradient_norm,
    STEPPED: _stepped,
    STEPPED_NORM: _stepped_norm,
}
