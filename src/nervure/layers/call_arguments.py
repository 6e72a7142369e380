"""What a layer is called with besides its inputs: the training flag and masks."""

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
        mask: the mask argument: an array, or a list with one per input.
    """

    training: bool
    mask: Any


def call_arguments(training: Any, mask: Any, where: str) -> CallArguments:
    """Tells the two arguments apart: as in Keras, a second positional argument that holds numbers is a mask.

    Args:
        training: the argument in the position of ``training``.
        mask: the argument ``mask``.
        where: how errors name the layer.

    Raises:
        ArgumentError: ``training`` is neither a boolean nor a mask.

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
    """The mask of each input: the given one, else the one the previous layer attached.

    Args:
        arrays: the inputs as given.
        tensors: the same as tensors.
        mask: the mask of the first input, or a list with a mask or None per input.
        layer: the layer being called.

    Raises:
        ArgumentError: there are more masks than inputs.
        ShapeError: a mask does not match the shape of its input.
    """
    given = list(mask) if _is_list_of_masks(mask, arrays) else [mask]
    if len(given) > len(arrays):
        raise ArgumentError.of("call.masks", where=layer.where, expected=len(arrays), got=len(given))
    given += [None] * (len(arrays) - len(given))
    found: list[Tensor | None] = []
    for array, x, own in zip(arrays, tensors, given, strict=True):
        mask = mask_of(array) if own is None else own
        # A previous layer's mask is over time steps, whatever axes this layer aligns its own mask with.
        at_end = own is not None and layer.aligns_masks_at_end
        found.append(None if mask is None else _fitted(mask, x, at_end, layer.where))
    return found


def _is_list_of_masks(mask: Any, arrays: Sequence[Any]) -> bool:
    if not isinstance(mask, (list, tuple)):
        return False
    return any(each is None or hasattr(each, "shape") for each in mask) or len(arrays) > 1


def _fitted(mask: Any, x: Tensor, at_end: bool, where: str) -> Tensor:
    """The mask as booleans over the first axes of its input, or over all axes if it is aligned with the last ones."""
    tensor = as_numbers(mask, where)
    real = tensor > 0.5 if tensor.is_floating_point() else tensor != 0
    wanted = x.shape if at_end else x.shape[: real.ndim]
    try:
        return real.expand(wanted)
    except RuntimeError as problem:
        got = shape_text(tensor.shape)
        raise ShapeError.of("call.mask_shape", where=where, expected=shape_text(wanted), got=got) from problem
