"""What a layer is called with beside its inputs: training or inference, and masks."""

from __future__ import annotations

import numbers
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from torch import Tensor

from nervure.arguments.values import as_written
from nervure.errors import ArgumentError, ShapeError
from nervure.layers.given_arrays import numbers as as_numbers
from nervure.layers.masked_values import mask_of
from nervure.shapes import shape_text
from nervure.symbolic import SymbolicTensor


class CallArguments(NamedTuple):
    """How a layer is called.

    Attributes:
        training: whether to compute as in training.
        mask: what was given as a mask: an array, or a list of one for each input.
    """

    training: bool
    mask: Any


def call_arguments(training: Any, mask: Any, where: str) -> CallArguments:
    """The two arguments told apart: as in Keras a second positional argument that holds numbers is a mask.

    Args:
        training: what stands in the place of ``training``.
        mask: what was given as ``mask``.
        where: how errors name the layer.

    Raises:
        ArgumentError: ``training`` is neither yes or no nor a mask.

    Examples:
        >>> call_arguments(np.array([[True, False]]), None, "LSTM 'lstm'")
        CallArguments(training=False, mask=array([[ True, False]]))
    """
    if training is None or isinstance(training, (bool, np.bool_, numbers.Integral)):
        return CallArguments(bool(training), mask)
    if getattr(training, "shape", None) == ():
        return CallArguments(bool(training), mask)
    if mask is None and (isinstance(training, (list, tuple, SymbolicTensor)) or hasattr(training, "shape")):
        return CallArguments(False, training)
    raise ArgumentError.of("call.training", where=where, got=as_written(training))


def masks_of(arrays: Sequence[Any], tensors: Sequence[Tensor], mask: Any, layer: Any) -> list[Tensor | None]:
    """The mask of each input: the one that was given, else the one that the layer before gave it.

    Args:
        arrays: the inputs as they were given.
        tensors: the same as tensors.
        mask: what was given: a mask of the first input, or a list with a mask or None for each.
        layer: that is called.

    Raises:
        ArgumentError: there are more masks than inputs.
        ShapeError: a mask has another shape than its input.
    """
    given = list(mask) if _is_list_of_masks(mask, arrays) else [mask]
    if len(given) > len(arrays):
        raise ArgumentError.of("call.masks", where=layer.where, expected=len(arrays), got=len(given))
    given += [None] * (len(arrays) - len(given))
    found: list[Tensor | None] = []
    for array, x, own in zip(arrays, tensors, given, strict=True):
        mask = mask_of(array) if own is None else own
        # A mask of the layer before is one of time steps, whatever this layer aligns a mask of its own with.
        at_end = own is not None and layer.aligns_masks_at_end
        found.append(None if mask is None else _fitted(mask, x, at_end, layer.where))
    return found


def _is_list_of_masks(mask: Any, arrays: Sequence[Any]) -> bool:
    if not isinstance(mask, (list, tuple)):
        return False
    return any(each is None or hasattr(each, "shape") for each in mask) or len(arrays) > 1


def _fitted(mask: Any, x: Tensor, at_end: bool, where: str) -> Tensor:
    """A mask as booleans over the first axes of its input, or over all of them where it is aligned with the last."""
    tensor = as_numbers(mask, where)
    real = tensor > 0.5 if tensor.is_floating_point() else tensor != 0
    wanted = x.shape if at_end else x.shape[: real.ndim]
    try:
        return real.expand(wanted)
    except RuntimeError as problem:
        got = shape_text(tensor.shape)
        raise ShapeError.of("call.mask_shape", where=where, expected=shape_text(wanted), got=got) from problem
