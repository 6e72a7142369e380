"""The parts of an explanation: forward pass, loss, backward pass and update, in the order in which they run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from os import PathLike

import numpy as np

from nervure import files
from nervure.explain.derivations import Derivations
from nervure.records.derivation import Derivation
from nervure.records.explained_part import ExplainedPart, Worked
from nervure.records.place import Index, Kind, Place, every_index
from nervure.records.reference import Reference
from nervure.render import derivation_markup as as_markup
from nervure.render.explained_part import part_sections, part_text, part_title

# An array of up to this many numbers is worked out in full, as on a blackboard; for a larger one, its largest number.
_IN_FULL = 4
_METHODS: dict[Kind, str] = {"value": "value_of", "gradient": "gradient_of", "updated": "update_of"}


class Part:
    """One part, with all its display formats.

    Args:
        record: its contents.
    """

    def __init__(self, record: ExplainedPart) -> None:
        self.record = record

    def __iter__(self) -> Iterator[Derivation]:
        """The derivations that are worked out."""
        return iter([derivation for worked in self.record.worked for derivation in worked.derivations])

    def __str__(self) -> str:
        """A heading, and every derivation as text."""
        return part_text(self.record)

    __repr__ = __str__

    def to_latex(self) -> str:
        """As LaTeX, one environment per derivation."""
        return "\n\n".join(as_markup.derivation_latex(derivation) for derivation in self)

    def to_mathml(self) -> str:
        """As MathML, one ``<math>`` element per derivation."""
        return "\n".join(as_markup.derivation_mathml(derivation) for derivation in self)

    def to_html(self, path: str | PathLike[str]) -> None:
        """Writes it as a separate page."""
        files.write_text(path, as_markup.page(part_title(self.record), part_sections(self.record)))

    def _repr_html_(self) -> str:
        return "\n".join([f"<h2>{part_title(self.record)}</h2>", *part_sections(self.record)])


def forward_part(derivations: Derivations) -> ExplainedPart:
    """Every value that a step wrote, and its intermediate numbers."""
    recording = derivations.recording
    given = [recording.references.slot(slot) for step in recording.steps for slot in step.outputs]
    return ExplainedPart("forward", _worked(derivations, "value", given))


def loss_part(derivations: Derivations) -> ExplainedPart:
    """The loss of each sample, and the total."""
    references = derivations.recording.references
    losses = [references.of_output("sample_loss", number) for number in derivations.losses]
    return ExplainedPart("loss", _worked(derivations, "value", [*losses, references.loss]))


def backward_part(derivations: Derivations) -> ExplainedPart:
    """From the loss back: the gradient of each value, then those of the weights that produced it."""
    references, back = derivations.recording.references, list[Reference]()
    for step in reversed(derivations.recording.steps):
        back += map(references.slot, step.outputs)
        back += map(references.parameter, step.parameters)
    return ExplainedPart("backward", _worked(derivations, "gradient", list(dict.fromkeys(back))))


def update_part(derivations: Derivations) -> ExplainedPart:
    """The optimizer's update of each weight and of its slots."""
    moved = [reference for kind, reference in derivations.recording.arrays if kind == "updated"]
    return ExplainedPart("update", _worked(derivations, "updated", moved))


def _worked(derivations: Derivations, kind: Kind, references: Sequence[Reference]) -> tuple[Worked, ...]:
    worked = []
    for reference in references:
        shape = derivations.shape(Place(kind, reference))
        if shape is None or 0 in shape:
            continue
        indices = _shown(derivations, Place(kind, reference), shape)
        shown = tuple(derivations.derivation(Place(kind, reference, index)) for index in indices)
        worked.append(Worked(shown, int(np.prod(shape)) - len(shown), _METHODS[kind]))
    return tuple(worked)


def _shown(derivations: Derivations, place: Place, shape: tuple[int, ...]) -> list[Index]:
    if np.prod(shape) <= _IN_FULL:
        return list(every_index(shape))
    numbers = np.nan_to_num(np.abs(derivations.numbers(place)))
    return [tuple(int(i) for i in np.unravel_index(int(numbers.argmax()), shape))]
