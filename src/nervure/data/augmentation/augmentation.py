"""Augmentation settings, and presets for each kind of image."""

from __future__ import annotations

import math
import numbers
from dataclasses import dataclass
from typing import Any

from nervure.arguments import Flag, take_fields
from nervure.errors import ArgumentError
from nervure.registry import look_up

# Keras' name, and torch's name for the same mode.
FILL_MODES = {"constant": "zeros", "nearest": "border", "reflect": "reflection"}
_LARGEST = {
    "rotation": 180.0,
    "shift": 1.0,
    "scale": 4.0,
    "shear": 60.0,
    "elastic": 0.5,
    "brightness": 1.0,
    "contrast": 1.0,
    "saturation": 1.0,
    "erasing": 1.0,
}


@dataclass(frozen=True)
class Augmentation:
    """Augmentation: images are changed anew in every epoch, so that a network becomes invariant to these changes.

    Each image draws its own numbers, uniformly between the limits given here. Lengths are fractions of a side of the
    image, so one setting means the same at every size; 0 or False disables a change.

    Args:
        horizontal_flip: whether half of the images are mirrored left to right. Not for symbols: b would become d.
        vertical_flip: the same, upside down: for images without an up direction, from a microscope or a satellite.
        rotation: the largest angle, in degrees, in either direction.
        shift: the largest shift along each side, as a fraction of that side, in either direction.
        scale: the largest change of size: 0.25 draws factors from 1/1.25 to 1.25, enlarging as often as shrinking.
        shear: the largest shear angle, in degrees, in either direction.
        elastic: the largest additional local displacement, as a fraction of a side; neighbors move together, as if the
            image were drawn on rubber.
        fill_mode: what fills the area beyond the edges: ``"reflect"`` mirrors the image, ``"nearest"`` repeats the edge
            pixels, ``"constant"`` is 0. Keras' names.
        brightness: the largest change in the factor that all levels are multiplied by: 0.2 draws from 0.8 to 1.2.
        contrast: the same for the difference of each level from the mean of its image.
        saturation: the same for the difference of each color from the gray of its pixel; gray images do not change.
        erasing: the probability, from 0 to 1, that a rectangle is filled with the mean color of the image.
        erased_area: the smallest and the largest such rectangle, as a fraction of the image; its fraction of the width
            is at most twice its fraction of the height, and vice versa.

    Raises:
        ArgumentError: a setting is out of range.
        UnknownNameError: ``fill_mode`` is unknown.

    Source:
        Simard et al., "Best practices for convolutional neural networks applied to visual document analysis" (2003),
        https://doi.org/10.1109/ICDAR.2003.1227801 (elastic); Zhong et al., "Random erasing data augmentation" (2017),
        https://arxiv.org/abs/1708.04896.

    Examples:
        >>> Augmentation.photographs().horizontal_flip, Augmentation.signs().horizontal_flip
        (True, False)
        >>> Augmentation(rotation=10.0, shift=0.1).changes_places
        True
    """

    horizontal_flip: Flag = False
    vertical_flip: Flag = False
    rotation: float = 0.0
    shift: float = 0.0
    scale: float = 0.0
    shear: float = 0.0
    elastic: float = 0.0
    fill_mode: str = "reflect"
    brightness: float = 0.0
    contrast: float = 0.0
    saturation: float = 0.0
    erasing: float = 0.0
    erased_area: tuple[float, float] = (0.02, 0.2)

    def __post_init__(self) -> None:
        """Checks every setting."""
        take_fields(self)
        for name, largest in _LARGEST.items():
            value = getattr(self, name)
            if not (_is_number(value) and 0 <= value <= largest):
                raise ArgumentError.of(
                    "augmentation.range", where=f"Augmentation({name}=...)", name=name, largest=f"{largest:g}",
                    got=repr(value),
                )  # fmt: skip
        area: Any = self.erased_area
        is_pair = isinstance(area, (tuple, list)) and len(area) == 2 and all(map(_is_number, area))
        if not is_pair or not 0 < area[0] <= area[1] <= 1:
            raise ArgumentError.of("augmentation.area", where="Augmentation(erased_area=...)", got=repr(area))
        look_up(self.fill_mode, FILL_MODES, where="Augmentation(fill_mode=...)")

    @classmethod
    def photographs(cls) -> Augmentation:
        """For photographs and paintings: mirrored, shifted slightly, in different light, with parts hidden."""
        return cls(
            horizontal_flip=True, rotation=10.0, shift=0.1, scale=0.15, shear=5.0,
            brightness=0.2, contrast=0.2, saturation=0.2, erasing=0.25,
        )  # fmt: skip

    @classmethod
    def signs(cls) -> Augmentation:
        """For drawn or written symbols such as digits and letters: shifted and bent slightly, never mirrored."""
        return cls(rotation=10.0, shift=0.08, scale=0.1, shear=8.0, elastic=0.03, fill_mode="nearest")

    @classmethod
    def none(cls) -> Augmentation:
        """No augmentation."""
        return cls()

    @property
    def moves(self) -> bool:
        """Whether images are rotated, shifted, scaled or sheared as a whole."""
        return bool(self.rotation or self.shift or self.scale or self.shear)

    @property
    def changes_places(self) -> bool:
        """Whether pixels get values from other positions, apart from flips."""
        return self.moves or bool(self.elastic)

    @property
    def changes_colours(self) -> bool:
        """Whether levels change."""
        return bool(self.brightness or self.contrast or self.saturation)


PRESETS = {
    "none": Augmentation.none,
    "photographs": Augmentation.photographs,
    "signs": Augmentation.signs,
}


def augmentation_of(preset: Any) -> Augmentation:
    """The settings of a preset by name; an :class:`Augmentation` is returned unchanged.

    Raises:
        UnknownNameError: ``preset`` is unknown.

    Examples:
        >>> augmentation_of("signs") == Augmentation.signs()
        True
    """
    if isinstance(preset, Augmentation):
        return preset
    return look_up(preset, PRESETS, where="preset")()


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, numbers.Real) and math.isfinite(value)
