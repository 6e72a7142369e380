"""The appearance of images before preprocessing: size, color, and whether the background is plain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nervure.data.pictures.resize import resize

LEAST_SIDE = 8  # smaller images vanish before the last layer
_LONGEST_SIDE, _STEP, _LEAST_STEPPED = 64, 4, 12
_LOOKED_AT = (32, 32)  # pixels of the copy in which colors and borders are measured
_COLORFUL, _COLORED_SHARE = 4.0, 0.05  # mean distance between the channels of an image; minimum share of such images
_EVEN, _DARK, _LIGHT, _BORDERED_SHARE = 24.0, 64.0, 192.0, 0.8
_SAME_SHAPE, _SAME_SHAPE_SHARE = 0.1, 0.9  # difference in log aspect ratio; minimum share of such images

Size = tuple[int, int]


class Look(NamedTuple):
    """The appearance of one image.

    Attributes:
        height: in pixels.
        width: in pixels.
        colorfulness: the mean difference between its largest and its smallest channel, in levels.
        border_level: the mean level along its border.
        border_deviation: how much levels along its border deviate from that mean.
    """

    height: int
    width: int
    colorfulness: float
    border_level: float
    border_deviation: float

    @property
    def is_colored(self) -> bool:
        """Whether it shows colors, regardless of how it is stored."""
        return self.colorfulness > _COLORFUL


class Appearance(NamedTuple):
    """The appearance of a set of images.

    Attributes:
        sizes: height and width of each, ``(N, 2)``.
        is_colored: whether they show colors, regardless of how they are stored.
        border_is_dark: True for a plain dark background, False for a plain light one, else None.
    """

    sizes: NDArray[np.int64]
    is_colored: bool
    border_is_dark: bool | None

    @property
    def is_drawn(self) -> bool:
        """Whether they are symbols on a plain background, such as digits and letters, rather than photographs."""
        return not self.is_colored and self.border_is_dark is not None

    @property
    def color_mode(self) -> str:
        """``"rgb"`` or ``"grayscale"``."""
        return "rgb" if self.is_colored else "grayscale"

    @property
    def size(self) -> Size:
        """A suitable height and width: their own if all have the same small size, else about the median.

        Images too small for any network are enlarged.
        """
        height, width = np.median(self.sizes, axis=0)
        largest = max(height, width)
        if (self.sizes == self.sizes[0]).all() and largest <= _LONGEST_SIDE and min(height, width) >= LEAST_SIDE:
            return int(height), int(width)
        smaller = min(1.0, _LONGEST_SIDE / largest)
        return _stepped(height * smaller), _stepped(width * smaller)

    def framing(self, size: Size) -> str:
        """How best to resize them to ``size``: ``"stretch"`` if their shapes allow it, else ``"crop"`` or ``"pad"``.

        Symbols are kept whole: padded if their background is black like the padding.
        """
        away = np.abs(np.log(self.sizes[:, 1] / self.sizes[:, 0]) - np.log(size[1] / size[0]))
        if (away < _SAME_SHAPE).mean() >= _SAME_SHAPE_SHARE:
            return "stretch"
        if not self.is_drawn:
            return "crop"
        return "pad" if self.border_is_dark else "stretch"


def look_at(picture: NDArray[np.uint8], size: Size | None = None) -> Look:
    """The appearance of ``picture`` ``(height, width, 3)``.

    Args:
        picture: the image, or a smaller copy.
        size: height and width of the image, if a copy was given.
    """
    levels = resize(picture, _LOOKED_AT, "bilinear")
    red, green, blue = (levels[..., channel % levels.shape[-1]] for channel in range(3))
    gray = (red + green + blue) / 3
    border = np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]])
    most, least = np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)
    colorfulness = (most - least).mean()
    height, width = picture.shape[:2] if size is None else size
    return Look(height, width, float(colorfulness), float(border.mean()), float(border.std()))


def appearance_of(looks: Sequence[Look]) -> Appearance:
    """The appearance of a set of at least one image, from the appearance of each."""
    is_colored = np.mean([look.is_colored for look in looks]) > _COLORED_SHARE
    sizes = np.array([(look.height, look.width) for look in looks])
    return Appearance(sizes, bool(is_colored), _border_is_dark(looks))


def _border_is_dark(looks: Sequence[Look]) -> bool | None:
    levels = np.array([look.border_level for look in looks])
    is_even = np.array([look.border_deviation for look in looks]) < _EVEN
    for is_dark, is_so in ((True, levels < _DARK), (False, levels > _LIGHT)):
        if (is_even & is_so).mean() >= _BORDERED_SHARE:
            return is_dark
    return None


def _stepped(side: float) -> int:
    return max(_LEAST_STEPPED, _STEP * round(side / _STEP))
