from __future__ import annotations

from pathlib import Path

import pytest

from nervure.errors import ArgumentError
from nervure.records.recognition import Recognition, Recognitions
from nervure.tasks.sorting import check_sorting, folder_name, sort_into
from tests.models.networks import assert_explained


def said(*pairs: tuple[Path, str]) -> Recognitions:
    return Recognitions("run", tuple(Recognition(str(path), {label: 1.0, "other": 0.0}) for path, label in pairs))


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_each_image_is_copied_into_the_folder_of_its_class_and_stays(tmp_path: Path) -> None:
    for name in ("a/1.png", "b/1.png", "b/2.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    all_said = said((tmp_path / "a/1.png", "cat"), (tmp_path / "b/1.png", "cat"), (tmp_path / "b/2.png", "../dog"))
    assert sort_into(all_said, tmp_path / "sorted") == 3
    expected = {"cat/1.png": b"a/1.png", "cat/1-2.png": b"b/1.png", "_dog/2.png": b"b/2.png"}
    assert files(tmp_path / "sorted") == expected
    assert sort_into(all_said, tmp_path / "sorted") == 0  # all are there
    assert files(tmp_path / "sorted") == expected
    assert (tmp_path / "a" / "1.png").read_bytes() == b"a/1.png"


def test_what_lies_in_the_way_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "1.png").write_bytes(b"new")
    (tmp_path / "sorted" / "cat" / "1.png").mkdir(parents=True)
    (tmp_path / "sorted" / "cat" / "1-2.png").write_bytes(b"old")
    assert sort_into(said((tmp_path / "1.png", "cat")), tmp_path / "sorted") == 1
    assert files(tmp_path / "sorted") == {"cat/1-2.png": b"old", "cat/1-3.png": b"new"}


@pytest.mark.parametrize("label", ["", "..", ".", "a/b", "a\\b", "\x1b[31m", "con\n", "C:", "=1", "고양이"])
def test_a_class_leads_nowhere_else(label: str) -> None:
    name = folder_name(label)
    assert name not in ("", ".", "..")
    assert not set(name) & set("/\\:\x1b\n")


def test_what_cannot_be_sorted_is_refused_before_it_is_looked_at(tmp_path: Path) -> None:
    check_sorting([str(tmp_path / "photos"), "a.png"], tmp_path / "sorted")
    (tmp_path / "photos").mkdir()
    assert_explained(ArgumentError, lambda: check_sorting(["digits[3]"], tmp_path), "digits[3]")
    inside = tmp_path / "photos" / "sorted"
    assert_explained(ArgumentError, lambda: check_sorting([str(tmp_path / "photos")], inside), str(inside))
