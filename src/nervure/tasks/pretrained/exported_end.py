"""Finds where the features of an exported module end and its classifier begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nervure.tasks.pretrained.exported_file import Exported
from nervure.tasks.pretrained.exported_graph import Step, kind_of, names_in, read_by

_PROBABILITIES, _CLASSIFIERS = ("softmax", "log_softmax"), ("linear",)
_SAME_NUMBERS = ("flatten", "view", "reshape", "squeeze", "dropout", "contiguous", "clone")
_ROWS_AND_COLUMNS = ([2, 3], [3, 2], [-1, -2], [-2, -1])


def features_end(exported: Exported) -> tuple[Exported, int | None]:
    """The module without its original classifier, and without the mean before it.

    A final linear layer, with or without softmax, is removed. The mean over all positions of its last maps is left to a
    layer after it, so that the maps can be inspected.

    Returns:
        The shorter module, and the number of outputs of its classifier; None if it had none.
    """
    ends = _Ends(exported.graph.program)
    output, left_off = exported.graph.program["output"], None
    answered = ends.before(output, _PROBABILITIES)
    classifier = ends.step(answered, _CLASSIFIERS)
    if classifier is not None and ends.kind(_read(classifier)) is not None:
        left_off = ends.width(classifier)
        output = output if left_off is None else _read(classifier)
    return cut(exported, ends.maps(output) or output), left_off


class _Ends:
    """The steps of a program by their results."""

    def __init__(self, program: Mapping[str, Any]) -> None:
        self._program = program
        self._steps: dict[str, Step] = {name: step for step in program["steps"] for name in step["results"]}

    def kind(self, name: str) -> str | None:
        """The operation that produces it; None if it is an input."""
        step = self._steps.get(name)
        return None if step is None else kind_of(step)

    def step(self, name: str, kinds: tuple[str, ...]) -> Step | None:
        """The step that produces it, if it is of these kinds."""
        return self._steps[name] if self.kind(name) in kinds else None

    def before(self, name: str, kinds: tuple[str, ...]) -> str:
        """The input of the chain of steps of these kinds that leads to it."""
        while (step := self.step(name, kinds)) is not None:
            name = _read(step)
        return name

    def maps(self, name: str) -> str | None:
        """The maps whose means it contains; None if it contains something else."""
        name = self.before(name, _SAME_NUMBERS)
        pooling, mean = self.step(name, ("adaptive_avg_pool2d",)), self.step(name, ("mean",))
        if pooling is not None and pooling["arguments"]["output_size"] == [1, 1]:
            return _read(pooling)
        if mean is not None and mean["arguments"].get("dim") in _ROWS_AND_COLUMNS:
            return _read(mean)
        return None

    def width(self, classifier: Step) -> int | None:
        """The number of outputs of a linear layer; None if its weight is computed."""
        shapes = {tensor["name"]: tensor["shape"] for tensor in self._program["tensors"].values()}
        shape = shapes.get(next(names_in([classifier["arguments"]["weight"]]), ""))
        return None if shape is None else int(shape[0])


def _read(step: Step) -> str:
    """The first input of a step."""
    return next(names_in(step["arguments"].values()), "")


def cut(exported: Exported, output: str) -> Exported:
    """The module up to one of its results, with the tensors read so far."""
    program = exported.graph.program
    last = next((number for number, step in enumerate(program["steps"]) if output in step["results"]), None)
    if last is None:
        return exported
    steps = program["steps"][: last + 1]
    shorter = {**program, "output": output, "steps": steps, "tensors": read_by(steps, program["tensors"])}
    return exported._replace(graph=exported.graph._replace(program=shorter))
