from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from nervure.data import ImageFolder, image_folder, picture_parts
from nervure.errors import ArgumentError, DataError
from nervure.files import make_folder
from tests.data.made_pictures import digit_folder


def divided_folder(place: Path, *names: str) -> Path:
    for name in names:
        digit_folder(make_folder(place / name), a_class=3)
    return place


def packed(folder: Path, place: Path, above: str = "") -> Path:
    with zipfile.ZipFile(place, "w") as archive:
        for path in sorted(folder.rglob("*"), reverse=True):
            archive.write(path, above + path.relative_to(folder).as_posix())
    return place


def pixels(dataset: ImageFolder | None) -> np.ndarray[Any, Any]:
    assert dataset is not None
    return torch.cat([batch.x[0] for batch in dataset.in_order().batches()]).numpy()


def names(dataset: ImageFolder | None, place: Path) -> list[str]:
    assert dataset is not None
    return [Path(path).relative_to(place).as_posix() for path in dataset.file_paths]


@pytest.mark.parametrize(
    ("folders", "has"),
    [
        (("train", "validation", "test"), (True, True)),
        (("Training", "val"), (True, False)),
        (("train", "testing"), (False, True)),
    ],
)
def test_folders_called_like_parts_become_parts(
    tmp_path: Path, folders: tuple[str, ...], has: tuple[bool, bool]
) -> None:
    parts = picture_parts(divided_folder(tmp_path, *folders), 28, "grayscale", batch_size=4)
    assert (parts.validation is not None, parts.test is not None) == has
    for part in parts:
        if part is not None:
            assert (part.num_samples, part.class_names, part.left_out) == (9, ["0", "1", "2"], ())
            assert part.is_shuffled == (part is parts.train)
    assert names(parts.train, tmp_path)[0] == f"{folders[0]}/0/0.png"
    np.testing.assert_array_equal(pixels(parts.train), pixels(parts.validation or parts.test))


def test_a_class_has_one_number_in_all_parts_and_strange_files_are_listed(tmp_path: Path) -> None:
    divided_folder(tmp_path, "train", "test")
    shutil.rmtree(tmp_path / "test" / "0")
    (tmp_path / "test" / "loose.png").write_bytes((tmp_path / "test" / "1" / "0.png").read_bytes())
    (tmp_path / "cover.png").write_bytes((tmp_path / "test" / "1" / "0.png").read_bytes())
    (tmp_path / "train" / "1" / "0.png").write_bytes(b"damaged")
    parts = picture_parts(tmp_path, 28, "grayscale")
    assert parts.test is not None
    assert parts.test.labels is not None
    assert parts.test.labels.tolist() == [1, 1, 1, 2, 2, 2]
    assert parts.train.num_samples == 8
    expected = {"cover.png": "in_no_class", "test/loose.png": "in_no_class", "train/1/0.png": "not_a_picture"}
    assert {each.path: each.kind for each in parts.train.left_out} == expected
    zipped = picture_parts(packed(tmp_path, tmp_path.with_suffix(".zip")), 28)
    assert zipped.test is not None
    assert {each.path: each.kind for each in zipped.train.left_out} == expected


@pytest.mark.parametrize("above", ["", "flowers/", "some/where/"])
def test_an_archive_is_read_as_the_folder_it_was_made_of(tmp_path: Path, above: str) -> None:
    plain, divided = digit_folder(make_folder(tmp_path / "plain")), divided_folder(tmp_path / "divided", "train", "val")
    for folder in (plain, divided):
        one = picture_parts(folder, 28, "grayscale")
        two = picture_parts(packed(folder, tmp_path / f"{folder.name}.zip", above), 28, "grayscale")
        for theirs, ours in zip(one, two, strict=True):
            if theirs is None:
                assert ours is None
                continue
            assert ours is not None
            np.testing.assert_array_equal(pixels(ours), pixels(theirs))
            assert (ours.class_names, ours.labels.tolist()) == (theirs.class_names, theirs.labels.tolist())  # type: ignore[union-attr]
            assert names(ours, tmp_path / f"{folder.name}.zip") == [above + name for name in names(theirs, folder)]
    split = image_folder(tmp_path / "plain.zip", 28, validation_split=0.5, stratify=True)
    assert [part.num_samples for part in split] == [part.num_samples for part in image_folder(
        plain, 28, validation_split=0.5, stratify=True)]  # fmt: skip
    assert image_folder(tmp_path / "plain.zip", 28, labels=None).num_samples == 12


def test_an_archive_without_classes_says_what_a_folder_without_them_says(
    tmp_path: Path, messages: Callable[..., Any]
) -> None:
    folder = digit_folder(tmp_path / "plain") / "1"
    for path in (folder, packed(folder, tmp_path / "loose.zip")):
        english, _ = messages(lambda path=path: image_folder(path, 28))
        assert isinstance(english, DataError)
        assert "images directly in the folder: 4" in english.got


def test_damaged_entries_of_an_archive_are_left_out(tmp_path: Path) -> None:
    place = packed(digit_folder(tmp_path / "plain"), tmp_path / "plain.zip")
    data = bytearray(place.read_bytes())
    at = data.index(b"0/1.png") + 60
    data[at : at + 20] = bytes(20)
    place.write_bytes(data)
    dataset = image_folder(place, 28)
    assert dataset.num_samples == 11
    assert [each.path for each in dataset.left_out] == ["0/1.png"]
    assert pixels(dataset).shape == (11, 28, 28, 3)


def test_a_table_of_paths_names_classes_and_parts(tmp_path: Path) -> None:
    digit_folder(tmp_path / "pictures")
    lines = [f"pictures/{label}/{number}.png,{word}" for label, word in enumerate(("null", "eins", "zwei"))
             for number in range(4)]  # fmt: skip
    table = tmp_path / "digits.csv"
    table.write_text("path,label\n" + "\n".join([*lines, "pictures/gone.png,eins"]))
    dataset = image_folder(table, 28, "grayscale", shuffle=False)
    assert (dataset.num_samples, dataset.class_names) == (12, ["eins", "null", "zwei"])
    assert names(dataset, tmp_path)[0] == "pictures/0/0.png"
    assert [(each.path, each.kind) for each in dataset.left_out] == [("pictures/gone.png", "not_readable")]
    assert image_folder(table, 28, labels=None).class_names is None
    assert picture_parts(table, 28).validation is None
    named = [f"{line},{part}" for line, part in zip(lines, ["train", "val", "train", "test"] * 3, strict=True)]
    table.write_text("path,label,split\n" + "\n".join(named))
    parts = picture_parts(table, 28, "grayscale")
    assert [part.num_samples for part in parts if part is not None] == [6, 3, 3]
    np.testing.assert_array_equal(pixels(parts.test), pixels(dataset)[3::4])


def test_what_is_not_divided_is_all_to_train_on(tmp_path: Path) -> None:
    parts = picture_parts(digit_folder(tmp_path), 28, seed=3)
    assert (parts.train.num_samples, parts.validation, parts.test) == (12, None, None)


def test_what_divides_is_refused_and_empty_parts_are_said(tmp_path: Path, messages: Callable[..., Any]) -> None:
    divided_folder(tmp_path, "train", "test")
    for name in ("validation_split", "subset", "stratify", "labels"):
        english, _ = messages(lambda name=name: picture_parts(tmp_path, 28, **{name: None}))
        assert isinstance(english, ArgumentError)
        assert name in english.where
    for path in (tmp_path / "test").rglob("*.png"):
        path.write_bytes(b"damaged")
    english, _ = messages(lambda: picture_parts(tmp_path, 28))
    assert isinstance(english, DataError)
    assert "test" in english.problem
    with pytest.raises(TypeError):
        picture_parts(tmp_path, 28, batchsize=3)


def test_parts_share_the_pictures_they_have_decoded(tmp_path: Path) -> None:
    parts = picture_parts(divided_folder(tmp_path, "train", "test"), 28, "grayscale", cache_bytes=1 << 20)
    assert parts.test is not None
    assert parts.train.cache_bytes == parts.test.cache_bytes == 18 * 28 * 28
