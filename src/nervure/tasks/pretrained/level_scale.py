"""The scaling of levels from 0 to 255 that a pretrained network expects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Self

from nervure.errors import ArgumentError

_BRIGHTEST = 255
# The mean and the standard deviation of levels from 0 to 1, per channel or for all.
SCALES: Mapping[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "imagenet": ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
    "unit": ((0.0,), (1.0,)),
    "symmetric": ((0.5,), (0.5,)),
    "levels": ((0.0,), (1 / _BRIGHTEST,)),
}


class LevelScale(NamedTuple):
    """``(level / 255 - mean) / deviation``, in the terms of torchvision's ``ToTensor`` and ``Normalize``.

    Attributes:
        name: the name as typed.
        mean: one per channel, or one for all.
        deviation: the standard deviation, likewise.
    """

    name: str
    mean: tuple[float, ...]
    deviation: tuple[float, ...]

    @classmethod
    def parse(cls, typed: str, channels: int, where: str) -> Self:
        """The scale that was typed: a name from :data:`SCALES`, or means and deviations, ``0.1307/0.3081``.

        Args:
            typed: the name, or the numbers, with commas between channels.
            channels: the number of image channels.
            where: its name in errors.

        Raises:
            ArgumentError: the text is neither, a deviation is not above 0, or there are more numbers than channels.

        Examples:
            >>> LevelScale.parse("0.5,0.4,0.4/0.2", 3, "--normalization").rescaling
            ((0.0196078431372549,), (-2.5, -2.0, -2.0))
        """
        try:
            mean, deviation = SCALES[typed] if typed in SCALES else _numbers(typed)
        except ValueError as problem:
            known = ", ".join(SCALES)
            raise ArgumentError.of("pretrained.scale", where=where, got=repr(typed), known=known) from problem
        if any(len(each) not in (1, channels) for each in (mean, deviation)):
            raise ArgumentError.of("pretrained.scale_channels", where=where, got=typed, channels=channels)
        return cls(typed, mean, deviation)

    @property
    def rescaling(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """``scale`` and ``offset`` of a ``Rescaling`` with the same effect on levels from 0 to 255."""
        count = max(len(self.mean), len(self.deviation))
        means, deviations = (each * (count // len(each)) for each in (self.mean, self.deviation))
        offset = tuple(-mean / deviation for mean, deviation in zip(means, deviations, strict=True))
        return tuple(1 / (_BRIGHTEST * deviation) for deviation in self.deviation), offset


def _numbers(typed: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The numbers on both sides of the slash."""
    mean, deviation = (tuple(map(float, side.split(","))) for side in typed.split("/"))
    if not all(0 < each < float("inf") for each in deviation) or not all(abs(each) < float("inf") for each in mean):
        raise ValueError(typed)
    return mean, deviation
