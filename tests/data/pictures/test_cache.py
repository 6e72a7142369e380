from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from nervure.data import ImageFolder, image_folder
from nervure.data.pictures.cache import digest, shared_rows
from nervure.data.pictures.framing import Frame
from nervure.data.pictures.reading import Reading
from nervure.data.pictures.source import FolderSource
from nervure.files import make_folder
from tests.conftest import ROOT
from tests.data.made_pictures import digit_folder, photograph, written

READING = Reading(Frame(28, 28), "grayscale", "uint8", False, 0, 2)
# Opens the folder and goes through its pictures again and again; says when it begins with them.
PROGRAM = """
import sys
from nervure.data import image_folder
dataset = image_folder(sys.argv[1], 20, dtype="uint8", cache_folder=sys.argv[2], batch_size=4, workers=2)
print("open", flush=True)
for batch in dataset.in_order().batches():
    print(int(batch.x[0].sum()), flush=True)
"""


def large_folder(place: Path, count: int = 24) -> Path:
    """Pictures too large to be decoded when they are looked at."""
    for number in range(count):
        folder = make_folder(place / str(number % 2))
        (folder / f"{number}.jpg").write_bytes(written(np.roll(photograph(400, 500), number), "JPEG", quality=98))
    return place


def pixels(dataset: ImageFolder) -> Any:
    return torch.cat([batch.x[0] for batch in dataset.in_order().batches()]).numpy()


def started(*arguments: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
@pytest.mark.parametrize("size", [28, 20])
def test_a_cache_changes_no_picture_in_this_run_or_the_next(tmp_path: Path, dtype: str, size: int) -> None:
    folder = digit_folder(tmp_path / "pictures")
    (folder / "1" / "9.webp").write_bytes(written(photograph(70, 50), "WEBP", 6))
    plain = pixels(image_folder(folder, size, "grayscale", dtype=dtype))
    for _ in range(2):
        dataset = image_folder(folder, size, "grayscale", dtype=dtype, cache_folder=tmp_path / "cache")
        np.testing.assert_array_equal(pixels(dataset), plain)
        np.testing.assert_array_equal(pixels(dataset), plain)
    (path,) = (tmp_path / "cache").iterdir()
    bytes_each = size * size * (1 if dtype == "uint8" else 4)
    assert 13 * bytes_each <= path.stat().st_size < 13 * bytes_each + 1024


def test_the_next_run_opens_no_picture(tmp_path: Path) -> None:
    folder = large_folder(tmp_path / "pictures", 6)
    options: dict[str, Any] = {"dtype": "uint8", "cache_folder": tmp_path / "cache"}
    before = pixels(image_folder(folder, 20, **options))
    for path in folder.rglob("*.jpg"):
        found = path.stat()
        path.write_bytes(bytes(found.st_size))  # as large and as old as before, but no picture any more
        os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
    np.testing.assert_array_equal(pixels(image_folder(folder, 20, **options)), before)


def test_a_file_belongs_to_its_pictures_and_to_the_way_they_are_read(tmp_path: Path) -> None:
    folder = digit_folder(tmp_path)
    source, paths = FolderSource(folder), ["0/0.png", "0/1.png", "gone.png"]
    first = digest(source, paths, READING)
    others = [
        READING._replace(frame=Frame(20, 28)), READING._replace(frame=Frame(28, 28, "area")),
        READING._replace(color_mode="rgb"), READING._replace(dtype="float32"), READING._replace(reduced=True),
    ]  # fmt: skip
    found = {first, *(digest(source, paths, each) for each in others), digest(source, paths[:2], READING)}
    assert len(found) == 7
    assert digest(source, paths, READING._replace(workers=1, cache_bytes=9)) == first
    os.utime(folder / "0" / "1.png", ns=(5, 5))
    assert digest(source, paths, READING) not in found


def test_two_folders_whose_files_differ_only_in_their_pixels_have_two_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        place = make_folder(tmp_path / name) / "0.bmp"
        place.write_bytes(bytes(70))
        os.utime(place, ns=(5, 5))
    (tmp_path / "link").symlink_to(tmp_path / "one")
    one, two, link = (digest(FolderSource(tmp_path / name), ["0.bmp"], READING) for name in ("one", "two", "link"))
    assert one != two
    assert one == link


def test_only_the_files_used_last_stay(tmp_path: Path) -> None:
    folder = digit_folder(tmp_path / "pictures")
    for side in range(1, 12):
        reading = READING._replace(frame=Frame(side, side))
        assert shared_rows(tmp_path / "cache", FolderSource(folder), ["0/0.png"], reading) is not None
        for path in (tmp_path / "cache").iterdir():
            os.utime(path, (path.stat().st_mtime - 10,) * 2)
    assert len(list((tmp_path / "cache").iterdir())) == 8


def test_without_room_or_rights_memory_is_used_and_said(tmp_path: Path, advice: Callable[[], list[str]]) -> None:
    folder = digit_folder(tmp_path / "pictures")
    (tmp_path / "file").write_text("a file where a folder is needed")
    dataset = image_folder(folder, 28, "grayscale", cache_folder=tmp_path / "file")
    assert pixels(dataset).shape == (12, 28, 28, 1)
    assert len(advice()) == 1
    assert str(tmp_path / "file") in advice()[0]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="limits of a process are those of Linux")
def test_a_file_that_may_not_grow_so_large_is_no_end_of_the_run(
    tmp_path: Path, advice: Callable[[], list[str]]
) -> None:
    folder = digit_folder(tmp_path / "pictures")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        dataset = image_folder(folder, 28, "grayscale", cache_folder=tmp_path / "cache")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert pixels(dataset).shape == (12, 28, 28, 1)
    assert len(advice()) == 1
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_kill_while_the_cache_is_filled_leaves_pictures_that_are_whole(tmp_path: Path) -> None:
    folder, cache = large_folder(tmp_path / "pictures"), tmp_path / "cache"
    with started(folder, cache) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(3)]
        process.kill()
    assert said[0] == "open\n"
    assert process.wait() == -signal.SIGKILL
    expected = pixels(image_folder(folder, 20, dtype="uint8"))
    np.testing.assert_array_equal(pixels(image_folder(folder, 20, dtype="uint8", cache_folder=cache)), expected)


def test_processes_fill_and_read_one_cache_at_once(tmp_path: Path) -> None:
    folder, cache = large_folder(tmp_path / "pictures"), tmp_path / "cache"
    image_folder(folder, 20, dtype="uint8", cache_folder=cache)  # the file is there
    with started(folder, cache) as one, started(folder, cache) as two:
        said = [process.communicate(timeout=120)[0].split() for process in (one, two)]
    dataset = image_folder(folder, 20, dtype="uint8", batch_size=4)
    expected = ["open", *(str(int(batch.x[0].sum())) for batch in dataset.in_order().batches())]
    assert said == [expected, expected]
    shared = shared_rows(cache, FolderSource(folder), *_listed(folder))
    assert shared is not None
    assert shared.has(np.arange(24)).all()


def _listed(folder: Path) -> tuple[list[str], Reading]:
    paths = [Path(path).relative_to(folder).as_posix() for path in image_folder(folder, 20, shuffle=False).file_paths]
    return paths, Reading(Frame(20, 20), "rgb", "uint8", True, 0, 1)
