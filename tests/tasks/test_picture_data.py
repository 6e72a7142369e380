from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nervure.data.picture_file import decode
from nervure.errors import DataError
from nervure.tasks.picture_data import (
    PictureFormat,
    check_classes,
    in_batches_of,
    labels_of,
    parts_of,
    picture_of,
    some_of,
)
from nervure.tasks.pictures import picture_data
from tests.models.networks import assert_explained
from tests.tasks.digit_pictures import digit_file, digit_folder, quick


@pytest.mark.parametrize(("count", "held_out"), [(100, 15), (2000, 200), (60_000, 2500)])
def test_a_tenth_is_held_out_twice_more_of_few_and_never_very_much(count: int, held_out: int) -> None:
    labels = np.arange(count) % 10
    parts = parts_of(labels)
    together = np.sort(np.concatenate(parts))
    np.testing.assert_array_equal(together, np.arange(count))
    for part in (parts.validation, parts.test):
        assert abs(len(part) - held_out) <= 1
        assert np.ptp(np.bincount(labels[part])) <= 1


def test_the_split_is_the_same_in_every_run_and_keeps_groups_together() -> None:
    labels, groups = np.arange(300) % 3, np.arange(300) // 6
    parts = parts_of(labels, groups)
    again = parts_of(labels, groups)
    for one, other in zip(parts, again, strict=True):
        np.testing.assert_array_equal(one, other)
    members = [set(groups[part].tolist()) for part in parts]
    assert all(members)
    assert sum(map(len, members)) == len(set.union(*members)) == 50


def test_a_single_picture_of_a_class_is_learnt_from() -> None:
    parts = parts_of(np.array([0] * 20 + [1]))
    assert 20 in parts.training


def test_two_pictures_are_too_few() -> None:
    assert_explained(DataError, lambda: parts_of(np.array([0, 1])), "2")


def test_folder_and_file_of_the_same_digits_are_the_same_data(tmp_path: Path) -> None:
    folder = picture_data(quick(digit_folder(tmp_path / "pictures")))
    file = picture_data(quick(digit_file(tmp_path / "digits.npz")))
    assert (folder.labels, folder.format, folder.count) == (file.labels, file.format, file.count)
    assert folder.format == PictureFormat(28, 28, "grayscale", "stretch", True)
    for data in (folder, file):
        assert data.test is not None
        assert (data.training.num_samples, data.validation.num_samples, data.test.num_samples) == (42, 9, 9)
        labels = labels_of(data.test)
        np.testing.assert_array_equal(np.bincount(labels), [3, 3, 3])
        batch = in_batches_of(data.test, 9).first_batch()
        assert batch is not None
        np.testing.assert_array_equal(batch.y[0].argmax(-1).numpy(), labels)
        np.testing.assert_array_equal(batch.x[0][4].numpy(), picture_of(data.test, 4))
        assert picture_of(data.test, 0).shape == (28, 28, 1)


def test_batches_of_another_size_leave_the_part_as_it_was(tmp_path: Path) -> None:
    part = picture_data(quick(digit_file(tmp_path / "digits.npz"))).training
    assert in_batches_of(part, 7).batch_size == 7
    assert part.batch_size == 32


def test_a_format_brings_a_picture_to_its_size(tmp_path: Path) -> None:
    folder = digit_folder(tmp_path / "pictures", 3)
    picture = decode(next(folder.rglob("*.png")), "grayscale")
    for framing in ("stretch", "crop", "pad"):
        form = PictureFormat(14, 20, "grayscale", framing, True)
        assert form.frame.framed(picture).shape == form.shape == (14, 20, 1)
    assert PictureFormat(14, 20, "rgb", "pad", None).shape == (14, 20, 3)


def test_some_rows_are_spread_over_all() -> None:
    assert some_of(np.arange(10), 4).tolist() == [0, 3, 6, 9]
    assert some_of(np.arange(3), None).tolist() == some_of(np.arange(3), 5).tolist() == [0, 1, 2]


@pytest.mark.parametrize(("labels", "got"), [((), "-"), (("cat",), "cat"), (tuple(map(str, range(1001))), "1001")])
def test_what_cannot_be_told_apart_is_refused(labels: tuple[str, ...], got: str) -> None:
    assert_explained(DataError, lambda: check_classes(labels, "here"), "here", got)
