from __future__ import annotations

import numpy as np
import pytest

from nervure.data import digits
from nervure.data.auditing.appearance import Look, appearance_of, look_at
from tests.data.made_pictures import photograph


def gray(height: int, width: int, level: float = 10.0, deviation: float = 2.0) -> Look:
    return Look(height, width, 0.0, level, deviation)


def test_digits_look_like_signs_on_a_dark_ground() -> None:
    looks = [look_at(np.repeat(each[..., None], 3, axis=-1)) for each in digits()[0][::500]]
    seen = appearance_of(looks)
    assert (seen.size, seen.color_mode, seen.border_is_dark, seen.is_drawn) == ((28, 28), "grayscale", True, True)


def test_photographs_have_colors_and_no_even_ground() -> None:
    look = look_at(photograph(60, 90), (600, 900))
    assert (look.height, look.width, look.is_colored) == (600, 900, True)
    seen = appearance_of([look] * 3)
    assert (seen.color_mode, seen.border_is_dark, seen.is_drawn) == ("rgb", None, False)
    assert seen.size == (44, 64), "the longer side is bounded, the shape stays"


def test_a_few_colored_pictures_do_not_make_a_set_colored() -> None:
    looks = [gray(28, 28)] * 99 + [look_at(photograph(28, 28))]
    assert appearance_of(looks).color_mode == "grayscale"
    assert appearance_of(looks + [look_at(photograph(28, 28))] * 9).color_mode == "rgb"


@pytest.mark.parametrize(("level", "is_dark"), [(10.0, True), (250.0, False), (128.0, None)])
def test_the_ground_is_dark_or_light_or_neither(level: float, is_dark: bool | None) -> None:
    assert appearance_of([gray(28, 28, level)] * 5).border_is_dark is is_dark
    assert appearance_of([gray(28, 28, level, 60.0)] * 5).border_is_dark is None


def test_small_pictures_of_one_size_keep_it_and_others_get_about_the_median() -> None:
    assert appearance_of([gray(50, 40)] * 3).size == (50, 40)
    assert appearance_of([gray(50, 40), gray(50, 41), gray(52, 40)]).size == (48, 40)
    assert appearance_of([gray(400, 300)] * 3).size == (64, 48)


def test_pictures_too_small_for_any_network_are_made_larger() -> None:
    assert appearance_of([gray(8, 8)] * 3).size == (8, 8)
    assert appearance_of([gray(7, 8)] * 3).size == (12, 12)
    assert appearance_of([gray(1, 1)] * 3).size == (12, 12)


def test_framing_follows_the_shapes_and_the_ground() -> None:
    alike, different = [gray(40, 40), gray(80, 81)], [gray(40, 40), gray(40, 120)]
    assert appearance_of(alike).framing((32, 32)) == "stretch"
    assert appearance_of(different).framing((32, 32)) == "pad"
    assert appearance_of([gray(40, 40, 250.0), gray(40, 120, 250.0)]).framing((32, 32)) == "stretch"
    colored = [Look(40, 40, 30.0, 100.0, 40.0), Look(40, 120, 30.0, 100.0, 40.0)]
    assert appearance_of(colored).framing((32, 32)) == "crop"
