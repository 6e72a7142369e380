"""Reads that fail because of the machine, in everything that reads images: an error of it, never a broken image."""

from __future__ import annotations

import contextlib
import errno
import os
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import nervure
from nervure.cli.application import main
from nervure.data import audit, image_folder, load_npz, picture_parts
from nervure.data.pictures.alike_files import groups_of_files
from nervure.data.pictures.source import FolderSource, ZipSource, bytes_of
from nervure.errors import FileError
from nervure.tasks.saved_run import SavedRun
from tests.data.made_pictures import digit_folder
from tests.tasks.saved_runs import DIGIT_PICTURES, dense_network, save_run

_MEMORY = Path("/proc/self/mem")  # its first page is nobody's: Linux answers a read of it with EIO
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the failing file is one of Linux")


def read_folder(place: Path, run: Path) -> Any:
    return image_folder(place, 28, "grayscale").num_samples


def read_batches(place: Path, run: Path) -> Any:
    return sum(batch.size for batch in image_folder(place, 28, "grayscale", cache_bytes=0).batches())


def read_resized(place: Path, run: Path) -> Any:
    return sum(batch.size for batch in image_folder(place, 12, "rgb").batches())


def read_cached(place: Path, run: Path) -> Any:
    return image_folder(place, 28, "grayscale", cache_folder=run.parent / "cache").num_samples


def read_parts(place: Path, run: Path) -> Any:
    return picture_parts(place, 28, "grayscale").train.num_samples


def read_grouped(place: Path, run: Path) -> Any:
    split = {"validation_split": 0.5, "group_near_duplicates": True}
    return image_folder(place, 28, "grayscale", **split)[0].num_samples


def audited(place: Path, run: Path) -> Any:
    return audit(place).num_files


def predicted(place: Path, run: Path) -> Any:
    return len(SavedRun.open(run).predict(place))


def evaluated(place: Path, run: Path) -> Any:
    return SavedRun.open(run).dataset(place).num_samples


READERS: dict[str, Callable[[Path, Path], Any]] = {
    each.__name__: each
    for each in (read_folder, read_batches, read_resized, read_cached, read_parts, read_grouped, audited, predicted,
                 evaluated)
}  # fmt: skip
COMMANDS = {
    "audit": ["audit", "{place}"],
    "train": ["train", "{place}", "--out", "{new}", "--epochs", "1", "--model", "lecture-mlp"],
    "predict": ["predict", "{run}", "{place}"],
    "evaluate": ["evaluate", "{run}", "{place}"],
}


def kinds_of_place(folder: Path) -> dict[str, Path]:
    """The same images in a folder, in an archive, and named in a table."""
    digits = digit_folder(folder / "digits", a_class=4)
    names = sorted(path.relative_to(digits).as_posix() for path in digits.rglob("*.png"))
    with zipfile.ZipFile(folder / "digits.zip", "w") as archive:
        for name in names:
            archive.write(digits / name, name)
    lines = ["path,label", *(f"{name},{name[0]}" for name in names)]
    (digits / "table.csv").write_text("\n".join(lines), encoding="utf-8")
    return {"folder": digits, "zip": folder / "digits.zip", "table": digits / "table.csv"}


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return kinds_of_place(tmp_path_factory.mktemp("images"))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run") / "run"
    return save_run(folder, dense_network(3, units=4), labels=["0", "1", "2"], pictures=DIGIT_PICTURES)


@contextlib.contextmanager
def room_for(number: int) -> Iterator[None]:
    """This process may open so many files more."""
    lowest = os.dup(0)
    os.close(lowest)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest + number, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def with_failing_image(place: Path) -> Path:
    """Beside the images of a folder one that the disk cannot read; the table names it, too."""
    folder = place if place.is_dir() else place.parent
    failing = folder / "1" / "failing.png"
    failing.symlink_to(_MEMORY)
    if place.suffix == ".csv":
        place.write_text(f"{place.read_text(encoding='utf-8')}\n1/failing.png,1", encoding="utf-8")
    return failing


def test_the_failing_file_does_fail() -> None:
    with pytest.raises(OSError, match="rror") as caught:
        _MEMORY.read_bytes()
    assert caught.value.errno == errno.EIO
    with room_for(0), pytest.raises(OSError, match="Too many") as caught:
        Path(__file__).read_bytes()
    assert caught.value.errno == errno.EMFILE


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", ["folder", "table"])
def test_a_read_that_the_disk_fails_is_no_broken_image(tmp_path: Path, run: Path, kind: str, reader: str) -> None:
    place = kinds_of_place(tmp_path)[kind]
    READERS[reader](place, run)
    failing = with_failing_image(place)
    with pytest.raises(FileError, match=r"the disk, or the connection to it, failed") as caught:
        READERS[reader](place, run)
    assert caught.value.errno == errno.EIO
    assert failing.name in str(caught.value)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", ["folder", "zip", "table"])
def test_where_no_more_files_may_be_opened_no_image_is_taken_for_broken(
    places: dict[str, Path], run: Path, kind: str, reader: str
) -> None:
    expected = READERS[reader](places[kind], run)  # whatever is imported on the way is there from now on
    failed = []
    for number in range(12):
        with room_for(number):
            try:
                assert READERS[reader](places[kind], run) == expected, "fewer images, without a word"
            except FileError as error:
                failed.append(error.errno)
    assert set(failed) == {errno.EMFILE}
    assert READERS[reader](places[kind], run) == expected


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_end_with_the_error_of_the_machine(
    tmp_path: Path, run: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place = kinds_of_place(tmp_path)["folder"]
    with_failing_image(place)
    words = [word.format(place=place, run=run, new=tmp_path / "new") for word in COMMANDS[command]]
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 1
    said = capsys.readouterr()
    assert "failing.png: the disk, or the connection to it, failed" in said.err
    assert "broken" not in said.err + said.out
    assert not (tmp_path / "new" / "model.safetensors").exists()


def test_a_disk_that_fails_after_the_folder_was_looked_over_ends_the_epoch(tmp_path: Path) -> None:
    folder = digit_folder(tmp_path / "digits", a_class=4)
    images = image_folder(folder, 12, "rgb", cache_bytes=0)
    (folder / "1" / "0.png").unlink()
    (folder / "1" / "0.png").symlink_to(_MEMORY)
    with pytest.raises(FileError, match="the disk, or the connection to it, failed"):
        list(images.batches())
    assert not images.left_out


def test_an_archive_whose_disk_fails_in_the_middle_holds_no_damaged_image(places: dict[str, Path]) -> None:
    source = ZipSource(places["zip"])
    (opened,) = (each for each in Path("/proc/self/fd").iterdir() if os.path.realpath(each) == str(places["zip"]))
    with _MEMORY.open("rb", buffering=0) as memory:
        os.dup2(memory.fileno(), int(opened.name))
        with pytest.raises(FileError, match="the disk, or the connection to it, failed"):
            bytes_of(source, "0/0.png")


def test_what_looks_alike_is_not_judged_without_images_that_the_disk_did_not_give(tmp_path: Path) -> None:
    folder = digit_folder(tmp_path / "digits", a_class=2)
    with_failing_image(folder)
    with pytest.raises(FileError, match="failed"):
        groups_of_files(FolderSource(folder), ["0/0.png", "1/failing.png"], 1)


def test_an_image_and_a_file_of_arrays_read_alone_are_no_broken_ones_either(tmp_path: Path) -> None:
    arrays, image = tmp_path / "a.npz", tmp_path / "a.png"
    np.savez(arrays, x=np.zeros((3, 4)), y=np.arange(3))
    Image.new("L", (4, 4)).save(image)
    load_npz(arrays)
    nervure.data.load_img(image)
    for read in (lambda: load_npz(arrays), lambda: nervure.data.load_img(image)):
        with room_for(0), pytest.raises(FileError, match="too many files are open"):
            read()


def test_a_file_that_may_not_be_read_is_the_files_own_fault_and_left_out(tmp_path: Path) -> None:
    folder = digit_folder(tmp_path / "digits", a_class=2)
    (folder / "0" / "loop.png").symlink_to("loop.png")
    (folder / "0" / "nowhere.png").symlink_to("gone.png")
    assert len(image_folder(folder, 28, "grayscale").left_out) == 2
