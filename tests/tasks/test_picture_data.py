from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nervure.data import ArrayDataset
from nervure.data.pictures.picture_file import decode
from nervure.errors import DataError
from nervure.tasks.image_task import picture_data
from nervure.tasks.picture_data import (
    PictureFormat,
    PictureSet,
    check_classes,
    dealt,
    in_batches_of,
    labels_of,
    some_of,
)
from tests.models.networks import assert_explained
from tests.tasks.digit_pictures import digit_file, digit_folder, quick


def blank(labels: np.ndarray[Any, Any]) -> ArrayDataset:
    """Pictures of one pixel, which tells the place of the picture."""
    return ArrayDataset(np.arange(len(labels)).reshape(-1, 1, 1, 1), labels)


def places(part: PictureSet | None) -> list[int]:
    assert isinstance(part, ArrayDataset)
    return part.x[0].flatten().tolist()


@pytest.mark.parametrize(("count", "held_out"), [(100, 15), (2000, 200), (60_000, 2500)])
def test_a_tenth_is_held_out_twice_more_of_few_and_never_very_much(count: int, held_out: int) -> None:
    labels = np.arange(count) % 10
    parts = dealt(blank(labels), np.arange(count))
    assert sorted(places(parts.training) + places(parts.validation) + places(parts.test)) == list(range(count))
    for part in (parts.validation, parts.test):
        assert abs(len(places(part)) - held_out) <= 10
        assert np.ptp(np.bincount(labels[places(part)])) <= 1


def test_the_parts_are_the_same_in_every_run_and_keep_together_what_looks_the_same() -> None:
    labels, groups = np.arange(300) % 3, np.arange(300) // 6
    parts = dealt(blank(labels), groups)
    again = dealt(blank(labels), groups)
    members = []
    for one, other in zip(parts, again, strict=True):
        assert places(one) == places(other)
        members.append(set(groups[places(one)].tolist()))
    assert all(members)
    assert sum(map(len, members)) == len(set.union(*members)) == 50


def test_parts_that_are_there_are_kept() -> None:
    pictures, other = blank(np.arange(100) % 2), blank(np.arange(30) % 2)
    groups = np.arange(100)
    both = dealt(pictures, groups, other, other)
    assert (places(both.training), both.validation, both.test) == (list(range(100)), other, other)
    tested = dealt(pictures, groups, test=other)
    assert (len(places(tested.training)), len(places(tested.validation)), tested.test) == (86, 14, other)
    watched = dealt(pictures, groups, validation=other)
    assert (len(places(watched.training)), watched.validation, len(places(watched.test))) == (86, other, 14)


def test_a_single_picture_of_a_class_is_learned_from() -> None:
    assert 20 in places(dealt(blank(np.array([0] * 20 + [1])), np.arange(21)).training)


def test_two_pictures_are_too_few() -> None:
    assert_explained(DataError, lambda: dealt(blank(np.array([0, 1])), np.arange(2)), "2")


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
        assert batch.x[0].shape[1:] == (28, 28, 1)
        assert (data.judged_part, data.judged_on) == ("test", data.test)


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


def test_some_pictures_are_spread_over_all() -> None:
    part = blank(np.zeros(10))
    assert places(some_of(part, 4)) == [0, 3, 6, 9]
    assert some_of(part, None) is some_of(part, 12) is part


@pytest.mark.parametrize(("labels", "got"), [((), "-"), (("cat",), "cat"), (tuple(map(str, range(1001))), "1001")])
def test_what_cannot_be_told_apart_is_refused(labels: tuple[str, ...], got: str) -> None:
    assert_explained(DataError, lambda: check_classes(labels, "here"), "here", got)
