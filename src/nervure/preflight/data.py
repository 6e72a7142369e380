"""Data that cannot be meant, or may not be meant: NaN, labels out of range, pictures that were never rescaled."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from nervure.data import ArrayDataset, first_not_finite, labels_are_sorted, missing_classes
from nervure.errors import DataError, advise
from nervure.graph.plan import Plan
from nervure.losses import Loss
from nervure.ops.activation import LINEAR
from nervure.ops.batch_normalization import BATCH_NORMALIZATION, MASKED_BATCH_NORMALIZATION
from nervure.ops.convolution import CONVOLUTION
from nervure.ops.cropping import CROPPING
from nervure.ops.dense import DENSE
from nervure.ops.depthwise_convolution import DEPTHWISE_CONVOLUTION
from nervure.ops.dropout import DROPOUT
from nervure.ops.embedding import EMBEDDING, whole_numbers
from nervure.ops.maxout import MAXOUT_PRODUCT
from nervure.ops.pooling import AVERAGE_POOLING, MAX_POOLING
from nervure.ops.rectifiers import RELU
from nervure.ops.reshape import RESHAPE
from nervure.ops.sample_normalization import (
    GROUP_NORMALIZATION,
    LAYER_NORMALIZATION,
    RMS_NORMALIZATION,
    UNIT_NORMALIZATION,
)
from nervure.ops.time_axis import FOLD_TIME, UNFOLD_TIME
from nervure.ops.transposed_convolution import TRANSPOSED_CONVOLUTION
from nervure.ops.upsampling import UPSAMPLING
from nervure.ops.zero_padding import ZERO_PADDING
from nervure.preflight.compilation import is_crossentropy
from nervure.symbolic import Shape

_FEW_SAMPLES = 256
_SMALLEST_SIDE_PX = 8
_DARKEST_BRIGHTEST = 100
_BRIGHTEST = 255
_CLASSES_NAMED = 8
_PRODUCTS = (DENSE, CONVOLUTION, DEPTHWISE_CONVOLUTION, TRANSPOSED_CONVOLUTION, MAXOUT_PRODUCT)
# Behind these the numbers are as large as before.
_SAME_SIZE = (
    RESHAPE, LINEAR, DROPOUT, MAX_POOLING, AVERAGE_POOLING, ZERO_PADDING, CROPPING, UPSAMPLING, FOLD_TIME, UNFOLD_TIME,
)  # fmt: skip
_NORMALISATIONS = (
    BATCH_NORMALIZATION, MASKED_BATCH_NORMALIZATION,
    GROUP_NORMALIZATION, LAYER_NORMALIZATION, RMS_NORMALIZATION, UNIT_NORMALIZATION,
)  # fmt: skip


def check_data(
    dataset: ArrayDataset, losses: Sequence[Loss | None], output_shapes: Sequence[Shape], where: str
) -> None:
    """Looks at inputs, targets and weights before the first step; about as dear as reading them once.

    Args:
        dataset: the arrays.
        losses: one a target, in the order of the dataset.
        output_shapes: of the outputs that these targets belong to.
        where: how errors name the call.

    Raises:
        DataError: a NaN, an infinity, or a label that no output stands for.
        ShapeError: targets do not fit the outputs.
    """
    for name, tensors in (("x", dataset.x), ("y", dataset.y), ("sample_weight", dataset.sample_weight)):
        for number, tensor in enumerate(tensors):
            if tensor is not None:
                _check_finite(tensor, name if len(tensors) == 1 else f"{name}[{number}]", where)
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
        place = f"{name}[{', '.join(map(str, (found.sample, *found.column)))}]"
        column = ", ".join(map(str, found.column)) or "0"
        raise DataError.of(
            "preflight.not_finite", where=where, name=name, place=place, value=found.value,
            sample=found.sample, column=column,
        )  # fmt: skip


def check_word_numbers(dataset: ArrayDataset, plan: Plan, input_names: Sequence[str] = ()) -> None:
    """Looks for numbers that an embedding has no row for, in all samples and before the first step.

    Args:
        dataset: the arrays.
        plan: the unfused steps.
        input_names: of the network's inputs, for data that comes by name.

    Raises:
        DataError: there is one; the message names the sample and the number.
    """
    read = dict(zip(_slots(dataset, input_names), dataset.x, strict=True))
    for step in plan.steps:
        if step.op is EMBEDDING and step.inputs[0] in read:
            (table,) = step.parameters
            whole_numbers(read[step.inputs[0]], table.shape[0], where=step.options["where"])


def _slots(dataset: ArrayDataset, input_names: Sequence[str]) -> list[int]:
    """The slot that each array of ``dataset`` goes to."""
    slots = {name: slot for slot, name in enumerate(input_names)}
    names = dataset.input_names
    return [number if names is None else slots.get(names[number], number) for number in range(len(dataset.x))]


def advise_on_range(dataset: ArrayDataset, plan: Plan, input_names: Sequence[str] = ()) -> None:
    """Grey levels up to 255 that no layer rescales train slowly, if at all.

    Args:
        dataset: the arrays.
        plan: the unfused steps.
        input_names: of the network's inputs, for data that comes by name.
    """
    for slot, x in zip(_slots(dataset, input_names), dataset.x, strict=True):
        if _looks_like_levels(x[:_FEW_SAMPLES]) and _meets_a_product(plan, slot):
            advise("preflight.not_rescaled")
            return


def _looks_like_levels(x: Tensor) -> bool:
    """Whether these are pictures (no series) of whole numbers from 0 to about 255."""
    is_picture = x.ndim in (3, 4) and min(x.shape[1:3]) >= _SMALLEST_SIDE_PX
    if not is_picture or x.dtype == torch.bool:
        return False
    least, most = torch.aminmax(x)
    return bool(least >= 0) and _DARKEST_BRIGHTEST < float(most) <= _BRIGHTEST and bool((x == x.round()).all())


def _meets_a_product(plan: Plan, slot: int) -> bool:
    """Whether weights multiply the numbers in ``slot`` as they are, with no normalisation before or behind."""
    for number in plan.readers(slot):
        step = plan.steps[number]
        if step.op in _SAME_SIZE and _meets_a_product(plan, step.outputs[0]):
            return True
        if step.op in _PRODUCTS and not _is_normalised(plan, step.outputs[0]):
            return True
    return False


def _is_normalised(plan: Plan, slot: int) -> bool:
    """Whether all that reads ``slot``, a relu aside, brings it to mean 0 and variance 1."""
    readers = [plan.steps[number] for number in plan.readers(slot)]
    return bool(readers) and all(
        step.op in _NORMALISATIONS or (step.op in (RELU, *_SAME_SIZE) and _is_normalised(plan, step.outputs[0]))
        for step in readers
    )


def check_split(training: ArrayDataset, held_out: ArrayDataset, losses: Sequence[Loss | None]) -> None:
    """A split of sorted labels leaves classes on one side only: said, with the way out.

    Args:
        training: the samples to train on.
        held_out: the samples to validate on.
        losses: of the outputs; whole numbers are classes only where a cross-entropy reads them.
    """
    if len(training.y) != 1 or len(held_out.y) != 1 or len(losses) != 1 or not is_crossentropy(losses[0]):
        return
    missing = missing_classes(training.y[0], held_out.y[0])
    if missing is None:
        return
    if missing.in_training:
        advise("preflight.training_lacks_classes", classes=_named(missing.in_training))
    # A class can be rare; only in an order by class is its absence no chance.
    elif missing.in_validation and labels_are_sorted(training.y[0]):
        advise("preflight.validation_lacks_classes", classes=_named(missing.in_validation))


def _named(classes: Sequence[object]) -> str:
    named = ", ".join(map(str, classes[:_CLASSES_NAMED]))
    return f"{named}, ... ({len(classes)})" if len(classes) > _CLASSES_NAMED else named
