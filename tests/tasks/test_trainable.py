from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nervure.data import digits, save_img
from nervure.errors import DataError
from nervure.files import make_folder
from nervure.tasks.picture_folders import folder_data
from nervure.tasks.picture_options import PictureOptions
from nervure.tasks.watched_audit import watched_audit
from tests.data.made_pictures import digit_folder


def no_classes(folder: Path) -> None:
    for place in sorted(digit_folder(folder).iterdir()):
        for file in place.iterdir():
            shutil.move(file, folder / f"{place.name}-{file.name}")
        place.rmdir()


def one_class(folder: Path) -> None:
    digit_folder(folder, classes=1)


def one_class_that_can_be_read(folder: Path) -> None:
    for file in (digit_folder(folder, classes=2) / "1").iterdir():
        file.write_bytes(b"\x89PNG\r\n\x1a\n")


def nothing_that_can_be_read(folder: Path) -> None:
    for file in digit_folder(folder).rglob("*.png"):
        file.write_bytes(b"\x89PNG\r\n\x1a\n")


def one_picture_a_class(folder: Path) -> None:
    digit_folder(folder, a_class=1, classes=2)


def one_class_to_learn_from(folder: Path) -> None:
    digit_folder(folder / "test", classes=2)
    digit_folder(folder / "train", classes=1)


def sound(folder: Path) -> None:
    digit_folder(folder, a_class=12)


def copies_alone(folder: Path) -> None:
    for name, number in (("a", 0), ("b", 5000)):
        for copy in range(8):
            save_img(make_folder(folder / name) / f"{copy}.png", digits()[0][number][..., None], scale=False)


def three_pictures_a_class(folder: Path) -> None:
    digit_folder(folder, a_class=3)


FOLDERS = [
    no_classes, one_class, one_class_that_can_be_read, nothing_that_can_be_read, one_picture_a_class,
    one_class_to_learn_from, sound, copies_alone, three_pictures_a_class,
]  # fmt: skip


@pytest.mark.parametrize("make", FOLDERS)
def test_an_audit_and_a_training_judge_every_folder_alike(make: Callable[[Path], None], tmp_path: Path) -> None:
    make(tmp_path)
    told = watched_audit(str(tmp_path))
    try:
        folder_data(tmp_path, PictureOptions(str(tmp_path)))
        refused = ""
    except DataError as problem:
        refused = f"{problem.problem} {problem.fix}"
    assert told.refusal == refused
    assert told.costs_data or not refused
    assert not (refused and told.is_sound)


def test_both_kinds_of_judgement_occur(tmp_path: Path) -> None:
    refused = []
    for number, make in enumerate(FOLDERS):
        make(folder := make_folder(tmp_path / str(number)))
        refused.append(bool(watched_audit(str(folder)).refusal))
    assert np.count_nonzero(refused) >= 5
    assert not refused[FOLDERS.index(sound)]
    assert not refused[FOLDERS.index(three_pictures_a_class)]
