"""The page's names for every array of a walk: the box that contains it, its part, and its letter in formulas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from nervure.explain.call import StepCall
from nervure.explain.derivations import Derivations, kept_of
from nervure.explain.page_rules import has_rule, kept_by_the_page
from nervure.explain.recording import Recording
from nervure.explain.references import GRADIENT_NORM
from nervure.parameter import Parameter
from nervure.records.alphabet import letter_of
from nervure.records.explanation_page import PageName
from nervure.records.reference import Reference, named_apart

_LOSS = "loss"
_NOWHERE = ""
_OF_UPDATES = ("slot", "update")


class PageNames:
    """The boxes of a walk and their contents.

    Args:
        recording: the walk.
    """

    def __init__(self, recording: Recording) -> None:
        self.recording, self.derivations = recording, Derivations(recording)
        owners = list(dict.fromkeys(step.owner for step in recording.steps))
        inputs = [replace(self._slot(slot), natural=self._slot(slot).name) for slot in self._input_slots]
        layers = [Reference("output", number, natural=owner) for number, owner in enumerate(owners)]
        named = [box.name for box in named_apart([*inputs, *layers, Reference("loss", natural=_LOSS)])]
        self.loss = named[-1]
        self._inputs = dict(zip(self._input_slots, named, strict=False))
        self._owners = dict(zip(owners, named[len(inputs) :], strict=False))

    def input_box(self, slot: int) -> str:
        """The box of an input; its name is unique."""
        return self._inputs[slot]

    def box(self, owner: str) -> str:
        """The box of a call of a layer."""
        return self._owners[owner]

    def all(self) -> tuple[PageName, ...]:
        """Everything that the page can show; the parts within a box are distinct."""
        found = [*self._inputs_found(), *self._outputs_found(), *self._kept_found(), *self._losses_found()]
        for parameter, reference in self.recording.references.parameters.items():
            found += self._of_parameter(parameter, reference)
        boxes: dict[str, list[Reference]] = {}
        for place, name in enumerate(found):
            boxes.setdefault(name.box, []).append(Reference(name.kind, place, natural=name.part))
        for parts in boxes.values():
            for part in named_apart(parts):
                found[part.number] = replace(found[part.number], part=part.name)
        return tuple(found)

    @property
    def _input_slots(self) -> range:
        return range(len(self.recording.references.names.inputs))

    def _slot(self, slot: int) -> Reference:
        return self.recording.references.slot(slot)

    def _inputs_found(self) -> Iterator[PageName]:
        for slot, box in self._inputs.items():
            reference = self._slot(slot)
            yield PageName(reference.name, "input", box, reference.natural, self.derivations.letter(reference))

    def _outputs_found(self) -> Iterator[PageName]:
        for step in self.recording.steps:
            for slot in step.outputs:
                reference, box = self._slot(slot), self.box(step.owner)
                part = reference.natural.removeprefix(f"{step.owner}/")
                yield PageName(reference.name, "output", box, part, self.derivations.letter(reference))

    def _of_parameter(self, parameter: Parameter, reference: Reference) -> Iterator[PageName]:
        """A parameter, and what the update keeps and computes for it."""
        user = next((step for step in self.recording.steps if parameter in step.parameters), None)
        box = _NOWHERE if user is None else self.box(user.owner)
        part = reference.natural if user is None else reference.natural.removeprefix(f"{user.layer}/")
        letter = self.derivations.letter
        yield PageName(reference.name, "parameter", box, part, letter(reference))
        for other in self.recording.references.every:
            has_numbers = self.recording.array("value", other) is not None
            if has_numbers and other.kind in _OF_UPDATES and other.number == reference.number:
                inner = f"{part}/{other.part}"
                yield PageName(other.name, other.kind, box, inner, letter(other), reference.name, other.part)

    def _losses_found(self) -> Iterator[PageName]:
        references = self.recording.references
        if self.recording.losses:
            yield PageName(references.loss.name, "loss", self.loss, _LOSS, letter_of("loss"))
        for loss in self.derivations.losses.values():
            own, target = (references.of_output(kind, loss.loss.number) for kind in ("sample_loss", "target"))
            yield PageName(own.name, "sample_loss", self.loss, own.natural, loss.letter)
            yield PageName(target.name, "target", self.loss, target.natural, letter_of("target"))
        if self.recording.update is not None:
            of_all = references.update(None, GRADIENT_NORM)
            if self.recording.array("value", of_all) is not None:
                letter = self.derivations.letter(of_all)
                yield PageName(of_all.name, "update", self.loss, GRADIENT_NORM, letter, role=GRADIENT_NORM)

    def _kept_found(self) -> Iterator[PageName]:
        """Intermediate numbers of the page, some of which texts do not show."""
        found = [(call, part) for call in self.derivations.calls.values() for part in _kept_parts(call)]
        for (call, part), reference in zip(found, self._kept_references(found), strict=True):
            box, letter = self.box(call.step.owner), letter_of(kept_by_the_page(call.step.op)[part])
            yield PageName(reference.name, "kept", box, part, letter, call.output().name, part)

    def _kept_references(self, found: Sequence[tuple[StepCall, str]]) -> list[Reference]:
        """Numbers of texts keep their names there; others get unique names."""
        natural = [Reference("kept", call.step.outputs[0], part, f"{call.step.owner}/{part}") for call, part in found]
        known = {reference: reference for reference in self.recording.references.every}
        others = [replace(reference, natural=reference.name) for reference in known if reference not in natural]
        named = named_apart([*others, *(each for each in natural if each not in known)])
        known |= {reference: reference for reference in named[len(others) :]}
        return [known[reference] for reference in natural]


def _kept_parts(call: StepCall) -> Iterator[str]:
    shapes = tuple(call.x_array(position).shape for position in range(len(call.step.inputs)))
    if has_rule(call.step, shapes):
        known = kept_of(call.step)
        for part in kept_by_the_page(call.step.op):
            is_of_texts = part in known
            if known[part if is_of_texts else "mean"].is_there(call) and (is_of_texts or call.has_gradient):
                yield part
