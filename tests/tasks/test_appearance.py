from __future__ import annotations

import numpy as np

from nervure.data import digits
from nervure.tasks.appearance import appearance_of_arrays


def test_digits_are_gray_signs_on_a_dark_ground() -> None:
    seen = appearance_of_arrays(digits()[0][..., None])
    assert (seen.color_mode, seen.border_is_dark, seen.is_drawn, seen.size) == ("grayscale", True, True, (28, 28))


def test_colors_of_arrays_are_seen() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (20, 24, 32, 3), dtype=np.uint8)
    assert appearance_of_arrays(noise).color_mode == "rgb"
    assert appearance_of_arrays(np.repeat(noise[..., :1], 3, axis=-1)).color_mode == "grayscale"
