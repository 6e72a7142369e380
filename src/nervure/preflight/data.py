"""Detects invalid data: NaN, labels without an output, word indices without an embedding row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from torch import Tensor

from nervure.data import first_not_finite
from nervure.errors import DataError
from nervure.graph.plan import Plan
from nervure.losses import Loss
from nervure.ops.embedding import EMBEDDING, whole_numbers
from nervure.symbolic import Shape


class Samples(Protocol):
    """Arrays to check: all of them, or a batch."""

    @property
    def x(self) -> tuple[Tensor, ...]:
        """The inputs, ``(N, ...)`` each."""
        ...

    @property
    def y(self) -> tuple[Tensor, ...]:
        """The targets, ``(N, ...)`` each."""
        ...

    @property
    def sample_weight(self) -> tuple[Tensor | None, ...]:
        """The weights, one entry per target."""
        ...

    @property
    def input_names(self) -> tuple[str, ...] | None:
        """The names of the inputs if they came by name."""
        ...


def check_data(samples: Samples, losses: Sequence[Loss | None], output_shapes: Sequence[Shape], where: str) -> None:
    """Checks inputs, targets and weights before the first step; costs about as much as reading them once.

    Args:
        samples: the arrays.
        losses: one per target, in the order of the dataset.
        output_shapes: the shapes of the outputs that these targets belong to.
        where: the name of the call in errors.

    Raises:
        DataError: a NaN, an infinity, or a label without an output.
        ShapeError: targets do not fit the outputs.
    """
    for name, tensors in (("x", samples.x), ("y", samples.y), ("sample_weight", samples.sample_weight)):
        for number, tensor in enumerate(tensors):
            if tensor is not None:
                _check_finite(tensor, name if len(tensors) == 1 else f"{name}[{number}]", where)
    if len(samples.y) != len(losses):
        return
    for target, loss, shape in zip(samples.y, losses, output_shapes, strict=True):
        if loss is not None and target is not None:  # an output without a loss may come without targets
            of_all = (None, *shape[1:])  # a fixed batch size does not limit the data
            loss.check(tuple(target.shape), of_all)
            loss.check_values(target, of_all)


def _check_finite(tensor: Tensor, name: str, where: str) -> None:
    found = first_not_finite(tensor)
    if found is not None:
        place = f"{name}[{', '.join(map(str, (found.sample, *found.column)))}]"
        column = ", ".join(map(str, found.column)) or "0"
        raise DataError.of(
            "preflight.not_finite", where=where, name=name, place=place, value=found.value,
            sample=found.sample, column=column,
        )  # fmt: skip


def check_word_numbers(samples: Samples, plan: Plan, input_names: Sequence[str] = ()) -> None:
    """Looks for indices without an embedding row, in all samples and before the first step.

    Args:
        samples: the arrays.
        plan: the unfused steps.
        input_names: the names of the network's inputs, for data that comes by name.

    Raises:
        DataError: there is one; the message names the sample and the index.
    """
    read = dict(zip(slots(samples, input_names), samples.x, strict=True))
    for step in plan.steps:
        if step.op is EMBEDDING and step.inputs[0] in read:
            (table,) = step.parameters
            whole_numbers(read[step.inputs[0]], table.shape[0], where=step.options["where"])


def slots(samples: Samples, input_names: Sequence[str]) -> list[int]:
    """The slot of the plan for each array of ``samples``."""
    by_name = {name: slot for slot, name in enumerate(input_names)}
    names = samples.input_names
    return [number if names is None else by_name.get(names[number], number) for number in range(len(samples.x))]
