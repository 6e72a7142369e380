"""What pictures look like before a network sees them: how large, coloured or grey, drawn on an even ground or not."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from nervure.data.class_folders import list_files
from nervure.data.picture_file import Header, decode, inspect, strictly
from nervure.data.picture_store import usual_workers
from nervure.data.resize import resize

_SAMPLE = 256  # pictures that are looked at, spread over the folder
_LONGEST_SIDE, _STEP, _LEAST_SIDE = 64, 4, 12
_LOOKED_AT = (32, 32)  # pixels of a copy, in which colours and borders are judged
_COLORFUL, _COLORED_SHARE = 4.0, 0.05  # mean distance between the channels of a picture; share of such pictures
_EVEN, _DARK, _LIGHT, _BORDERED_SHARE = 24.0, 64.0, 192.0, 0.8
_SAME_SHAPE, _SAME_SHAPE_SHARE = 0.1, 0.9  # difference of the logarithms of width to height; share of such pictures

Array = np.ndarray[Any, Any]
Size = tuple[int, int]


class Appearance(NamedTuple):
    """What a sample of pictures looks like.

    Attributes:
        sizes: height and width of each, ``(N, 2)``.
        is_colored: whether they show colours, however they are stored.
        border_is_dark: True where they stand on an even dark ground, False on an even light one, None on neither.
    """

    sizes: Array
    is_colored: bool
    border_is_dark: bool | None

    @property
    def is_drawn(self) -> bool:
        """Whether they are signs on an even ground, such as digits and letters, and no photographs."""
        return not self.is_colored and self.border_is_dark is not None

    @property
    def color_mode(self) -> str:
        """``"rgb"`` or ``"grayscale"``."""
        return "rgb" if self.is_colored else "grayscale"

    @property
    def size(self) -> Size:
        """Height and width that suit them: their own where all have one size and it is small, else about the median."""
        height, width = np.median(self.sizes, axis=0)
        largest = max(height, width)
        if (self.sizes == self.sizes[0]).all() and largest <= _LONGEST_SIDE:
            return int(height), int(width)
        smaller = min(1.0, _LONGEST_SIDE / largest)
        return _stepped(height * smaller), _stepped(width * smaller)

    def framing(self, size: Size) -> str:
        """How they are best brought to ``size``: ``"stretch"`` where their shapes allow it, else ``"crop"``, ``"pad"``.

        Signs are kept whole: with borders where their ground is black as those are.
        """
        away = np.abs(np.log(self.sizes[:, 1] / self.sizes[:, 0]) - np.log(size[1] / size[0]))
        if (away < _SAME_SHAPE).mean() >= _SAME_SHAPE_SHARE:
            return "stretch"
        if not self.is_drawn:
            return "crop"
        return "pad" if self.border_is_dark else "stretch"


def appearance_of_folder(folder: Path) -> Appearance | None:
    """What the pictures in ``folder`` and below it look like; None where no file of the sample is a picture.

    Raises:
        FileError: there is no such folder.
    """
    paths = list_files(folder).paths
    chosen = [paths[place] for place in spread(len(paths), _SAMPLE)]
    with strictly(), ThreadPoolExecutor(usual_workers()) as pool:
        seen = [each for each in pool.map(lambda path: _seen(folder / path), chosen) if each is not None]
    if not seen:
        return None
    return _judged([size for size, _ in seen], [picture for _, picture in seen])


def appearance_of_arrays(x: Array) -> Appearance:
    """What pictures ``(N, height, width, 1 or 3)``, with levels from 0 to 255, look like."""
    pictures = x[spread(len(x), _SAMPLE)]
    return _judged([x.shape[1:3]], [resize(each, _LOOKED_AT) for each in pictures])


def spread(count: int, most: int) -> Array:
    """At most ``most`` of the places 0 to ``count`` - 1, evenly spread.

    Examples:
        >>> spread(10, 4).tolist(), spread(2, 4).tolist()
        ([0, 3, 6, 9], [0, 1])
    """
    return np.linspace(0, count - 1, min(count, most)).round().astype(int)


def _seen(path: Path) -> tuple[Size, Array] | None:
    header = inspect(path, path.name)
    if not isinstance(header, Header):
        return None
    try:
        picture = decode(path, "rgb", _LOOKED_AT)
    except Exception:  # damaged inside: whoever reads all of the folder lists it
        return None
    return (header.height, header.width), resize(picture, _LOOKED_AT)


def _judged(sizes: Sequence[Size], pictures: Sequence[Array]) -> Appearance:
    stacked = np.stack(pictures).astype(np.float32)
    colorfulness = (stacked.max(axis=-1) - stacked.min(axis=-1)).mean(axis=(1, 2))
    is_colored = bool((colorfulness > _COLORFUL).mean() > _COLORED_SHARE)
    return Appearance(np.array(sizes), is_colored, _border_is_dark(stacked.mean(axis=-1)))


def _border_is_dark(grey: Array) -> bool | None:
    """Of pictures ``(N, height, width)``."""
    border = np.concatenate([grey[:, 0], grey[:, -1], grey[:, :, 0], grey[:, :, -1]], axis=1)
    is_even = border.std(axis=1) < _EVEN
    for is_dark, is_so in ((True, border.mean(axis=1) < _DARK), (False, border.mean(axis=1) > _LIGHT)):
        if (is_even & is_so).mean() >= _BORDERED_SHARE:
            return is_dark
    return None


def _stepped(side: float) -> int:
    return max(_LEAST_SIDE, _STEP * round(side / _STEP))
