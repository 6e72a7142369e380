from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from nervure.data.pictures.framing import Frame
from nervure.data.pictures.picture_file import decode
from nervure.data.pictures.reading import Reading
from nervure.data.pictures.resize import resize
from nervure.data.pictures.source import FolderSource
from nervure.data.pictures.store import PictureStore, usual_workers
from nervure.records.picture_folder import LeftOut
from tests.data.made_pictures import digit_folder, photograph, written

EACH = 28 * 28


def store(folder: Path, size: int = 28, **changed: Any) -> PictureStore:
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))
    given = {"color_mode": "grayscale", "dtype": "float32", "reduced": False, "cache_bytes": 1 << 20, "workers": 2}
    made = PictureStore(FolderSource(folder), paths, Reading(Frame(size, size), **given | changed))
    assert not any(isinstance(each, LeftOut) for each in made.found)
    return made


def batches_of(each: PictureStore, *batches: list[int]) -> list[tuple[list[int], torch.Tensor]]:
    arrays = [np.array(numbers, dtype=np.int64) for numbers in batches]
    return [(numbers.tolist(), pictures) for numbers, pictures in each.stream(arrays)]


def pixels(each: PictureStore, number: int) -> np.ndarray[Any, Any]:
    return np.asarray(Image.open(each.source.place / each.paths[number]))[..., None]


@pytest.mark.parametrize("cache_bytes", [0, 5 * EACH, 1 << 20])
def test_pictures_are_the_same_whether_they_are_kept_or_not(tmp_path: Path, cache_bytes: int) -> None:
    kept = store(digit_folder(tmp_path), cache_bytes=cache_bytes)
    assert (kept.num_kept, kept.kept_bytes) == (min(cache_bytes // EACH, 12), min(cache_bytes // EACH, 12) * EACH)
    for _ in range(2):
        made = batches_of(kept, [11, 0, 3, 7], [5, 6], [1])
        assert [numbers for numbers, _ in made] == [[11, 0, 3, 7], [5, 6], [1]]
        for numbers, pictures in made:
            assert pictures.dtype == torch.float32
            np.testing.assert_array_equal(pictures, np.stack([pixels(kept, number) for number in numbers]))


def test_kept_pictures_are_not_read_from_the_disk_again(tmp_path: Path) -> None:
    kept = store(digit_folder(tmp_path), cache_bytes=6 * EACH)
    before = batches_of(kept, list(range(12)))[0][1]
    for number in range(6):
        (tmp_path / kept.paths[number]).unlink()
    assert torch.equal(batches_of(kept, list(range(12)))[0][1], before)


def test_whole_levels_are_kept_as_bytes_and_others_as_floats(tmp_path: Path) -> None:
    folder = digit_folder(tmp_path)
    assert store(folder).kept_dtype == np.uint8
    assert store(folder, size=20).kept_dtype == np.float32
    assert store(folder, size=20, dtype="uint8").kept_dtype == np.uint8
    smaller = batches_of(store(folder, size=20), [3])[0][1]
    np.testing.assert_array_equal(smaller[0], resize(pixels(store(folder), 3), (20, 20)))
    rounded = batches_of(store(folder, size=20, dtype="uint8"), [3])[0][1]
    assert rounded.dtype == torch.uint8
    np.testing.assert_array_equal(rounded, smaller.round().to(torch.uint8))


def test_what_becomes_unreadable_is_left_out_and_said_once(tmp_path: Path, advice: Any) -> None:
    damaged = store(digit_folder(tmp_path), cache_bytes=0)
    (tmp_path / damaged.paths[3]).unlink()
    (tmp_path / damaged.paths[4]).write_bytes(b"no picture any more")
    for _ in range(2):
        (first, pictures), (second, nothing) = batches_of(damaged, [2, 3, 5], [4])
        assert (first, second) == ([2, 5], [])
        np.testing.assert_array_equal(pictures, np.stack([pixels(damaged, number) for number in (2, 5)]))
        assert nothing.shape == (0, 28, 28, 1)
    assert sorted(damaged.unreadable) == [3, 4]
    assert sorted(line.split()[0] for line in advice()) == [damaged.paths[3], damaged.paths[4]]


def test_large_jpegs_are_read_at_a_part_of_their_size_only_where_that_is_asked_for(tmp_path: Path) -> None:
    for name, orientation in (("a.jpg", 1), ("b.jpg", 6)):
        (tmp_path / name).write_bytes(written(photograph(640, 960), "JPEG", orientation, quality=95))
    whole = batches_of(store(tmp_path, size=64), [0, 1])[0][1]
    reduced = batches_of(store(tmp_path, size=64, reduced=True), [0, 1])[0][1]
    assert not torch.equal(whole, reduced)
    for number, name in enumerate("ab"):
        mean = resize(decode(tmp_path / f"{name}.jpg", "grayscale"), (64, 64), "area")
        # Single pixels of a large picture are noise around its mean, which the reduced one is near to.
        assert np.abs(reduced[number].numpy() - mean).mean() < np.abs(whole[number].numpy() - mean).mean() / 2


def test_going_away_in_the_middle_of_an_epoch_leaves_no_thread_behind(tmp_path: Path) -> None:
    import threading

    each = store(digit_folder(tmp_path), cache_bytes=0)
    stream = each.stream(np.arange(12).reshape(6, 2))
    next(stream)
    assert any(thread.name.startswith("nervure-pictures") for thread in threading.enumerate())
    stream.close()
    assert not any(thread.name.startswith("nervure-pictures") for thread in threading.enumerate())


def test_files_that_cannot_be_read_are_told_from_the_others(tmp_path: Path) -> None:
    digit_folder(tmp_path)
    reading = Reading(Frame(28, 28), "grayscale", "uint8", False, 0, 2)
    each = PictureStore(FolderSource(tmp_path), ["gone.png", "0", "0/1.png"], reading)
    assert [getattr(found, "kind", "used") for found in each.found] == ["not_readable", "not_readable", "used"]


class Watched(FolderSource):
    """A folder that remembers what was read."""

    def __init__(self, place: Path) -> None:
        super().__init__(place)
        self.read_so_far: list[str] = []

    def read(self, path: str) -> bytes:
        self.read_so_far.append(path)
        return super().read(path)


def test_what_was_looked_at_elsewhere_is_read_only_when_it_is_used(tmp_path: Path) -> None:
    looked = store(digit_folder(tmp_path))
    source = Watched(tmp_path)
    found = [*looked.found[:-1], LeftOut.because("picture.damaged", path=looked.paths[-1], problem="inside")]
    each = PictureStore(source, looked.paths, looked.reading, found=found)
    assert (each.found, each.num_kept, each.kept_dtype, source.read_so_far) == (found, 11, np.uint8, [])
    for _ in range(2):
        assert torch.equal(batches_of(each, [3, 0])[0][1], batches_of(looked, [3, 0])[0][1])
    assert source.read_so_far == [looked.paths[3], looked.paths[0]]


def test_the_next_batch_is_decoded_while_one_is_used(tmp_path: Path) -> None:
    source = Watched(digit_folder(tmp_path))
    paths = [f"{label}/{number}.png" for label in range(3) for number in range(4)]
    each = PictureStore(source, paths, Reading(Frame(28, 28), "grayscale", "uint8", False, 0, 2))
    source.read_so_far.clear()
    stream = each.stream(np.arange(12).reshape(3, 4))
    next(stream)
    limit = time.monotonic() + 30
    while len(source.read_so_far) < 8 and time.monotonic() < limit:
        time.sleep(0.001)
    assert sorted(source.read_so_far) == paths[:8], "nobody asked for the second batch yet"
    stream.close()


def test_two_epochs_at_once_disturb_each_other_not(tmp_path: Path) -> None:
    each = store(digit_folder(tmp_path))
    numbers = [np.array([number, 11 - number]) for number in range(12)]
    for (_, one), (_, two), wanted in zip(each.stream(numbers), each.stream(numbers), numbers, strict=True):
        assert torch.equal(one, two)
        np.testing.assert_array_equal(one[0], pixels(each, int(wanted[0])))


def test_there_is_a_thread_for_each_processor_up_to_eight() -> None:
    assert 1 <= usual_workers() <= 8
