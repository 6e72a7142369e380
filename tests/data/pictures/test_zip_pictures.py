from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest

from nervure.data.pictures.source import ZipSource
from nervure.data.pictures.zip_pictures import MOST_BYTES, list_zip, top_folder


def entries(*names: str) -> list[zipfile.ZipInfo]:
    return [zipfile.ZipInfo(name) for name in names]


def test_pictures_come_in_the_order_of_a_folder_and_everything_else_is_listed() -> None:
    paths, left_out = list_zip(
        entries(
            "b/", "b/2.png", "a/9.jpg", "a/10.jpg", "a/deep/1.png", "readme.txt", "a/.hidden.png", ".git/x.png",
            "a/x.heic", "__MACOSX/a/._9.jpg",
        )
    )  # fmt: skip
    assert paths == ["a/10.jpg", "a/9.jpg", "a/deep/1.png", "b/2.png"]
    assert {each.path: each.kind for each in left_out} == {
        "readme.txt": "no_picture",
        "a/.hidden.png": "hidden_file",
        ".git/x.png": "hidden_file",
        "a/x.heic": "other_format",
        "__MACOSX/a/._9.jpg": "hidden_file",
    }


@pytest.mark.parametrize(
    "name", ["../a.png", "a/../../b.png", "/etc/a.png", "C:/a.png", "c:a.png", "a\\..\\b.png", "..", ""]
)
def test_names_that_lead_out_of_the_archive_are_refused(name: str) -> None:
    entry = zipfile.ZipInfo("x")
    entry.filename = name
    paths, left_out = list_zip([entry])
    assert paths == []
    assert [each.kind for each in left_out] == ["zip_outside"]
    assert left_out[0].sentence


def test_links_devices_locked_large_and_second_entries_are_refused() -> None:
    link, device, locked, large, one, two = entries("a/1.png", "a/2.png", "a/3.png", "a/4.png", "a/5.png", "a/5.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    device.external_attr = (stat.S_IFCHR | 0o600) << 16
    locked.flag_bits |= 1
    large.file_size = MOST_BYTES + 1
    one.external_attr = (stat.S_IFREG | 0o644) << 16
    paths, left_out = list_zip([link, device, locked, large, one, two])
    assert paths == ["a/5.png"]
    assert [each.kind for each in left_out] == ["no_file", "no_file", "zip_locked", "zip_large", "zip_twice"]


def test_folders_around_the_class_folders_are_seen_through() -> None:
    assert top_folder(["data/flowers/daisy/a.jpg", "data/flowers/rose/b.jpg"]) == "data/flowers/"
    assert top_folder(["daisy/a.jpg", "daisy/b.jpg"]) == ""
    assert top_folder(["data/daisy/a.jpg", "data/b.jpg"]) == ""
    assert top_folder([]) == ""


def test_nothing_is_written_while_an_archive_is_listed(tmp_path: Path) -> None:
    place = tmp_path / "hostile.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("../outside.png", b"x")
        archive.writestr("a/inside.png", b"y")
    source = ZipSource(place)
    assert list_zip(source.entries)[0] == ["a/inside.png"]
    assert source.read("a/inside.png") == b"y"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hostile.zip"]
    assert not (tmp_path.parent / "outside.png").exists()
