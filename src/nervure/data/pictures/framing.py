"""Fits an image into a given size: stretched, cropped, or padded."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nervure.arguments.arrays import array_of
from nervure.arguments.values import listed, whole
from nervure.data.pictures.resize import INTERPOLATIONS, resize
from nervure.errors import ArgumentError, ShapeError
from nervure.registry import look_up

Array = NDArray[Any]
_MOST_PX = 1_000_000
_LAYOUTS = {"channels_last": -1, "channels_first": 0}


class Frame(NamedTuple):
    """The target size of images, and how they are fitted to it.

    Attributes:
        height: in pixels.
        width: in pixels.
        interpolation: one of :data:`nervure.data.pictures.resize.INTERPOLATIONS`.
        crop: whether the excess is cropped, equally on both sides.
        pad: whether the whole image is kept, with black padding.
    """

    height: int
    width: int
    interpolation: str = "bilinear"
    crop: bool = False
    pad: bool = False

    @property
    def size(self) -> tuple[int, int]:
        """Height and width."""
        return self.height, self.width

    def framed(self, picture: Array) -> Array:
        """``picture`` ``(H, W, channels)`` resized to ``(height, width, channels)``."""
        if self.pad:
            return _with_borders(picture, self)
        return resize(cut_to_shape(picture, self.size) if self.crop else picture, self.size, self.interpolation)

    def keeps(self, height: int, width: int) -> bool:
        """Whether an image of this size comes out unchanged."""
        return (height, width) == self.size and INTERPOLATIONS[self.interpolation]

    def enough(self, height: int, width: int) -> tuple[int, int]:
        """The height and width from which an image of this shape can be prepared without loss."""
        ratios = height / self.height, width / self.width
        ratio = min(ratios) if self.crop else max(ratios)
        if not self.crop and not self.pad:
            return self.size
        return math.ceil(height / ratio), math.ceil(width / ratio)


def frame_of(image_size: Any, interpolation: Any, crop: bool = False, pad: bool = False) -> Frame:
    """The frame that Keras' arguments describe.

    Raises:
        ArgumentError: the size is invalid, or both ``crop`` and ``pad`` are requested.
        UnknownNameError: ``interpolation`` is unknown.
    """
    height, width = size_of(image_size, where="image_size")
    name = interpolation.lower() if isinstance(interpolation, str) else str(interpolation)
    look_up(name, INTERPOLATIONS, where="interpolation")
    if crop and pad:
        raise ArgumentError.of("picture.crop_and_pad", where="crop_to_aspect_ratio")
    return Frame(height, width, name, crop, pad)


def size_of(value: Any, *, where: str) -> tuple[int, int]:
    """``value`` as height and width; one number sets both.

    Raises:
        ArgumentError: it is not one or two whole numbers above 0, or exceeds the size of any image.

    Examples:
        >>> size_of(64, where="image_size"), size_of((48, 64), where="image_size")
        ((64, 64), (48, 64))
    """
    sides = listed(value)
    sides = [value, value] if sides is None else sides
    numbers = [side for side in map(whole, sides) if side is not None and 1 <= side <= _MOST_PX]
    if len(sides) != 2 or len(numbers) != 2:
        raise ArgumentError.of("picture.size", where=where, name=where, got=repr(value))
    return numbers[0], numbers[1]


def cut_to_shape(picture: Array, size: tuple[int, int]) -> Array:
    """The largest center crop of ``picture`` with the aspect ratio of ``size``, as in Keras: a view.

    Examples:
        >>> cut_to_shape(np.zeros((340, 500, 3)), (200, 200)).shape
        (340, 340, 3)
    """
    (height, width), (rows, columns) = picture.shape[:2], size
    part_height = max(min(height, int(width * rows / columns)), 1)
    part_width = max(min(width, int(height * columns / rows)), 1)
    top, left = (height - part_height) // 2, (width - part_width) // 2
    return picture[top : top + part_height, left : left + part_width]


def _with_borders(picture: Array, frame: Frame) -> Array:
    # float32 as in TensorFlow: rounding can make a difference of one row.
    height, width = (np.float32(side) for side in picture.shape[:2])
    ratio = max(width / np.float32(frame.width), height / np.float32(frame.height))
    inner_height, inner_width = height / ratio, width / ratio
    inner = (
        min(max(int(inner_height), 1), frame.height),
        min(max(int(inner_width), 1), frame.width),
    )
    top = max(int((np.float32(frame.height) - inner_height) / 2), 0)
    left = max(int((np.float32(frame.width) - inner_width) / 2), 0)
    resized = resize(picture, inner, frame.interpolation)
    whole = np.zeros((*frame.size, picture.shape[2]), resized.dtype)
    whole[top : top + inner[0], left : left + inner[1]] = resized
    return whole


def smart_resize(
    x: Any, size: tuple[int, int], interpolation: str = "bilinear", data_format: str = "channels_last"
) -> Any:
    """Resizes images without distortion: the excess is cropped equally on both sides.

    Args:
        x: an image ``(height, width, channels)`` or several, ``(N, height, width, channels)``.
        size: the target height and width.
        interpolation: one of Keras' eight, such as ``"bilinear"``.
        data_format: ``"channels_first"`` if the channels of ``x`` come before the height.

    Returns:
        An array, or a tensor if ``x`` is one, in the layout of ``x``; float32, as in TensorFlow, or the type of ``x``
        for ``"nearest"``.

    Raises:
        ShapeError: ``x`` is not an image.
        ArgumentError: ``size`` is not a height and width.
        UnknownNameError: ``interpolation`` or ``data_format`` is unknown.

    Examples:
        >>> smart_resize(np.zeros((340, 500, 3)), (200, 200)).shape
        (200, 200, 3)
    """
    frame = frame_of(size, interpolation, crop=True)
    look_up(data_format, _LAYOUTS, where="data_format")
    array = x.detach().cpu().numpy() if isinstance(x, Tensor) else array_of(x, where="smart_resize")
    if array.ndim not in (3, 4) or not array.size:
        raise ShapeError.of("picture.rank", where="smart_resize", got=tuple(array.shape))
    first = data_format == "channels_first"
    pictures = array if array.ndim == 4 else array[None]
    pictures = np.moveaxis(pictures, 1, -1) if first else pictures
    made = np.stack([frame.framed(picture) for picture in pictures])
    made = np.moveaxis(made, -1, 1) if first else made
    made = made if array.ndim == 4 else made[0]
    return torch.from_numpy(np.ascontiguousarray(made)).to(x.device) if isinstance(x, Tensor) else made
