from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from nervure.errors import FileError
from nervure.tasks.archived_picture import ArchivedPicture, OpenArchive


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    with zipfile.ZipFile(tmp_path / "photos.ZIP", "w") as made:
        made.writestr("cat/1.png", b"picture")
        made.writestr("../outside.png", b"never read")
    return tmp_path / "photos.ZIP"


def test_an_entry_is_named_as_if_the_archive_were_a_folder(archive: Path) -> None:
    picture = ArchivedPicture.named(archive / "cat" / "1.png")
    assert picture == ArchivedPicture(archive, "cat/1.png")
    assert picture.read().getvalue() == b"picture"


def test_one_archive_stays_open_for_the_next_picture(archive: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "others.zip", "w") as made:
        made.writestr("1.png", b"another")
    archives = OpenArchive()
    ours = archives.opened(archive)
    assert archives.opened(archive) is ours
    assert ArchivedPicture(archive, "cat/1.png").read(archives).getvalue() == b"picture"
    assert ArchivedPicture(tmp_path / "others.zip", "1.png").read(archives).getvalue() == b"another"
    assert archives.opened(archive) is not ours, "one at a time"


def test_everything_else_is_no_entry(archive: Path) -> None:
    (archive.parent / "folder.zip").mkdir()
    for place in (
        archive,
        archive.parent / "folder.zip" / "1.png",
        archive.parent / "none.zip" / "1.png",
        Path("1.png"),
    ):
        assert ArchivedPicture.named(place) is None


def test_what_is_not_there_or_damaged_is_an_error_of_ours(archive: Path) -> None:
    with pytest.raises(FileError, match=r"cat/1\.png"):
        ArchivedPicture(archive, "cat/2.png").read()
    with pytest.raises(FileError, match="no such file"):
        ArchivedPicture(archive, "../outside.png").read()
    archive.write_bytes(archive.read_bytes().replace(b"picture", b"pictura"))
    with pytest.raises(FileError, match="damaged"):
        ArchivedPicture(archive, "cat/1.png").read()
