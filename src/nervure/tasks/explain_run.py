"""A trained run explained on a picture: why a weight would move, how a unit got its value."""

from __future__ import annotations

import math
import os
import re
from dataclasses import dataclass

from nervure.errors import ArgumentError, StateError
from nervure.explain.answers import Answer
from nervure.explain.explanation import Explanation
from nervure.models.class_targets import class_target
from nervure.registry import look_up
from nervure.tasks.saved_run import SavedRun

_MOST_NAMES = 10  # of classes, in an error
_CELL = re.compile(r"(?P<name>.+)\[(?P<index>[\d,\s]*)\]")


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
        prediction: the explanation of what the network predicts.
        step: that of the next training step with the picture and its label; None where no label was given.
        labels: the names of the classes, in the order of the outputs.
        predicted: what the network takes the picture for.
        label: what it belongs to; None where that was not said.
        probability: what the network gives the label, or without one, what it predicts.
        probability_in_training: what it gives the label in the step, where batch normalisation takes its statistics
            from this picture alone, and dropout leaves values out; None without a step, or with a single output.
        is_photograph: whether the picture was a photographed sign, and was prepared like the training pictures.
        ink_is_bright: whether those show bright signs on a dark ground.
    """

    prediction: Explanation
    step: Explanation | None
    labels: tuple[str, ...]
    predicted: str
    label: str | None
    probability: float
    probability_in_training: float | None = None
    is_photograph: bool = False
    ink_is_bright: bool = True

    def to_html(self, path: str | os.PathLike[str]) -> None:
        """Writes the page to click through, with the names of the classes; without a label one is chosen there."""
        (self.step or self.prediction).to_html(path, self.labels)

    def weight(self, typed: str) -> str:
        """Why a weight would move.

        Raises:
            ArgumentError: no label was given: which way it moves depends on what the picture shows.
        """
        cell = Cell.parse(typed, "--weight")
        if self.step is None:
            names = ", ".join(self.labels[:_MOST_NAMES]) + (", ..." if len(self.labels) > _MOST_NAMES else "")
            raise ArgumentError.of("explain_run.no_label", where="--weight", labels=names, predicted=self.predicted)
        return str(self.step.why(cell.name, cell.index))

    def unit(self, typed: str) -> str:
        """How a unit got its value when the network predicts; the number of the sample, 0, may be left out.

        What only a training step has, its loss, is that of the step.
        """
        cell = Cell.parse(typed, "--unit")
        is_of_step = self.step is not None and cell.name not in self.prediction.names
        return str(_value(self.step if is_of_step and self.step is not None else self.prediction, cell))

    def unit_in_training(self, typed: str) -> float | None:
        """Its value in the training step, where that is another one; None where it is not, or there is no step."""
        cell = Cell.parse(typed, "--unit")
        if self.step is None or cell.name not in self.prediction.names:
            return None
        value = _value(self.step, cell).value
        return None if math.isclose(value, _value(self.prediction, cell).value, rel_tol=1e-9) else value


def _value(explanation: Explanation, cell: Cell) -> Answer:
    shape = explanation.shape_of(cell.name)
    index = (0, *cell.index) if len(cell.index) == len(shape) - 1 and shape[:1] == (1,) else cell.index
    return explanation.value_of(cell.name, index)


def explain_run(run: str | os.PathLike[str], picture: str | os.PathLike[str], label: str | None) -> ExplainedRun:
    """Opens a run and explains its network on a picture.

    Args:
        run: the folder.
        picture: a file with a picture; it is brought to the network as ``nervure predict`` does.
        label: the class it belongs to; without it only the prediction is explained.

    Raises:
        FileError: there is no run, or no picture.
        UnknownNameError: the network knows no such class.
        ArgumentError: it reads no pictures, or tells no classes apart.
        StateError: there is a label, and the network was saved without a loss.
    """
    saved = SavedRun.open(run)
    if label is not None and not saved.model.compiled:
        raise StateError.of("explain_run.no_loss", where="--label", got=saved.name)
    read = saved.read_picture(picture)
    (probabilities,) = saved.probabilities(read.x)
    positions = {name: position for position, name in enumerate(saved.labels)}
    predicted = int(probabilities.argmax())
    chosen = predicted if label is None else look_up(label, positions, where="--label")
    step = None if label is None else saved.model.explain(read.x, class_target(saved.model, chosen))
    return ExplainedRun(
        saved.model.explain(read.x), step, tuple(saved.labels), saved.labels[predicted],
        None if label is None else saved.labels[chosen], float(probabilities[chosen]),
        None if step is None else _in_training(step, chosen), read.is_photograph, saved.ink_is_bright,
    )  # fmt: skip


def _in_training(explanation: Explanation, chosen: int) -> float | None:
    (loss,) = explanation.recording.losses
    output = explanation.recording.slot_array("value", loss.prediction)
    return None if output is None or output.shape[-1] == 1 else float(output[0, chosen])
