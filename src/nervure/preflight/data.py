"""Data that cannot be meant, or may not be meant: NaN, labels out of range, pictures that were never rescaled."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from nervure.data import ArrayDataset, first_not_finite, missing_classes
from nervure.errors import DataError, advise
from nervure.graph.plan import Plan
from nervure.losses import Loss
from nervure.ops.embedding import whole_numbers
from nervure.symbolic import Shape

_FEW_SAMPLES = 256
_RESCALING = ("rescaling", "batch_normalization", "masked_batch_normalization")


def check_data(
    dataset: ArrayDataset, losses: Sequence[Loss | None], output_shapes: Sequence[Shape], where: str
) -> None:
    """Looks at inputs and targets before the first step; about as dear as reading them once.

    Args:
        dataset: the arrays.
        losses: of the network's outputs.
        output_shapes: their shapes.
        where: how errors name the call.

    Raises:
        DataError: a NaN, an infinity, or a label that no output stands for.
        ShapeError: targets do not fit the outputs.
    """
    for letter, tensors in (("x", dataset.x), ("y", dataset.y)):
        for number, tensor in enumerate(tensors):
            _check_finite(tensor, letter if len(tensors) == 1 else f"{letter}[{number}]", where)
    if len(dataset.y) != len(losses):
        return
    for target, loss, shape in zip(dataset.y, losses, output_shapes, strict=True):
        if loss is not None:
            of_all = (None, *shape[1:])  # a fixed batch size is no limit of the data
            loss.check(tuple(target.shape), of_all)
            loss.check_values(target, of_all)


def _check_finite(tensor: Tensor, name: str, where: str) -> None:
    found = first_not_finite(tensor)
    if found is not None:
        column = f"[{', '.join(map(str, (found.sample, *found.column)))}]"
        raise DataError.of("preflight.not_finite", where=where, place=f"{name}{column}", value=found.value,
                           sample=found.sample, column=", ".join(map(str, found.column)) or "0")  # fmt: skip


def check_word_numbers(dataset: ArrayDataset, plan: Plan) -> None:
    """Looks for numbers that an embedding has no row for, in all samples and before the first step.

    Args:
        dataset: the arrays.
        plan: the unfused steps.

    Raises:
        DataError: there is one; the message names the sample and the number.
    """
    for step in plan.steps:
        if step.op.name == "embedding" and step.inputs[0] < len(dataset.x):
            x, (table,) = dataset.x[step.inputs[0]], step.parameters
            whole_numbers(x, table.shape[0], where=step.options["where"])


def advise_on_range(dataset: ArrayDataset, plan: Plan) -> None:
    """Grey levels up to 255 that no layer rescales train slowly, if at all."""
    for number, x in enumerate(dataset.x):
        if not _looks_like_levels(x[:_FEW_SAMPLES]):
            continue
        first = [step.op.name for step in plan.steps if number in step.inputs]
        if first and not any(name in _RESCALING for name in first):
            advise("preflight.not_rescaled")


def _looks_like_levels(x: Tensor) -> bool:
    if x.ndim < 3 or x.numel() == 0 or x.dtype == torch.bool:
        return False
    least, most = torch.aminmax(x)
    return bool(least >= 0) and 100 < float(most) <= 255 and bool((x == x.round()).all())


def check_split(training: ArrayDataset, held_out: ArrayDataset) -> None:
    """A split of sorted labels leaves classes on one side only: said, with the way out."""
    if len(training.y) != 1 or len(held_out.y) != 1:
        return
    missing = missing_classes(training.y[0], held_out.y[0])
    if missing is not None and missing.in_training:
        advise("preflight.split_lacks_classes", classes=", ".join(map(str, missing.in_training)))
