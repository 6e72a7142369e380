from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nervure.data.auditing.listing import empty_folders, in_classes, list_for_audit, nested_folders
from nervure.files import make_folder
from tests.data.made_pictures import digit_folder
from tests.data.pictures.test_class_folders import tree


def test_class_folders_are_one_deep_and_all_files_are_counted(tmp_path: Path) -> None:
    tree(tmp_path, "a/1.jpg", "a/more/2.jpg", "b/1.jpg", "b/.old/1.jpg", "b/.old/2.jpg", "b/notes.txt", "loose.png")
    listed = list_for_audit(tmp_path)
    assert (listed.depth, listed.part_names, listed.num_files) == (1, (), 7)
    assert {each.path: each.kind for each in listed.left_out} == {
        "loose.png": "in_no_class", "b/.old": "hidden_folder", "b/notes.txt": "no_picture",
    }  # fmt: skip
    assert nested_folders(listed) == {"a/more": 1}
    assert in_classes(listed, listed.left_out) == {"b": 2}
    assert listed.class_of(2) == "b"


def test_parts_stand_in_their_usual_order_and_classes_are_two_deep(tmp_path: Path) -> None:
    tree(tmp_path, "test/a/1.jpg", "train/a/1.jpg", "train/b/old/1.jpg", "val/a/1.jpg", "val/b/.hidden.jpg")
    listed = list_for_audit(tmp_path)
    assert (listed.depth, listed.part_names) == (2, ("train", "validation", "test"))
    assert nested_folders(listed) == {"train/b/old": 1}
    assert listed.folder_of_class("train/b/old/1.jpg") == "train/b"
    assert in_classes(listed, listed.left_out) == {"b": 1}


def test_empty_class_folders_of_a_divided_set_are_seen(tmp_path: Path) -> None:
    tree(tmp_path, "train/a/1.jpg", "test/a/1.jpg", "test/b/1.jpg")
    for path in ("train/b", "train/c", "test/.hidden"):
        make_folder(tmp_path / path)
    assert empty_folders(list_for_audit(tmp_path)) == ["train/c"], "b is known from its test pictures"
    assert empty_folders(list_for_audit(tmp_path / "train")) == [], "a class of its own number"


def test_without_class_folders_no_folder_is_a_class(tmp_path: Path) -> None:
    tree(tmp_path, "1.jpg", "2.jpg")
    listed = list_for_audit(tmp_path)
    assert (listed.depth, listed.listing.class_names, listed.num_files) == (0, (), 2)
    assert (listed.folder_of_class("x/1.jpg"), nested_folders(listed)) == ("", {})
    empty = list_for_audit(make_folder(tmp_path / "nothing"))
    assert (empty.num_files, empty.listing.paths) == (0, ())


def test_a_picture_under_another_name_is_told_from_other_files(tmp_path: Path) -> None:
    folder = digit_folder(tmp_path)
    (folder / "0" / "0.png").rename(folder / "0" / "zero")
    (folder / "0" / "diary").write_text("Dear diary", encoding="utf-8")
    assert {each.path: str(each) for each in list_for_audit(folder).left_out} == {
        "0/zero": "0/zero: PNG image named -: rename it to use it",
        "0/diary": "0/diary: not an image by its name",
    }


@pytest.mark.parametrize("path", [3, None])
def test_what_is_no_path_is_refused(path: Any, messages: Any) -> None:
    assert messages(lambda: list_for_audit(path))[0].got == repr(path)


def test_a_table_without_columns_is_refused(tmp_path: Path, messages: Any) -> None:
    (tmp_path / "table.csv").write_text("one,two,three,four,five\n", encoding="utf-8")
    assert messages(lambda: list_for_audit(tmp_path / "table.csv"))[0].got == "one; two; three; four"
