"""Splits a color image into its channels."""

from __future__ import annotations

from typing import Any, TypeAlias

from numpy.typing import NDArray
from torch import Tensor

from nervure.errors import ShapeError
from nervure.language import text
from nervure.tensors.arrays import as_tensor

Values: TypeAlias = NDArray[Any] | Tensor
_NAMES = {1: ("grey",), 3: ("red", "green", "blue"), 4: ("red", "green", "blue", "alpha")}


def split_channels(picture: Any) -> dict[str, Values]:
    """The channels of an image by name, each a grayscale image; also of many images or a video.

    Nothing is copied: the channels of an array or a tensor are views into it.

    Args:
        picture: ``(..., height, width, channels)`` with 1, 3 or 4 channels, or a Pillow image.

    Returns:
        ``red``, ``green`` and ``blue``, plus ``alpha`` for four channels; ``grey`` for one. Each is ``(..., height,
        width)``.

    Raises:
        ShapeError: there is no last axis with 1, 3 or 4 channels.

    Examples:
        >>> import numpy as np
        >>> channels = split_channels(np.array([[[255, 128, 0]]], np.uint8))
        >>> {name: channel.tolist() for name, channel in channels.items()}
        {'red': [[255]], 'green': [[128]], 'blue': [[0]]}
    """
    values = as_tensor(picture, "split_channels")
    shape = tuple(values.shape)
    if len(shape) < 3 or shape[-1] not in _NAMES:
        fix = _fix(shape)
        raise ShapeError.of("tensors.channels", where="split_channels", shape=shape, fix=fix)
    return {name: values[..., place] for place, name in enumerate(_NAMES[shape[-1]])}


def _fix(shape: tuple[int, ...]) -> str:
    if len(shape) == 2:
        return text("tensors.fix_gray_already")
    if len(shape) >= 3 and shape[-3] in _NAMES:
        return text("tensors.fix_channels_first")
    return text("tensors.fix_no_channels")
