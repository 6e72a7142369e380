"""A trained run explained on a picture: why a weight would move, how a unit got its value."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from nervure.errors import ArgumentError
from nervure.explain.explanation import Explanation
from nervure.losses import SparseCategoricalCrossentropy
from nervure.models.model import Model
from nervure.registry import look_up
from nervure.tasks.saved_run import SavedRun

_CELL = re.compile(r"(?P<name>[^\[\]]+)\[(?P<index>[\d,\s]*)\]")


@dataclass(frozen=True, slots=True)
class Cell:
    """A number by its name, as it is typed: ``conv2d/kernel[0,1,0,5]``.

    Args:
        name: of the array.
        index: where in it.
    """

    name: str
    index: tuple[int, ...]

    @classmethod
    def parse(cls, typed: str, where: str) -> Cell:
        """The cell that was typed.

        Raises:
            ArgumentError: it is none.

        Examples:
            >>> Cell.parse("dense/kernel[0, 3]", "--weight")
            Cell(name='dense/kernel', index=(0, 3))
        """
        found = _CELL.fullmatch(typed.strip())
        if found is None:
            raise ArgumentError.of("explain_run.cell", where=where, got=typed)
        numbers = [part for part in found["index"].split(",") if part.strip()]
        return cls(found["name"], tuple(map(int, numbers)))


@dataclass(frozen=True, slots=True)
class ExplainedRun:
    """A run explained on one picture.

    Attributes:
        explanation: of the next training step with that picture and that label.
        labels: the names of the classes, in the order of the outputs.
        label: what the picture is taken for.
        is_predicted: whether the network said so itself.
        probability: what it gives the label.
        probability_in_training: what it gives the label in the step that is explained, where batch normalisation takes
            its statistics from this picture alone, and dropout leaves values out; None where it has a single output.
        is_photograph: whether the picture was a photographed sign, and was prepared like the training pictures.
        ink_is_bright: whether those show bright signs on a dark ground.
    """

    explanation: Explanation
    labels: tuple[str, ...]
    label: str
    is_predicted: bool
    probability: float
    probability_in_training: float | None = None
    is_photograph: bool = False
    ink_is_bright: bool = True

    def to_html(self, path: str | os.PathLike[str]) -> None:
        """Writes the page to click through, with the names of the classes."""
        self.explanation.to_html(path, self.labels)

    def weight(self, typed: str) -> str:
        """Why a weight would move."""
        cell = Cell.parse(typed, "--weight")
        return str(self.explanation.why(cell.name, cell.index))

    def unit(self, typed: str) -> str:
        """How a unit got its value; the number of the sample, 0, may be left out."""
        cell = Cell.parse(typed, "--unit")
        shape = self.explanation.shape_of(cell.name)
        index = (0, *cell.index) if len(cell.index) == len(shape) - 1 and shape[:1] == (1,) else cell.index
        return str(self.explanation.value_of(cell.name, index))


def explain_run(run: str | os.PathLike[str], picture: str | os.PathLike[str], label: str | None) -> ExplainedRun:
    """Opens a run and explains its network on a picture.

    Args:
        run: the folder.
        picture: a file with a picture; it is brought to the network as ``nervure predict`` does.
        label: the class it belongs to; the one that the network predicts unless given.

    Raises:
        FileError: there is no run, or no picture.
        UnknownNameError: the network knows no such class.
        ArgumentError: it reads no pictures, or tells no classes apart.
    """
    saved = SavedRun.open(run)
    read = saved.read_picture(picture)
    (probabilities,) = saved.probabilities(read.x)
    positions = {name: position for position, name in enumerate(saved.labels)}
    chosen = int(probabilities.argmax()) if label is None else look_up(label, positions, where="--label")
    explanation = saved.model.explain(read.x, _target(saved.model, chosen))
    return ExplainedRun(
        explanation, tuple(saved.labels), saved.labels[chosen], label is None, float(probabilities[chosen]),
        _in_training(saved.model, explanation, chosen), read.is_photograph, saved.ink_is_bright,
    )  # fmt: skip


def _in_training(model: Model, explanation: Explanation, chosen: int) -> float | None:
    output = explanation.recording.array("value", f"{model.output_names[0]}/output")
    return None if output is None or output.shape[-1] == 1 else float(output[0, chosen])


def _target(model: Model, chosen: int) -> np.ndarray[Any, Any]:
    """What the loss wants to read: the number of the class, or a 1 at its place."""
    (loss,), (_, num_outputs) = model.compilation.losses_of(model.output_names), model.graph.output_shapes[0]
    assert num_outputs is not None, "a classifier has a fixed number of classes"
    if num_outputs == 1:
        return np.array([[chosen]])
    if isinstance(loss, SparseCategoricalCrossentropy):
        return np.array([chosen])
    return np.eye(num_outputs, dtype=np.float32)[[chosen]]
