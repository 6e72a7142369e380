from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import pytest

from nervure.data import ImageFolder, digits
from nervure.errors import DataError
from nervure.tasks.labelled_pictures import composed, labelled_pictures
from nervure.tasks.picture_data import PictureFormat
from tests.tasks.saved_runs import DIGIT_PICTURES, folder_of_digits

FORM = PictureFormat(**DIGIT_PICTURES)
LABELS = tuple(map(str, range(10)))


def test_a_folder_a_file_and_the_same_arrays_give_the_same_pictures_and_numbers(tmp_path: Path) -> None:
    x, y = digits()
    rows = [5, 3000, 9000, 7000]
    np.savez(tmp_path / "some.npz", x=x[rows], y=y[rows])
    folder = folder_of_digits(tmp_path / "some", x[rows], [str(label) for label in y[rows]])
    of_file = labelled_pictures(tmp_path / "some.npz", LABELS, FORM).first_batch()
    of_folder = labelled_pictures(folder, LABELS, FORM).first_batch()
    assert of_file is not None
    assert of_folder is not None
    by_label = {int(label): picture for label, picture in zip(of_folder.y[0], of_folder.x[0].numpy(), strict=True)}
    for label, picture in zip(of_file.y[0].tolist(), of_file.x[0].numpy(), strict=True):
        np.testing.assert_array_equal(by_label[label], picture)
    assert of_file.y[0].tolist() == y[rows].tolist()


def test_pictures_of_other_sizes_are_framed(tmp_path: Path) -> None:
    np.savez(tmp_path / "large.npz", x=np.zeros((2, 40, 30, 3), np.uint8), y=[0, 1])
    batch = labelled_pictures(tmp_path / "large.npz", LABELS, FORM).first_batch()
    assert batch is not None
    assert batch.x[0].shape == (2, 28, 28, 1)


def test_class_folders_without_pictures_need_no_class_in_the_run(tmp_path: Path) -> None:
    folder = folder_of_digits(tmp_path, digits()[0][:1], ["7"])
    (folder / "unsorted").mkdir()
    found = labelled_pictures(folder, LABELS, FORM)
    assert isinstance(found, ImageFolder)
    assert found.labels is not None
    assert found.labels.tolist() == [7]
    assert found.class_names == list(LABELS)


def test_unknown_classes_are_named_a_few_of_many(tmp_path: Path) -> None:
    folder = folder_of_digits(tmp_path, digits()[0][:12], [f"class {number}" for number in range(12)])
    with pytest.raises(DataError, match=r"class 0, .*, \.\.\. \(12\)"):
        labelled_pictures(folder, LABELS, FORM)


def test_names_are_composed_whatever_spells_them() -> None:
    assert composed(unicodedata.normalize("NFD", "한글")) == "한글"
