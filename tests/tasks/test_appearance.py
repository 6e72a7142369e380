from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nervure.data import digits
from nervure.data.pictures.class_folders import list_files
from nervure.data.pictures.source import FolderSource
from nervure.tasks.appearance import appearance_of_arrays, appearance_of_files
from tests.tasks.digit_pictures import digit_folder


def test_digits_are_grey_signs_on_a_dark_ground_in_a_folder_and_in_an_array(tmp_path: Path) -> None:
    folder = digit_folder(tmp_path / "digits")
    files = appearance_of_files(FolderSource(folder), list_files(folder).paths)
    for seen in (files, appearance_of_arrays(digits()[0][..., None])):
        assert seen is not None
        assert (seen.color_mode, seen.border_is_dark, seen.is_drawn, seen.size) == ("grayscale", True, True, (28, 28))


def test_colours_of_arrays_are_seen() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (20, 24, 32, 3), dtype=np.uint8)
    assert appearance_of_arrays(noise).color_mode == "rgb"
    assert appearance_of_arrays(np.repeat(noise[..., :1], 3, axis=-1)).color_mode == "grayscale"


@pytest.mark.parametrize("name", ["a.png", "gone.png"])
def test_without_a_picture_there_is_nothing_to_see(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("no picture")
    assert appearance_of_files(FolderSource(tmp_path), [name]) is None
