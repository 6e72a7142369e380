"""A trained run explained on a picture: why a weight would move, how a unit got its value."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nervure.data import img_to_array, load_img
from nervure.errors import ArgumentError, FileError
from nervure.explain.explanation import Explanation
from nervure.losses import SparseCategoricalCrossentropy
from nervure.models import load_model
from nervure.models.model import Model
from nervure.registry import look_up
from nervure.tasks.run_folder import CONFIG, WEIGHTS

_CELL = re.compile(r"(?P<name>[^\[\]]+)\[(?P<index>[\d,\s]*)\]")
_COLOR_MODES = {1: "grayscale", 3: "rgb", 4: "rgba"}


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
        label: what the picture is taken for.
        is_predicted: whether the network said so itself.
        probability: what it gives the label.
    """

    explanation: Explanation
    label: str
    is_predicted: bool
    probability: float

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
    """Loads the network of a run and explains it on a picture.

    Args:
        run: the folder.
        picture: a file with a picture; it is brought to the size and the colours the network reads.
        label: the class it belongs to; the one that the network predicts unless given.

    Raises:
        FileError: there is no run, or no picture.
        UnknownNameError: the network knows no such class.
        ArgumentError: it reads no pictures, or tells no classes apart.
    """
    model, labels = _loaded(Path(run))
    if len(model.graph.output_shapes) != 1 or len(model.graph.output_shapes[0]) != 2:
        raise ArgumentError.of("explain_run.no_classes", where="RUN", got=model.graph.output_shapes)
    x = _read(model, picture)
    probabilities = _probabilities(np.asarray(model.predict(x, verbose=0))[0])
    labels = labels or [str(number) for number in range(len(probabilities))]
    chosen = int(probabilities.argmax()) if label is None else look_up(label, _positions(labels), where="--label")
    explanation = model.explain(x, _target(model, chosen))
    return ExplainedRun(explanation, labels[chosen], label is None, float(probabilities[chosen]))


def _loaded(folder: Path) -> tuple[Model, list[str]]:
    """The model of a run and the names of its classes, where its configuration has some."""
    if not (folder / WEIGHTS).is_file():
        raise FileError.of("explain_run.no_run", where=str(folder), expected=WEIGHTS)
    config: dict[str, Any] = {}
    if (folder / CONFIG).is_file():
        config = _config(folder / CONFIG)
    return load_model(folder / WEIGHTS), [str(name) for name in config.get("labels", [])]


def _config(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise FileError.of("explain_run.no_config", where=str(path), got=str(error)) from error


def _probabilities(outputs: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """One a class: a single output is the probability of the second of two."""
    return outputs if len(outputs) > 1 else np.array([1 - outputs[0], outputs[0]])


def _read(model: Model, picture: str | os.PathLike[str]) -> np.ndarray[Any, Any]:
    _, *size, channels = model.graph.input_shapes[0]
    if len(size) != 2 or channels not in _COLOR_MODES:
        raise ArgumentError.of("explain_run.no_pictures", where="RUN", got=model.graph.input_shapes[0])
    whole = None if None in size else tuple(size)
    image = load_img(picture, _COLOR_MODES[channels], whole, "bilinear", keep_aspect_ratio=True)
    return img_to_array(image)[None]


def _target(model: Model, chosen: int) -> np.ndarray[Any, Any]:
    """What the loss wants to read: the number of the class, or a 1 at its place."""
    (loss,), (_, num_outputs) = model.compiled().losses_of(model.output_names), model.graph.output_shapes[0]
    assert num_outputs is not None, "a classifier has a fixed number of classes"
    if num_outputs == 1:
        return np.array([[chosen]])
    if isinstance(loss, SparseCategoricalCrossentropy):
        return np.array([chosen])
    return np.eye(num_outputs, dtype=np.float32)[[chosen]]


def _positions(labels: list[str]) -> dict[str, int]:
    return {label: position for position, label in enumerate(labels)}
