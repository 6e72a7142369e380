from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pytest

from nervure.data.pictures.rows import PictureRows, SharedRows
from nervure.errors import FileError

SHAPE = (2, 3, 1)


class FailingMemory:
    """Memory whose disk fails."""

    def flush(self, *_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def picture(level: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.full(SHAPE, level, np.uint8)


def test_rows_are_there_once_they_are_put_within_the_room_there_is() -> None:
    rows = PictureRows(3, SHAPE, np.uint8)
    rows.put(1, picture(7), (2, 3, 1))
    rows.put(5, picture(9), (2, 3, 1))
    assert rows.has(np.array([0, 1, 2, 5])).tolist() == [False, True, False, False]
    assert (rows.pixels[1] == 7).all()
    assert rows.header(1) is None
    rows.flush()


def test_rows_can_be_chosen_and_get_another_type() -> None:
    rows = PictureRows(3, SHAPE, np.uint8)
    for number in (0, 2):
        rows.put(number, picture(number + 5), (2, 3, 1))
    assert rows.chosen(np.arange(3), np.uint8) is rows
    made = rows.chosen(np.array([2, 1, 9]), np.float32)
    assert (len(made), made.pixels.dtype) == (3, np.float32)
    assert made.has(np.arange(3)).tolist() == [True, False, False]
    assert (made.pixels[0] == 7).all()


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_what_was_flushed_is_there_for_others_and_later(tmp_path: Path, dtype: type[np.generic]) -> None:
    numbers, path = np.arange(100), tmp_path / "x.pictures"
    one, two = (SharedRows(path, 100, SHAPE, dtype) for _ in range(2))
    for number in (3, 99):
        one.put(number, picture(number), (20, 30, 6))
    assert np.flatnonzero(one.has(numbers)).tolist() == [3, 99]
    assert not two.has(numbers).any()
    one.flush()
    later = SharedRows(path, 100, SHAPE, dtype)
    for rows in (two, later):
        assert np.flatnonzero(rows.has(numbers)).tolist() == [3, 99]
        assert (rows.pixels[99] == 99).all()
        assert (rows.header(3), rows.header(4)) == ((20, 30, 6), None)


def test_a_file_of_something_else_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "x.pictures"
    rows = SharedRows(path, 10, SHAPE, np.uint8)
    rows.put(0, picture(1), (2, 3, 1))
    rows.flush()
    for other in (SharedRows(path, 11, SHAPE, np.uint8), SharedRows(path, 10, SHAPE, np.uint8)):
        assert not other.has(np.arange(10)).any()
    path.write_bytes(bytes(path.stat().st_size))
    assert not SharedRows(path, 10, SHAPE, np.uint8).has(np.arange(10)).any()


def test_a_folder_that_is_not_there_is_an_error_of_files(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        SharedRows(tmp_path / "gone" / "x.pictures", 10, SHAPE, np.uint8)


def test_a_disk_that_fails_while_rows_are_kept_is_said(tmp_path: Path) -> None:
    rows = SharedRows(tmp_path / "x.pictures", 4, SHAPE, np.uint8)
    rows.put(1, picture(7), (2, 3, 1))
    rows._memory = FailingMemory()  # type: ignore[assignment]
    with pytest.raises(FileError, match="disk") as caught:
        rows.flush()
    assert caught.value.errno == errno.EIO
    assert "x.pictures" in str(caught.value)
    assert not SharedRows(tmp_path / "x.pictures", 4, SHAPE, np.uint8).has(np.arange(4)).any()
