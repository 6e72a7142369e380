from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from keras.src.utils import dataset_utils

from nervure.data.pictures.class_folders import list_classes, list_divided, list_files

KERAS_FORMATS = (".bmp", ".gif", ".jpeg", ".jpg", ".png")


def tree(folder: Path, *paths: str) -> Path:
    """Empty files; a path that ends on / is a folder."""
    for path in paths:
        place = folder / path
        (place if path.endswith("/") else place.parent).mkdir(parents=True, exist_ok=True)
        if not path.endswith("/"):
            place.touch()
    return folder


def reasons(left_out: Any) -> dict[str, str]:
    return {each.path: each.reason.removeprefix("picture.") for each in left_out}


def test_files_come_in_keras_order_with_keras_labels(tmp_path: Path) -> None:
    tree(
        tmp_path, "b/2.jpg", "b/10.PNG", "b/sub/1.gif", "b/sub-1/z.jpg", "b/a/b/c.bmp", "a/x.jpeg", "a/B.jpg",
        "C/y.png", "empty/",
    )  # fmt: skip
    paths, labels, names = dataset_utils.index_directory(
        str(tmp_path), "inferred", KERAS_FORMATS, shuffle=False, verbose=False
    )
    listing = list_classes(tmp_path)
    assert [str(tmp_path / path) for path in listing.paths] == paths
    assert list(listing.labels) == labels.tolist()
    assert list(listing.class_names) == names == ["C", "a", "b", "empty"]
    assert listing.left_out == ()
    paths, _, _ = dataset_utils.index_directory(str(tmp_path), None, KERAS_FORMATS, shuffle=False, verbose=False)
    assert [str(tmp_path / path) for path in list_files(tmp_path).paths] == [os.path.normpath(path) for path in paths]


def test_everything_that_is_not_used_is_listed_with_its_reason(tmp_path: Path) -> None:
    tree(
        tmp_path, "cats/a.jpg", "cats/b.webp", "cats/c.TIF", "cats/d.heic", "cats/e.txt", "cats/.f.jpg",
        "cats/Thumbs.db", "cats/.g/h.jpg", "cats/i/j.tiff", ".hidden/k.jpg", "l.jpg", "README", ".DS_Store",
    )  # fmt: skip
    (tmp_path / "cats" / "dead.jpg").symlink_to(tmp_path / "nowhere")
    (tmp_path / "cats" / "m").symlink_to(tmp_path / "cats" / "i")
    listing = list_classes(tmp_path)
    assert listing.paths == ("cats/a.jpg", "cats/b.webp", "cats/c.TIF", "cats/i/j.tiff")
    assert reasons(listing.left_out) == {
        "cats/d.heic": "other_format",
        "cats/e.txt": "no_picture",
        "cats/.f.jpg": "hidden_file",
        "cats/Thumbs.db": "no_picture",
        "cats/.g": "hidden_folder",
        "cats/dead.jpg": "no_file",
        "cats/m": "link",
        ".hidden": "hidden_folder",
        "l.jpg": "in_no_class",
        "README": "no_picture",
        ".DS_Store": "hidden_file",
    }
    assert all(each.sentence for each in listing.left_out)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a file system with pipes")
def test_what_would_wait_for_ever_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tree(tmp_path, "cats/a.jpg") / "cats" / "b.jpg")
    listing = list_classes(tmp_path)
    assert listing.paths == ("cats/a.jpg",)
    assert reasons(listing.left_out) == {"cats/b.jpg": "no_file"}


def test_links_are_followed_once_where_that_is_asked_for(tmp_path: Path) -> None:
    tree(tmp_path, "cats/a.jpg", "more/b.jpg", "main/dogs/c.jpg")
    (tmp_path / "main" / "cats").symlink_to(tmp_path / "cats")
    (tmp_path / "cats" / "more").symlink_to(tmp_path / "more")
    (tmp_path / "cats" / "self").symlink_to(tmp_path / "cats")
    assert list_classes(tmp_path / "main").paths == ("cats/a.jpg", "dogs/c.jpg"), "a class may be a link itself"
    followed = list_classes(tmp_path / "main", follow_links=True)
    assert followed.paths == ("cats/a.jpg", "cats/more/b.jpg", "dogs/c.jpg")
    assert reasons(followed.left_out) == {"cats/self": "seen_already"}


def test_classes_have_the_numbers_that_their_names_were_given_in(tmp_path: Path) -> None:
    tree(tmp_path, "a/1.jpg", "b/2.jpg", "c/3.jpg")
    listing = list_classes(tmp_path, ["c", "a"])
    assert (listing.paths, listing.labels) == (("c/3.jpg", "a/1.jpg"), (0, 1))
    assert reasons(listing.left_out) == {"b": "class_not_named"}


def test_class_names_that_no_folder_has_are_refused(tmp_path: Path, messages: Any) -> None:
    tree(tmp_path, "lisa_simpson/1.jpg", "bart_simpson/1.jpg")
    assert "'lisa_simpson'" in messages(lambda: list_classes(tmp_path, ["lisa_simpsen", "bart_simpson"]))[0].fix
    assert "bart_simpson" in messages(lambda: list_classes(tmp_path, ["42"]))[0].expected
    messages(lambda: list_classes(tmp_path, ["lisa_simpson", "lisa_simpson"]))
    messages(lambda: list_classes(tmp_path, "lisa_simpson"))


def test_a_folder_that_is_not_there_is_named_with_the_nearest_one(tmp_path: Path, messages: Any) -> None:
    tree(tmp_path, "dataset/train/a/1.jpg", "dataset/test/a/1.jpg", "dataset/note.txt")
    english, _ = messages(lambda: list_classes(tmp_path / "dataset" / "trian"))
    assert str(tmp_path / "dataset" / "train") in english.fix
    assert english.expected.endswith("test, train")
    english, _ = messages(lambda: list_files(tmp_path / "datasets" / "train"))
    assert f"{tmp_path / 'dataset'}" in english.fix
    messages(lambda: list_classes(tmp_path / "xyz"))
    messages(lambda: list_classes(tmp_path / "dataset" / "note.txt"))


def test_folders_without_classes_say_what_they_hold(tmp_path: Path, messages: Any) -> None:
    english, _ = messages(lambda: list_classes(tmp_path))
    assert "neither class folders nor images" in english.problem
    tree(tmp_path, "a.jpg", "b.png", "c.txt")
    english, _ = messages(lambda: list_classes(tmp_path))
    assert english.got == "images directly in the folder: 2 (a.jpg, b.png)"
    assert "labels=None" in english.fix


@pytest.mark.parametrize(
    ("names", "expected"), [(("train", "test"), True), (("Train", "validation"), True), (("train", "cats"), False)]
)
def test_folders_called_like_parts_of_a_data_set_are_noticed(
    tmp_path: Path, names: tuple[str, ...], expected: bool
) -> None:
    tree(tmp_path, *(f"{name}/1.jpg" for name in names))
    assert list_classes(tmp_path).looks_like_parts == expected


def test_a_part_without_pictures_is_a_part_all_the_same(tmp_path: Path) -> None:
    tree(tmp_path, "train/a/1.jpg", "train/b/1.jpg", "train/b/2.jpg", "test/", "README")
    listing = list_divided(tmp_path)
    assert listing is not None
    assert (listing.class_names, listing.labels, listing.parts) == (("a", "b"), (0, 1, 1), ("train",) * 3)
    assert list_divided(tree(tmp_path / "train", "test/")) is None, "classes beside a folder called test"
