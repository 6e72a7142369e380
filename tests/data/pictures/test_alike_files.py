from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from nervure.data import near_duplicates
from nervure.data.pictures.alike_files import groups_of_files
from nervure.data.pictures.source import FolderSource
from tests.data.made_pictures import digit_folder, photograph, written


def test_files_are_grouped_as_their_pixels_are(tmp_path: Path) -> None:
    pictures = [photograph(60, 80), photograph(80, 60), photograph(60, 80)]
    for number, each in enumerate(pictures):
        (tmp_path / f"{number}.jpg").write_bytes(written(each, "JPEG"))
    groups = groups_of_files(FolderSource(tmp_path), ["0.jpg", "1.jpg", "2.jpg"], workers=2)
    assert groups.tolist() == [0, 1, 0]
    square = [np.asarray(Image.fromarray(each).resize((60, 60))) for each in pictures]
    assert near_duplicates(np.stack(square)).tolist() == [0, 1, 0]


def test_the_same_in_another_size_and_format_belongs_together(tmp_path: Path) -> None:
    (tmp_path / "large.png").write_bytes(written(photograph(480, 640), "PNG"))
    small = np.asarray(Image.fromarray(photograph(480, 640)).resize((128, 96)))
    (tmp_path / "small.jpg").write_bytes(written(small, "JPEG"))
    assert groups_of_files(FolderSource(tmp_path), ["large.png", "small.jpg"], workers=1).tolist() == [0, 0]


def test_what_cannot_be_decoded_stands_alone(tmp_path: Path) -> None:
    folder = digit_folder(tmp_path, a_class=1, classes=1) / "0"
    (folder / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    paths = ["cut.png", "0.png", "gone.png", "0.png"]
    assert groups_of_files(FolderSource(folder), paths, workers=1).tolist() == [0, 1, 2, 1]
    assert groups_of_files(FolderSource(folder), ["gone.png"], workers=1).tolist() == [0]
