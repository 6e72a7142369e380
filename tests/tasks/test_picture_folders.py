from __future__ import annotations

import os
import sys
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from nervure.errors import DataError, FileError
from nervure.tasks.picture_data import PictureSet
from nervure.tasks.picture_folders import folder_data
from tests.models.networks import assert_explained
from tests.tasks.digit_pictures import digit_folder, quick


def first_picture(part: PictureSet) -> np.ndarray[Any, Any]:
    batch = part.in_order().first_batch()
    assert batch is not None
    return batch.x[0][0].numpy()


def test_what_cannot_be_read_is_listed_and_the_rest_is_used(tmp_path: Path) -> None:
    folder = digit_folder(tmp_path / "pictures")
    (folder / "0" / "broken.png").write_bytes(b"\x89PNG")
    (folder / "1" / "notes.txt").write_text("no picture")
    data = folder_data(folder, quick(folder))
    assert data.count == 60
    assert {each.path for each in data.left_out} == {"0/broken.png", "1/notes.txt"}
    before = data.digest
    (folder / "1" / "notes.txt").write_text("changed")
    assert folder_data(folder, quick(folder)).digest == before
    first = min((folder / "2").glob("*.png"))
    first.rename(first.with_name("renamed.png"))
    assert folder_data(folder, quick(folder)).digest != before


def test_every_file_is_read_once_before_training_and_once_by_it(tmp_path: Path) -> None:
    folder = digit_folder(tmp_path / "pictures", count=9)
    opened: list[str] = []
    watched = [f"{folder}{os.sep}"]

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if (
            watched
            and event == "open"
            and str(arguments[0]).startswith(watched[0])
            and str(arguments[0])[-4:] == ".png"
        ):
            opened.append(str(arguments[0]))

    sys.addaudithook(hear)  # it stays, and hears nothing any more once the list is empty
    data = folder_data(folder, quick(folder))
    assert sorted(opened) == sorted(map(str, folder.rglob("*.png")))
    for _ in range(2):
        for part in data.parts:
            assert part is not None
            list(part.batches())
    watched.clear()
    assert len(opened) == 18


def test_what_memory_cannot_hold_is_kept_in_a_file_for_later_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("NERVURE_CACHE", str(tmp_path / "cache"))
    folder = digit_folder(tmp_path / "pictures")
    in_memory = folder_data(folder, quick(folder))
    assert not (tmp_path / "cache").exists()
    in_a_file = folder_data(folder, quick(folder), memory_bytes=59 * 28 * 28)
    assert in_a_file.whole is not None
    assert in_a_file.whole.is_cached_in_file
    assert in_a_file.whole.cache_bytes == 60 * 28 * 28, "what the forecast counts"
    assert [str(tmp_path / "cache" / "pictures") in each.message for each in caplog.records] == [True]
    np.testing.assert_array_equal(first_picture(in_a_file.training), first_picture(in_memory.training))
    (path,) = (tmp_path / "cache" / "pictures").iterdir()
    assert path.stat().st_size > 60 * 28 * 28


def test_without_a_place_for_that_file_memory_takes_what_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("no folder")
    monkeypatch.setenv("NERVURE_CACHE", str(tmp_path / "cache"))
    folder = digit_folder(tmp_path / "pictures")
    data = folder_data(folder, quick(folder), memory_bytes=10 * 28 * 28)
    assert data.whole is not None
    assert (data.whole.is_cached_in_file, data.whole.cache_bytes) == (False, 10 * 28 * 28)
    assert ["NERVURE_CACHE" in each.message for each in caplog.records] == [True]
    assert sum(batch.size for batch in data.training.batches()) == data.training.num_samples


def test_a_picture_is_turned_as_its_camera_says(tmp_path: Path) -> None:
    folder = digit_folder(tmp_path / "pictures", names=("0", "1"))
    lying = np.zeros((20, 40), np.uint8)
    lying[:, 20:] = 255
    exif = Image.Exif()
    exif[0x0112] = 6
    for name in ("0", "1"):
        for path in (folder / name).glob("*.png"):
            path.unlink()
        for number in range(20):
            Image.fromarray(lying).save(folder / name / f"{number}.jpg", exif=exif)
    data = folder_data(folder, quick(folder))
    assert data.format.shape == (40, 20, 1)
    upright = first_picture(data.training)[..., 0]
    assert upright[:15].mean() < 10 < 245 < upright[25:].mean()


def test_a_hangul_name_is_one_class_however_its_letters_are_stored(tmp_path: Path) -> None:
    composed, taken_apart = (unicodedata.normalize(form, "고양이") for form in ("NFC", "NFD"))
    folder = digit_folder(tmp_path / "pictures", names=(composed, "강아지"))
    data = folder_data(folder, quick(folder))
    assert data.labels == ("강아지", "고양이")
    (folder / composed).rename(folder / taken_apart)
    assert folder_data(folder, quick(folder)).labels == ("강아지", "고양이")


def test_archives_and_tables_of_paths_are_folders_too(tmp_path: Path) -> None:
    folder = digit_folder(tmp_path / "pictures")
    whole = folder_data(folder, quick(folder))
    with zipfile.ZipFile(tmp_path / "pictures.zip", "w") as archive:
        for path in sorted(folder.rglob("*.png")):
            archive.write(path, path.relative_to(folder))
    table = tmp_path / "pictures.csv"
    lines = [f"{path.relative_to(tmp_path).as_posix()},{path.parent.name}" for path in sorted(folder.rglob("*.png"))]
    table.write_text("\n".join(["path,label", *lines]), encoding="utf-8")
    for place in (tmp_path / "pictures.zip", table):
        data = folder_data(place, quick(place))
        assert (data.labels, data.format, data.count, data.is_drawn) == (whole.labels, whole.format, 60, True)
        assert [part.num_samples for part in data.parts if part is not None] == [42, 9, 9]
        np.testing.assert_array_equal(first_picture(data.validation), first_picture(whole.validation))


def test_a_folder_that_comes_divided_stays_so(tmp_path: Path) -> None:
    digit_folder(tmp_path / "set" / "train", 60)
    digit_folder(tmp_path / "set" / "test", 30)
    data = folder_data(tmp_path / "set", quick(tmp_path / "set"))
    assert data.labels == ("0", "1", "2")
    assert [part.num_samples for part in data.parts if part is not None] == [51, 9, 30]


def test_a_table_that_holds_other_pictures_out_is_other_data(tmp_path: Path) -> None:
    folder = digit_folder(tmp_path / "pictures")
    paths = [path.relative_to(tmp_path).as_posix() for path in sorted(folder.rglob("*.png"))]
    digests = set()
    for held_out in (0, 1):
        lines = [
            f"{path},{path.split('/')[1]},{'test' if number % 4 == held_out else 'train'}"
            for number, path in enumerate(paths)
        ]
        table = tmp_path / "pictures.csv"
        table.write_text("\n".join(["path,label,split", *lines]), encoding="utf-8")
        data = folder_data(table, quick(table))
        assert data.test is not None
        assert (data.count, data.test.num_samples) == (60, 15)
        digests.add(data.digest)
    assert len(digests) == 2


def test_a_second_class_without_a_picture_is_none(tmp_path: Path) -> None:
    folder = digit_folder(tmp_path / "pictures", names=("0",))
    (folder / "1").mkdir()
    assert_explained(DataError, lambda: folder_data(folder, quick(folder)), str(folder), " 0\n")


@pytest.mark.parametrize("names", [(), ("0",)])
def test_one_class_is_refused_and_so_is_nothing(names: tuple[str, ...], tmp_path: Path) -> None:
    tmp_path.joinpath("pictures").mkdir()
    folder = digit_folder(tmp_path / "pictures", names=names) if names else tmp_path / "pictures"
    assert_explained(DataError, lambda: folder_data(folder, quick(folder)), str(folder))


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    wrong = tmp_path / "picture"
    assert_explained(FileError, lambda: folder_data(wrong, quick(wrong)), str(tmp_path / "pictures"))
