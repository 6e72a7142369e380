from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nervure.data import digits
from nervure.tasks.appearance import Appearance, appearance_of_arrays, appearance_of_folder
from tests.tasks.digit_pictures import digit_folder


def sized(*sizes: tuple[int, int], is_colored: bool = True, border_is_dark: bool | None = None) -> Appearance:
    return Appearance(np.array(sizes), is_colored, border_is_dark)


def test_digits_are_grey_signs_on_a_dark_ground_in_their_own_size(tmp_path: Path) -> None:
    for seen in (appearance_of_folder(digit_folder(tmp_path / "a")), appearance_of_arrays(digits()[0][..., None])):
        assert seen is not None
        assert (seen.color_mode, seen.border_is_dark, seen.is_drawn, seen.size) == ("grayscale", True, True, (28, 28))
        assert seen.framing((28, 28)) == "stretch"


def test_ink_on_paper_has_a_light_border() -> None:
    seen = appearance_of_arrays(255 - digits()[0][::50, ..., None])
    assert (seen.border_is_dark, seen.is_drawn) == (False, True)


def test_noise_has_no_even_border_and_colours_are_seen(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (20, 24, 32, 3), dtype=np.uint8)
    seen = appearance_of_arrays(noise)
    assert (seen.color_mode, seen.border_is_dark, seen.is_drawn, seen.size) == ("rgb", None, False, (24, 32))
    grey = np.repeat(noise[..., :1], 3, axis=-1)
    assert appearance_of_arrays(grey).color_mode == "grayscale"
    for number, picture in enumerate(grey):
        Image.fromarray(picture).save(tmp_path / f"{number}.png")  # stored in colour, shown in grey
    stored = appearance_of_folder(tmp_path)
    assert stored is not None
    assert stored.color_mode == "grayscale"


def test_photographs_of_shared_shape_keep_it_within_bounds() -> None:
    assert sized((480, 640), (480, 640)).size == (48, 64)
    assert sized((100, 200), (110, 190), (90, 210)).size == (32, 64)
    assert sized((30, 31), (31, 31)).size == (32, 32)
    assert sized((30, 31), (30, 31)).size == (30, 31)
    assert sized((3, 400), (5, 400)).size == (12, 64)


def test_pictures_of_many_shapes_are_cropped_and_signs_kept_whole() -> None:
    shapes = [(10, 20), (20, 10), (16, 16)]
    assert sized(*shapes).framing((16, 16)) == "crop"
    assert sized(*shapes, is_colored=False, border_is_dark=True).framing((16, 16)) == "pad"
    assert sized(*shapes, is_colored=False, border_is_dark=False).framing((16, 16)) == "stretch"


@pytest.mark.parametrize("name", ["a.png", "a.txt"])
def test_without_a_picture_there_is_nothing_to_see(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("no picture")
    assert appearance_of_folder(tmp_path) is None
