from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nervure.errors import ArgumentError, FileError
from nervure.tasks.asked_images import asked_images
from tests.models.networks import assert_explained


def image_file(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", (8, 8)).save(path)
    return path


def test_folders_archives_and_tables_stand_for_all_files_in_them(tmp_path: Path) -> None:
    for name in ("b.png", "a/한글.png", ".hidden/c.png", "a/.d.png"):
        image_file(tmp_path / "set" / name)
    with zipfile.ZipFile(tmp_path / "set.zip", "w") as archive:
        archive.write(tmp_path / "set" / "b.png", "x/b.png")
    (tmp_path / "set.csv").write_text("path,label\nset/b.png,one\nset/a/한글.png,two\n", encoding="utf-8")
    expected = {
        "set": ["set/a/한글.png", "set/b.png"], "set.zip": ["set.zip/x/b.png"],
        "set.csv": ["set/a/한글.png", "set/b.png"], "set/b.png": ["set/b.png"], "missing.png": ["missing.png"],
    }  # fmt: skip
    for name, paths in expected.items():
        found = list(asked_images(tmp_path / name))
        assert sorted(each.name for each in found) == [str(tmp_path / path) for path in paths]
        assert all(each.is_listed == (not name.endswith(".png")) for each in found)
    both = [each.name for each in asked_images([str(tmp_path / "set.zip"), tmp_path / "missing.png"])]
    assert both == [str(tmp_path / "set.zip" / "x" / "b.png"), str(tmp_path / "missing.png")]


@pytest.mark.parametrize(
    ("shape", "count"), [((8, 9), 1), ((8, 9, 1), 1), ((8, 9, 3), 1), ((5, 8, 9), 5), ((2, 8, 9, 3), 2)]
)
def test_arrays_are_one_image_or_several_by_their_shape(shape: tuple[int, ...], count: int) -> None:
    found = list(asked_images(np.full(shape, 7, np.uint8)))
    assert [each.name for each in found] == [f"[{place}]" for place in range(count)]
    for each in found:
        assert each.pixels().shape[:3] == (1, 8, 9)
        assert each.pixels().shape[3] in (1, 3)


def test_levels_are_those_of_the_image_also_where_it_is_nearly_black() -> None:
    (black,), (part,) = asked_images(np.eye(8, dtype=np.uint8)), asked_images(np.eye(8))
    assert (black.pixels().max(), part.pixels().max()) == (1, 255)


def test_images_of_a_list_are_named_by_their_places() -> None:
    given = [Image.new("L", (8, 8)), np.zeros((2, 8, 8), np.uint8)]
    assert [each.name for each in asked_images(given)] == ["[0]", "[1][0]", "[1][1]"]


def test_what_is_no_image_is_an_error(tmp_path: Path) -> None:
    for wrong in (3, None, {"a": 1}, np.zeros(3), [object()]):
        assert_explained(ArgumentError, lambda wrong=wrong: list(asked_images(wrong)))  # type: ignore[misc]
    (tmp_path / "empty").mkdir()
    assert_explained(FileError, lambda: list(asked_images(tmp_path / "empty")), "empty")
