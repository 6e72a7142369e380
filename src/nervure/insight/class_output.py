"""Where a network outputs its classes: as probabilities, and as the scores before them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nervure.arguments.values import as_written
from nervure.errors import ArgumentError, DataError
from nervure.losses import BinaryCrossentropy, BinaryFocalCrossentropy
from nervure.models.graph_model import GraphModel
from nervure.ops.activation import LINEAR
from nervure.ops.axis_activations import LOG_SOFTMAX
from nervure.ops.op import Op
from nervure.ops.smooth_activations import SIGMOID
from nervure.ops.softmax import SOFTMAX
from nervure.registry import look_up

_BINARY = (BinaryCrossentropy, BinaryFocalCrossentropy)  # with several columns, each is a separate yes-or-no output


@dataclass(frozen=True, slots=True)
class ClassOutput:
    """The output of a classifier.

    Attributes:
        activation: turns the scores into probabilities: softmax, or for two classes sigmoid.
        is_applied: whether the network applies it: its output is probabilities, not scores.
        has_logarithm: whether the network outputs the logarithms of the probabilities.
        scores: the slot of the scores, which softmax or sigmoid turns into probabilities.
        num_classes: the number of classes.
    """

    activation: Op
    is_applied: bool
    has_logarithm: bool
    scores: int
    num_classes: int

    @classmethod
    def of(cls, model: GraphModel, where: str) -> ClassOutput:
        """The output of ``model``.

        Args:
            model: with one input and one output, (N, classes), or (N, 1) for two classes.
            where: the name of the call in errors.

        Raises:
            ArgumentError: this is not a model, it has several inputs, or it does not output class probabilities.
        """
        check_model(model, where)
        shapes = model.graph.output_shapes
        if len(model.graph.inputs) != 1:
            raise ArgumentError.of("insight.inputs", where=where, got=len(model.graph.inputs))
        if len(shapes) != 1 or len(shapes[0]) != 2 or not shapes[0][-1]:
            raise cls._refusal(model, where)
        plan, width = model.network().plan, int(shapes[0][-1])
        slot = plan.outputs[0]
        step = plan.writer(slot)
        while step is not None and step.op is LINEAR:
            (slot,) = step.inputs
            step = plan.writer(slot)
        op = step.op if step is not None else LINEAR
        is_sigmoid = width == 1
        if step is not None and op in ((SIGMOID,) if is_sigmoid else (SOFTMAX, LOG_SOFTMAX)):
            return cls(SIGMOID if is_sigmoid else SOFTMAX, True, op is LOG_SOFTMAX, step.inputs[0], max(width, 2))
        if op is SIGMOID or not _reads_logits(model, is_sigmoid):
            raise cls._refusal(model, where)
        return cls(SIGMOID if is_sigmoid else SOFTMAX, False, False, slot, max(width, 2))

    @staticmethod
    def _refusal(model: GraphModel, where: str) -> ArgumentError:
        plan = model.network().plan
        writers = [plan.writer(slot) for slot in plan.outputs]
        got = ", ".join("an input" if step is None else step.name for step in writers)
        return ArgumentError.of("insight.no_classes", where=where, name=model.name, got=got)

    def probabilities(self, y: Tensor) -> Tensor:
        """(N, classes), at least float32, from the output of the network."""
        y = y.to(torch.promote_types(y.dtype, torch.float32))
        if self.has_logarithm:
            y = y.exp()
        elif not self.is_applied:
            y = torch.sigmoid(y) if self.activation is SIGMOID else torch.softmax(y, -1)
        return torch.cat((1 - y, y), -1) if self.activation is SIGMOID else y

    def score_gradient(self, target: int, like: Tensor) -> Tensor:
        """The gradient of the score of a class with respect to the scores.

        With a sigmoid there is one score, for class 1; the score of class 0 is its negative.

        Args:
            target: the number of the class.
            like: the scores, (N, classes) or (N, 1).
        """
        seed = torch.zeros_like(like)
        if self.activation is SIGMOID:
            seed[:, 0] = 1.0 if target == 1 else -1.0
        else:
            seed[:, target] = 1.0
        return seed


def check_model(model: Any, where: str) -> None:
    """Raises an error for anything other than a model.

    Raises:
        ArgumentError: it is not a model.
    """
    if not isinstance(model, GraphModel):
        raise ArgumentError.of("insight.no_model", where=where, got=type(model).__name__)


def check_finite(probabilities: NDArray[np.float32], where: str) -> None:
    """Raises an error if a network outputs NaN or infinity: no class is the most likely then.

    Args:
        probabilities: of all classes for each image, ``(N, classes)``.
        where: the name of the call, or the run, in errors.

    Raises:
        DataError: one of them is NaN or infinite.
    """
    num_lost = int((~np.isfinite(probabilities)).any(axis=1).sum())
    if num_lost:
        raise DataError.of("insight.not_finite", where=where, count=num_lost, total=len(probabilities))


def _reads_logits(model: GraphModel, is_sigmoid: bool) -> bool:
    """Whether the loss that the model was compiled with treats its output as sigmoid or softmax logits."""
    if not model.compiled:
        return False
    (loss,) = model.compilation.losses_of(model.output_names)
    return bool(getattr(loss, "from_logits", False)) and isinstance(loss, _BINARY) == is_sigmoid


def listed_names(given: Iterable[Any], where: str) -> tuple[str, ...]:
    """The names of a list, as strings.

    Raises:
        ArgumentError: the names are not a list.

    Examples:
        >>> listed_names(["cat", 7], "judge")
        ('cat', '7')
    """
    try:
        if isinstance(given, (str, bytes)):  # whose letters would become the names
            raise TypeError
        return tuple(map(str, given))
    except TypeError as problem:
        raise ArgumentError.of("argument.list", where=where, argument="labels", got=as_written(given)) from problem


def label_names(given: Iterable[Any] | None, num_classes: int, where: str) -> tuple[str, ...]:
    """The names of the classes: the given ones, or their numbers.

    Raises:
        ArgumentError: the names are not a list, or their number differs from the number of classes.

    Examples:
        >>> label_names(None, 3, "judge")
        ('0', '1', '2')
    """
    labels = listed_names(range(num_classes) if given is None else given, where)
    if len(labels) != num_classes:
        raise ArgumentError.of("insight.labels", where=where, expected=num_classes, got=len(labels))
    return labels


def class_number(target: int | str, labels: Sequence[str], where: str) -> int:
    """The number of a class, given by number or by name.

    Raises:
        UnknownNameError: no class has that name; the message suggests the nearest.
        ArgumentError: no class has that number.

    Examples:
        >>> class_number("dog", ("cat", "dog"), "grad_cam"), class_number(0, ("cat", "dog"), "grad_cam")
        (1, 0)
    """
    if isinstance(target, str):
        return look_up(target, {label: number for number, label in enumerate(labels)}, where=f"{where}(target=...)")
    if not (isinstance(target, Integral) and 0 <= target < len(labels)):
        raise ArgumentError.of("insight.target", where=f"{where}(target=...)", last=len(labels) - 1, got=target)
    return int(target)
