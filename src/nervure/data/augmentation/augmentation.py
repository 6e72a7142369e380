"""How pictures are changed while a network trains: the settings, and which suit which kind of picture."""

from __future__ import annotations

import math
import numbers
from dataclasses import dataclass
from typing import Any

from nervure.arguments import Flag, take_fields
from nervure.errors import ArgumentError
from nervure.registry import look_up

# Keras' word, and how torch calls the same.
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
    """How pictures are changed anew in every epoch, so that a network learns what does not depend on it.

    Each picture draws its own numbers, evenly between the limits given here. Lengths are parts of a side of the
    picture, so one setting means the same at every size; 0 or False leaves a change out.

    Args:
        horizontal_flip: whether every second picture is mirrored, left for right. Not for signs: b would become d.
        vertical_flip: the same, upside down: for pictures that know no up, from a microscope or a satellite.
        rotation: the largest angle, in degrees, either way.
        shift: the largest shift along each side, as a part of that side, either way.
        scale: the largest change of size: 0.25 draws factors from 1/1.25 to 1.25, larger as often as smaller.
        shear: the largest slant, in degrees, either way.
        elastic: the largest shift of single places beside all this, as a part of a side; neighbours move together, as
            if the picture were drawn on rubber.
        fill_mode: what lies beyond the edges: ``"reflect"`` mirrors the picture, ``"nearest"`` repeats the pixels at
            the edge, ``"constant"`` is 0. Keras' words.
        brightness: the largest change of the factor that all levels are multiplied by: 0.2 draws from 0.8 to 1.2.
        contrast: the same for the distance of each level from the mean of its picture.
        saturation: the same for the distance of each colour from the grey of its pixel; grey pictures stay as they are.
        erasing: how likely it is, from 0 to 1, that a rectangle is filled with the mean colour of the picture.
        erased_area: the smallest and the largest such rectangle, as a part of the picture; its part of the width is at
            most twice its part of the height, or the other way round.

    Raises:
        ArgumentError: a setting is out of its range.
        UnknownNameError: there is no such ``fill_mode``.

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
        """For what a camera or a painter shows: mirrored, moved a little, in other light, with parts hidden."""
        return cls(
            horizontal_flip=True, rotation=10.0, shift=0.1, scale=0.15, shear=5.0,
            brightness=0.2, contrast=0.2, saturation=0.2, erasing=0.25,
        )  # fmt: skip

    @classmethod
    def signs(cls) -> Augmentation:
        """For what is drawn or written, such as digits and letters: moved and bent a little, and never mirrored."""
        return cls(rotation=10.0, shift=0.08, scale=0.1, shear=8.0, elastic=0.03, fill_mode="nearest")

    @classmethod
    def none(cls) -> Augmentation:
        """Pictures as they are."""
        return cls()

    @property
    def moves(self) -> bool:
        """Whether pictures are turned, shifted, scaled or slanted as a whole."""
        return bool(self.rotation or self.shift or self.scale or self.shear)

    @property
    def changes_places(self) -> bool:
        """Whether pixels get values from other places than their own, flips aside."""
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
    """The settings of a preset by its name; an :class:`Augmentation` is one already.

    Raises:
        UnknownNameError: there is no such preset.

    Examples:
        >>> augmentation_of("signs") == Augmentation.signs()
        True
    """
    if isinstance(preset, Augmentation):
        return preset
    return look_up(preset, PRESETS, where="preset")()


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, numbers.Real) and math.isfinite(value)
