"""The references of all arrays of a recording. Names are made only here, and typed names are resolved here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from nervure.errors import ArgumentError
from nervure.explain.matrix_rows import ROW_COSINE, ROW_LENGTH
from nervure.layers.step import Step
from nervure.optimizers import Optimizer
from nervure.parameter import Parameter
from nervure.records.reference import Reference, ReferenceKind, named_apart
from nervure.registry import look_up

PENALTY = "penalty"
# For a parameter: its gradient as used by the optimizer's rule, the norm of that gradient before clipping, the weight
# before its constraint, and the norms read by the constraint. The norm of all gradients is separate.
USED_GRADIENT, GRADIENT_NORM = "used_gradient", "gradient_norm"
STEPPED, STEPPED_NORM = "stepped", "stepped_norm"
_OF_AN_UPDATE = (USED_GRADIENT, GRADIENT_NORM, STEPPED, STEPPED_NORM)
_OF_A_PENALTY = (PENALTY, ROW_LENGTH, ROW_COSINE)
_OF_A_LOSS: dict[ReferenceKind, str] = {"target": "target", "sample_loss": "loss", "sample_weight": "sample_weight"}
_ALL_PARAMETERS = -1  # intermediate numbers of an update for all parameters together
# Steps that go by their layer's name: what such a step keeps is called `layer/mean`, not `layer/output/mean`.
_MAIN_PARTS = ("z", "output")
_Key = tuple[ReferenceKind, int, str]


class Names(NamedTuple):
    """The names that a network gives to its parts.

    Attributes:
        inputs: its inputs, in order.
        outputs: its outputs, in order.
        parameters: ``dense/kernel``, by parameter.
    """

    inputs: Sequence[str]
    outputs: Sequence[str]
    parameters: Mapping[Parameter, str]


class References:
    """The references of one recording.

    Args:
        steps: of the plan before any cut.
        names: of the network.
        kept: the names of a step's intermediate numbers.
        optimizer: updates the parameters; None for a forward pass.
    """

    def __init__(
        self,
        steps: Sequence[Step],
        names: Names,
        kept: Callable[[Step], Iterable[str]],
        optimizer: Optimizer | None,
    ) -> None:
        self.names = names
        self._number = {parameter: number for number, parameter in enumerate(names.parameters)}
        learned = () if optimizer is None else _of_learning(names, optimizer)
        every = named_apart([*_of_walk(steps, names, kept), *learned])
        self._known: dict[_Key, Reference] = {(each.kind, each.number, each.part): each for each in every}
        self._inputs = len(names.inputs)

    def slot(self, slot: int) -> Reference:
        """A slot of the plan: an input, or the output of a step."""
        return self._known["input" if slot < self._inputs else "output", slot, ""]

    def parameter(self, parameter: Parameter) -> Reference:
        """A parameter."""
        return self._known["parameter", self._number[parameter], ""]

    @property
    def parameters(self) -> dict[Parameter, Reference]:
        """All of them."""
        return {parameter: self.parameter(parameter) for parameter in self._number}

    def kept(self, step: Step, part: str) -> Reference:
        """An intermediate number of a step."""
        return self._known["kept", step.outputs[0], part]

    def optimizer_slot(self, parameter: Parameter, slot: str) -> Reference:
        """An optimizer slot of a parameter."""
        return self._known["slot", self._number[parameter], slot]

    def update(self, parameter: Parameter | None, part: str) -> Reference:
        """An intermediate number of an update, for one parameter or for all together."""
        return self._known["update", _ALL_PARAMETERS if parameter is None else self._number[parameter], part]

    def penalty(self, parameter: Parameter, part: str = PENALTY) -> Reference:
        """The penalty on a parameter, or an intermediate number of it."""
        return self._known["penalty", self._number[parameter], part]

    def of_output(self, kind: ReferenceKind, output: int) -> Reference:
        """The "target", "sample_weight" or "sample_loss" of an output, by its number."""
        return self._known[kind, output, ""]

    @property
    def every(self) -> tuple[Reference, ...]:
        """All references, of recorded arrays and others."""
        return tuple(self._known.values())

    @property
    def loss(self) -> Reference:
        """The whole loss."""
        return self._known["loss", 0, ""]


def find(typed: Any, known: Iterable[Reference], where: str) -> Reference:
    """The reference that ``typed`` stands for: a name, or a natural name that only one array has.

    Args:
        typed: the name.
        known: the references that can be requested.
        where: the name of the call in errors.

    Raises:
        ArgumentError: several have that name.
        UnknownNameError: none has that name; the message suggests the nearest.
    """
    by_name = {reference.name: reference for reference in known}
    alike = [reference for reference in by_name.values() if reference.natural == typed]
    if typed not in by_name and len(alike) > 1:
        names = [repr(reference.name) for reference in alike]
        raise ArgumentError.of(
            "explain.ambiguous", where=where, name=typed, expected=", ".join(names), example=names[0]
        )
    return alike[0] if typed not in by_name and alike else look_up(str(typed), by_name, where=where)


def _of_walk(steps: Sequence[Step], names: Names, kept: Callable[[Step], Iterable[str]]) -> Iterator[Reference]:
    for slot, name in enumerate(names.inputs):
        yield Reference("input", slot, natural=name)
    for step in steps:
        for position, slot in enumerate(step.outputs):
            natural = step.name if len(step.outputs) == 1 else f"{step.name}.{position}"
            yield Reference("output", slot, natural=natural)
        owner = step.call.name if step.call is not None and step.part in _MAIN_PARTS else step.name
        for part in kept(step):
            yield Reference("kept", step.outputs[0], part, f"{owner}/{part}")
    for number, name in enumerate(names.parameters.values()):
        yield Reference("parameter", number, natural=name)


def _of_learning(names: Names, optimizer: Optimizer) -> Iterator[Reference]:
    for number, name in enumerate(names.parameters.values()):
        yield from (Reference("slot", number, slot, f"{name}/{slot}") for slot in optimizer.all_slots)
        yield from (Reference("update", number, part, f"{name}/{part}") for part in _OF_AN_UPDATE)
        yield from (Reference("penalty", number, part, f"{name}/{part}") for part in _OF_A_PENALTY)
    for number, name in enumerate(names.outputs):
        yield from (Reference(kind, number, natural=f"{name}/{part}") for kind, part in _OF_A_LOSS.items())
    yield Reference("update", _ALL_PARAMETERS, GRADIENT_NORM, GRADIENT_NORM)
    yield Reference("loss", natural="loss")
