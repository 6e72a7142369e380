"""Explains a trained run on an image: why a weight would change, how a unit got its value."""

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

_MOST_NAMES = 10  # classes listed in an error
_CELL = re.compile(r"(?P<name>.+)\[(?P<index>[\d,\s]*)\]")


@dataclass(frozen=True, slots=True)
class Cell:
    """A number by name, as typed: ``conv2d/kernel[0,1,0,5]``.

    Args:
        name: the name of the array.
        index: the index in it.
    """

    name: str
    index: tuple[int, ...]

    @classmethod
    def parse(cls, typed: str, where: str) -> Cell:
        """The cell that was typed.

        Raises:
            ArgumentError: the text is not a cell.

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
    """A run explained on one image.

    Attributes:
        prediction: the explanation of what the network predicts.
        step: the explanation of the next training step with the image and its label; None if no label was given.
        labels: the class names, in the order of the outputs.
        predicted: the class that the network predicts.
        label: its class; None if not given.
        probability: the probability of the label, or, without one, of the predicted class.
        probability_in_training: the probability of the label in the step, in which batch normalization takes its
            statistics from this image alone, and dropout is active; None without a step, or with a single output.
        is_photograph: whether the image was a photographed symbol and was prepared like the training images.
        ink_is_bright: whether those show bright symbols on a dark background.
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
        """Writes the interactive page, with the class names; without a label, one is chosen on the page."""
        (self.step or self.prediction).to_html(path, self.labels)

    def weight(self, typed: str) -> str:
        """Why a weight would change.

        Raises:
            ArgumentError: no label was given: the direction of the change depends on the label.
        """
        cell = Cell.parse(typed, "--weight")
        if self.step is None:
            names = ", ".join(self.labels[:_MOST_NAMES]) + (", ..." if len(self.labels) > _MOST_NAMES else "")
            raise ArgumentError.of("explain_run.no_label", where="--weight", labels=names, predicted=self.predicted)
        return str(self.step.why(cell.name, cell.index))

    def unit(self, typed: str) -> str:
        """How a unit got its value in prediction; the sample index, 0, may be omitted.

        Quantities that exist only in a training step, such as the loss, are those of the step.
        """
        cell = Cell.parse(typed, "--unit")
        is_of_step = self.step is not None and cell.name not in self.prediction.names
        return str(_value(self.step if is_of_step and self.step is not None else self.prediction, cell))

    def unit_in_training(self, typed: str) -> float | None:
        """Its value in the training step if that differs; None if it does not, or there is no step."""
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
    """Opens a run and explains its network on an image.

    Args:
        run: the folder.
        picture: an image file; it is prepared as by ``nervure predict``.
        label: its class; without it only the prediction is explained.

    Raises:
        FileError: there is no run, or no image.
        UnknownNameError: the network does not know the class.
        ArgumentError: it does not take images, or is not a classifier.
        StateError: a label was given, but the network was saved without a loss.
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
