from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nervure.data import ImageFolder, digits
from nervure.errors import DataError
from nervure.tasks.labeled_pictures import labeled_pictures
from nervure.tasks.picture_data import PictureFormat
from tests.tasks.saved_runs import DIGIT_PICTURES, folder_of_digits

FORM = PictureFormat(**DIGIT_PICTURES)
LABELS = tuple(map(str, range(10)))


def test_a_folder_a_file_and_the_same_arrays_give_the_same_pictures_and_numbers(tmp_path: Path) -> None:
    x, y = digits()
    rows = [5, 3000, 9000, 7000]
    np.savez(tmp_path / "some.npz", x=x[rows], y=y[rows])
    folder = folder_of_digits(tmp_path / "some", x[rows], [str(label) for label in y[rows]])
    of_file = labeled_pictures(tmp_path / "some.npz", LABELS, FORM).first_batch()
    of_folder = labeled_pictures(folder, LABELS, FORM).first_batch()
    assert of_file is not None
    assert of_folder is not None
    by_label = {int(label): picture for label, picture in zip(of_folder.y[0], of_folder.x[0].numpy(), strict=True)}
    for label, picture in zip(of_file.y[0].tolist(), of_file.x[0].numpy(), strict=True):
        np.testing.assert_array_equal(by_label[label], picture)
    assert of_file.y[0].tolist() == y[rows].tolist()


def test_pictures_of_other_sizes_are_framed(tmp_path: Path) -> None:
    np.savez(tmp_path / "large.npz", x=np.zeros((2, 40, 30, 3), np.uint8), y=[0, 1])
    batch = labeled_pictures(tmp_path / "large.npz", LABELS, FORM).first_batch()
    assert batch is not None
    assert batch.x[0].shape == (2, 28, 28, 1)


def test_class_folders_without_pictures_need_no_class_in_the_run(tmp_path: Path) -> None:
    folder = folder_of_digits(tmp_path, digits()[0][:1], ["7"])
    (folder / "unsorted").mkdir()
    found = labeled_pictures(folder, LABELS, FORM)
    assert isinstance(found, ImageFolder)
    assert found.labels is not None
    assert found.labels.tolist() == [7]
    assert found.class_names == list(LABELS)


def test_of_pictures_that_come_divided_the_part_that_was_held_out_is_taken(tmp_path: Path) -> None:
    x, y = digits()
    for name, rows in (("train", [5, 17, 18]), ("test", [6, 7])):
        folder_of_digits(tmp_path / "set" / name, x[rows], [str(label) for label in y[rows]])
    assert labeled_pictures(tmp_path / "set", LABELS, FORM).num_samples == 2


def test_signs_on_the_other_ground_are_spoken_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    x, y = digits()
    rows = np.arange(0, 10_000, 500)
    np.savez(tmp_path / "inverted.npz", x=255 - x[rows], y=y[rows])
    np.savez(tmp_path / "digits.npz", x=x[rows], y=y[rows])
    folder = folder_of_digits(tmp_path / "inverted", 255 - x[rows], [str(label) for label in y[rows]])
    for place, times in ((tmp_path / "digits.npz", 0), (tmp_path / "inverted.npz", 1), (folder, 1)):
        caplog.clear()
        labeled_pictures(place, LABELS, FORM)
        assert sum("bright background" in message for message in caplog.messages) == times


def test_of_pictures_in_parts_the_test_part_is_taken_and_that_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for part, rows in (("train", [0, 9999]), ("test", [9998])):
        folder_of_digits(tmp_path / part, digits()[0][rows], [str(digits()[1][row]) for row in rows])
    found = labeled_pictures(tmp_path, LABELS, FORM)
    assert found.num_samples == 1
    assert found.first_batch().y[0].tolist() == [9]
    assert any("'test'" in message for message in caplog.messages)


def test_unknown_classes_are_named_a_few_of_many(tmp_path: Path) -> None:
    folder = folder_of_digits(tmp_path, digits()[0][:12], [f"class {number}" for number in range(12)])
    with pytest.raises(DataError, match=r"class 0, .*, \.\.\. \(12\)"):
        labeled_pictures(folder, LABELS, FORM)
