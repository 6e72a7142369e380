"""Storage of decoded images by index: in memory, or in a file that processes and runs share."""

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
_PAGE = 64  # sections are aligned to this many bytes, for vector instructions


class PictureRows:
    """Storage for images ``0 ... count - 1`` in memory, and which of them are present.

    Args:
        count: the capacity in images.
        shape: the shape of each: height, width, channels.
        dtype: the type of their levels.
    """

    def __init__(self, count: int, shape: Shape, dtype: DTypeLike) -> None:
        # Not initialized, so the system allocates memory only as images arrive.
        self.pixels: NDArray[Any] = np.empty((count, *shape), dtype)
        self._is_there = np.zeros(count, np.bool_)

    def __len__(self) -> int:
        return len(self.pixels)

    def put(self, number: int, picture: NDArray[Any], header: Sequence[int]) -> None:
        """Stores an image, with its height, width and orientation in the file; does nothing if there is no room."""
        if number < len(self.pixels):
            self.pixels[number] = picture
            self._is_there[number] = True

    def has(self, numbers: Numbers) -> NDArray[np.bool_]:
        """Which of ``numbers`` are present."""
        found = np.zeros(len(numbers), np.bool_)
        in_reach = numbers < len(self.pixels)
        found[in_reach] = self._is_there[numbers[in_reach]]
        return found

    def header(self, number: int) -> tuple[int, int, int] | None:
        """Height, width and orientation of an image stored by another run; None if unknown."""
        return None

    def flush(self) -> None:
        """Publishes new images to other processes and runs."""

    def chosen(self, numbers: Numbers, dtype: DTypeLike) -> PictureRows:
        """A selection of images, renumbered from 0, in another type, which must be lossless.

        Args:
            numbers: the images in the new order; indices past the last one have room, but no image.
            dtype: the type of the levels.
        """
        if self.pixels.dtype == dtype and np.array_equal(numbers, np.arange(len(self))):
            return self
        made = PictureRows(len(numbers), self.pixels.shape[1:], dtype)
        there = np.flatnonzero(self.has(numbers))
        made.pixels[there] = self.pixels[numbers[there]]
        made._is_there[there] = True
        return made


class SharedRows(PictureRows):
    """The same in a memory-mapped file: images decoded by one process are available to others and to later runs.

    The file contains a flag per image, its header, and its pixels. Pixels are written first and forced to disk, and
    only then are their flags set: even after a crash, a flagged image is complete. Processes that decode the same image
    at once write the same bytes.

    Args:
        path: the path of the file; an existing one must have been made with the same arguments.
        count: see above.
        shape: see above.
        dtype: see above.

    Raises:
        FileError: the disk is full, or the file cannot be created.
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
        """Stores an image with its header; others see it after the next :meth:`flush`."""
        self.pixels[number], self._headers[number] = picture, header
        self._is_there[number] = True

    def has(self, numbers: Numbers) -> NDArray[np.bool_]:
        """Which of ``numbers`` are present, including those from other processes."""
        return np.asarray(self._is_there[numbers] | (self._marks[numbers] != 0))

    def header(self, number: int) -> tuple[int, int, int] | None:
        """Height, width and orientation of a stored image."""
        if not self._marks[number]:
            return None
        height, width, orientation = self._headers[number].tolist()
        return height, width, orientation

    def flush(self) -> None:
        """Flags new images once they are on disk.

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
    """The offsets of flags, headers and pixels in the file, and its end."""
    sizes = (count, count * _HEADER.itemsize, count * int(np.prod(shape)) * dtype.itemsize)
    places, end = [], _PAGE
    for size in sizes:
        places.append(end)
        end += -(-size // _PAGE) * _PAGE
    return (places[0], places[1], places[2]), end
