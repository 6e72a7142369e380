from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from keras.src.utils import dataset_utils

from nervure.data.pictures.class_folders import Listing
from nervure.data.pictures.folder_arguments import FolderArguments
from nervure.data.pictures.folder_labels import divided, labeled
from nervure.data.pictures.source import source_of
from tests.data.pictures.test_class_folders import KERAS_FORMATS, tree
from tests.data.pictures.test_folder_arguments import GIVEN


def arguments(folder: Path, **changed: Any) -> FolderArguments:
    return FolderArguments(**GIVEN | {"path": folder} | changed)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tree(tmp_path, "a/1.jpg", "a/2.jpg", "b/1.jpg", "0.png", "c/1.webp")


def read(given: FolderArguments) -> tuple[Listing, str | None]:
    return labeled(given, source_of(given.path))


def test_class_folders_give_the_labels(folder: Path) -> None:
    listing, mode = read(arguments(folder))
    assert (listing.labels, listing.class_names, mode) == ((0, 0, 1, 2), ("a", "b", "c"), "int")
    assert not listing.are_given


@pytest.mark.parametrize("without", [{"labels": None}, {"label_mode": None}])
def test_without_labels_every_picture_below_the_folder_is_used(folder: Path, without: dict[str, None]) -> None:
    listing, mode = read(arguments(folder, **without))
    assert mode is None
    assert (listing.class_names, listing.labels) == ((), ())
    assert listing.paths == ("0.png", "a/1.jpg", "a/2.jpg", "b/1.jpg", "c/1.webp")


@pytest.mark.parametrize("labels", [[5, 3, 3, 5], (5, 3, 3, 5), np.array([5, 3, 3, 5])])
def test_labels_of_a_list_belong_to_the_files_in_keras_order(tmp_path: Path, labels: Any) -> None:
    tree(tmp_path, "a/1.jpg", "a/2.jpg", "b/1.jpg", "0.png")
    paths, theirs, names = dataset_utils.index_directory(
        str(tmp_path), [5, 3, 3, 5], KERAS_FORMATS, shuffle=False, verbose=False
    )
    listing, _ = read(arguments(tmp_path, labels=labels))
    assert [Path(path).name for path in listing.paths] == [Path(path).name for path in paths]
    assert list(listing.labels) == theirs
    assert list(listing.class_names) == names
    assert listing.are_given


def test_labels_that_cannot_be_meant_are_refused(folder: Path, messages: Any) -> None:
    english, _ = messages(lambda: read(arguments(folder, labels=[0, 1])))
    assert (english.expected[:9], english.got) == ("labels: 5", "labels: 2")
    messages(lambda: read(arguments(folder, labels="folders")))
    messages(lambda: read(arguments(folder, labels=[0.5] * 5)))
    messages(lambda: read(arguments(folder, labels=["a"] * 5)))
    messages(lambda: read(arguments(folder, labels=[1, 1, 1, 1, 2], label_mode="categorical")))
    messages(lambda: read(arguments(folder, labels=None, class_names=["a"])))
    messages(lambda: read(arguments(folder, labels=[0] * 5, class_names=["a"])))


def test_binary_labels_want_two_classes(folder: Path, messages: Any) -> None:
    english, _ = messages(lambda: read(arguments(folder, label_mode="binary")))
    assert english.got == "3: a, b, c"
    listing, mode = read(arguments(folder, label_mode="binary", class_names=["b", "a"]))
    assert (listing.labels, mode) == ((0, 1, 1), "binary")
    messages(lambda: read(arguments(folder, labels=[0] * 5, label_mode="binary")))


def test_only_what_says_so_is_divided(folder: Path) -> None:
    given = arguments(folder)
    assert divided(given, source_of(given.path)) is None
