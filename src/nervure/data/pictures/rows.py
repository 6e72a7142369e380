"""Decoded pictures by number: in memory, or in a file that processes and runs share."""

from __future__ import annotations

import mmap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from nervure.files import explained, shared_memory

Shape = tuple[int, int, int]
Numbers = NDArray[np.int64]

_TITLE = b"nervure pictures 1\n"
_HEADER = np.dtype(("<i4", 3))
_PAGE = 64  # what follows begins at a multiple of so many bytes, as vectors like it


class PictureRows:
    """Room for pictures ``0 ... count - 1`` in memory, and which of them are there.

    Args:
        count: how many pictures there is room for.
        shape: of each: height, width, channels.
        dtype: of their levels.
    """

    def __init__(self, count: int, shape: Shape, dtype: DTypeLike) -> None:
        # Not touched, so the system hands out memory only as pictures arrive.
        self.pixels: NDArray[Any] = np.empty((count, *shape), dtype)
        self._is_there = np.zeros(count, np.bool_)

    def __len__(self) -> int:
        return len(self.pixels)

    def put(self, number: int, picture: NDArray[Any], header: Sequence[int]) -> None:
        """Keeps a picture, with its height, width and orientation in the file; without room for it, nothing."""
        if number < len(self.pixels):
            self.pixels[number] = picture
            self._is_there[number] = True

    def has(self, numbers: Numbers) -> NDArray[np.bool_]:
        """Which of ``numbers`` are there."""
        found = np.zeros(len(numbers), np.bool_)
        in_reach = numbers < len(self.pixels)
        found[in_reach] = self._is_there[numbers[in_reach]]
        return found

    def header(self, number: int) -> tuple[int, int, int] | None:
        """Height, width and orientation of a picture that is there from another run; None where they are not known."""
        return None

    def flush(self) -> None:
        """Hands on to other processes and runs what came since."""

    def chosen(self, numbers: Numbers, dtype: DTypeLike) -> PictureRows:
        """Some of the pictures, with ``numbers`` from 0 on, in another type, which must lose nothing.

        Args:
            numbers: of the pictures in the new order; for those behind the last one there is room, but no picture.
            dtype: of the levels.
        """
        if self.pixels.dtype == dtype and np.array_equal(numbers, np.arange(len(self))):
            return self
        made = PictureRows(len(numbers), self.pixels.shape[1:], dtype)
        there = np.flatnonzero(self.has(numbers))
        made.pixels[there] = self.pixels[numbers[there]]
        made._is_there[there] = True
        return made


class SharedRows(PictureRows):
    """The same in a file, mapped into memory: what one process has decoded, others and later runs find there.

    The file holds a mark for each picture, its header, and its pixels. Pixels are written first and forced to disk, and
    only then their marks are set: whenever a process or the machine dies, a picture that is marked is whole. Processes
    that decode the same picture at once write the same bytes.

    Args:
        path: of the file; one that is there must have been made with the same arguments.
        count: see above.
        shape: see above.
        dtype: see above.

    Raises:
        FileError: there is no room for it, or it cannot be made.
    """

    def __init__(self, path: Path, count: int, shape: Shape, dtype: DTypeLike) -> None:
        self._path = path
        places, size = _layout(count, shape, np.dtype(dtype))
        self._memory: mmap.mmap = shared_memory(path, size, _TITLE)
        marks, headers, pixels = places
        self._marks = np.frombuffer(self._memory, np.uint8, count, marks)
        self._headers: NDArray[np.int32] = np.frombuffer(self._memory, _HEADER, count, headers)
        self.pixels = np.frombuffer(self._memory, (np.dtype(dtype), shape), count, pixels)
        self._is_there = self._marks != 0
        self._end_of_marks = headers

    def put(self, number: int, picture: NDArray[Any], header: Sequence[int]) -> None:
        """Keeps a picture with its header; others hear of it with the next :meth:`flush`."""
        self.pixels[number], self._headers[number] = picture, header
        self._is_there[number] = True

    def has(self, numbers: Numbers) -> NDArray[np.bool_]:
        """Which of ``numbers`` are there, those of other processes among them."""
        return np.asarray(self._is_there[numbers] | (self._marks[numbers] != 0))

    def header(self, number: int) -> tuple[int, int, int] | None:
        """Height, width and orientation of a picture that is there."""
        if not self._marks[number]:
            return None
        height, width, orientation = self._headers[number].tolist()
        return height, width, orientation

    def flush(self) -> None:
        """Marks what came since, once it is on the disk.

        Raises:
            FileError: the disk is full, or fails.
        """
        fresh = self._is_there & (self._marks == 0)
        if fresh.any():
            with explained(self._path):
                self._memory.flush()
                self._marks[fresh] = 1
                self._memory.flush(0, self._end_of_marks)


def _layout(count: int, shape: Shape, dtype: np.dtype[Any]) -> tuple[tuple[int, int, int], int]:
    """Where marks, headers and pixels begin in the file, and where it ends."""
    sizes = (count, count * _HEADER.itemsize, count * int(np.prod(shape)) * dtype.itemsize)
    places, end = [], _PAGE
    for size in sizes:
        places.append(end)
        end += -(-size // _PAGE) * _PAGE
    return (places[0], places[1], places[2]), end
