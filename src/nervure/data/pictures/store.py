"""Images by index: decoded in threads on request, cached in memory or in a file within a limit."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nervure.data.pictures.cache import shared_rows
from nervure.data.pictures.picture_file import Header, said_by, strictly
from nervure.data.pictures.reading import Reading
from nervure.data.pictures.rows import Numbers, PictureRows, SharedRows
from nervure.data.pictures.source import PictureSource, bytes_of
from nervure.errors import advise
from nervure.files import raise_if_of_the_machine
from nervure.records.picture_folder import LeftOut

_MOST_WORKERS = 8
_AHEAD = 1  # batches decoded ahead while one is used
_AT_ONCE = 32  # images per task of a thread: dispatching is not free
_TINY = 64 * 64  # pixels; for smaller images, threads lose more time on Python's lock than they gain

Made = dict[int, NDArray[Any]]


def usual_workers() -> int:
    """One thread per processor available to this process, but at most eight."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, _MOST_WORKERS)


class PictureStore:
    """Decoded images by index in ``paths``.

    Without a cache folder, the first images that fit are kept in memory once they are decoded: an epoch that reads all
    images in any order gains as much as with any other choice, and the limit holds automatically. With a cache folder,
    all are kept in a file there. Images that turn out not to be decodable are reported once, recorded in
    ``unreadable``, and left out.

    Args:
        source: the source of the images.
        paths: the paths of the images.
        reading: how they are read.
        cache_folder: the folder of decoded images for other runs and processes; None keeps them in memory.
        found: the facts about each image, if already examined; then none is read before it is used.

    Attributes:
        found: the facts about each image, or why it cannot be used.
        unreadable: images that turned out to be damaged, by index.
    """

    def __init__(
        self,
        source: PictureSource,
        paths: Sequence[str],
        reading: Reading,
        cache_folder: Path | None = None,
        found: Sequence[Header | LeftOut] | None = None,
    ) -> None:
        self.source, self.paths, self.reading = source, tuple(paths), reading
        self.unreadable: dict[int, LeftOut] = {}
        shared = None if cache_folder is None else shared_rows(cache_folder, source, self.paths, reading)
        self._rows = self._memory(found) if shared is None else shared
        # The row of each image; one past the last row if it has no room.
        self._places = np.arange(len(self.paths))
        self.found = self._looked_at() if found is None else list(found)
        self._workers = self._suited(self.found)
        self._rows.flush()
        self.use(np.flatnonzero([isinstance(each, Header) for each in self.found]))

    @property
    def kept_dtype(self) -> np.dtype[Any]:
        """The type of cached images."""
        return self._rows.pixels.dtype

    @property
    def num_kept(self) -> int:
        """The cache capacity in images."""
        return len(self._rows)

    @property
    def kept_bytes(self) -> int:
        """The cache limit in bytes."""
        return self._rows.pixels.nbytes

    @property
    def is_shared(self) -> bool:
        """Whether the cache is a file."""
        return isinstance(self._rows, SharedRows)

    def header(self, number: int) -> Header:
        """The facts about a usable image."""
        found = self.found[number]
        assert isinstance(found, Header), "a picture that was left out"
        return found

    def use(self, numbers: Numbers) -> None:
        """Allocates memory only for these images, in a suitable type; unused images get none.

        Args:
            numbers: the indices of the usable images, in order.
        """
        if self.is_shared:
            return
        dtype = np.uint8 if self._keeps_bytes([self.header(number) for number in numbers]) else np.float32
        kept = numbers[: self._room(dtype, len(numbers))]
        self._rows = self._rows.chosen(self._places[kept], dtype)
        self._places = np.full(len(self.paths), len(kept))
        self._places[kept] = np.arange(len(kept))

    def stream(self, batches: Iterable[Numbers]) -> Iterator[tuple[Numbers, Tensor]]:
        """Yields for each batch the indices of its images, without unreadable ones, and the images ``(size, H, W, C)``.

        The next batch is decoded while one is used.
        """
        pool = ThreadPoolExecutor(self._workers, thread_name_prefix="nervure-pictures")
        try:
            begun: deque[tuple[Numbers, list[Future[Made]]]] = deque()
            for numbers in batches:
                begun.append((numbers, [pool.submit(self._decoded, each) for each in self._shares(numbers)]))
                if len(begun) > _AHEAD:
                    yield self._gathered(*begun.popleft())
            while begun:
                yield self._gathered(*begun.popleft())
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            self._rows.flush()

    def _looked_at(self) -> list[Header | LeftOut]:
        count = len(self.paths)
        shares = [range(first, min(first + _AT_ONCE, count)) for first in range(_AT_ONCE, count, _AT_ONCE)]
        with strictly():
            found = [*map(self._look, range(min(_AT_ONCE, count)))]
            with ThreadPoolExecutor(self._suited(found)) as pool:
                for share in pool.map(lambda share: [*map(self._look, share)], shares):
                    found += share
        return found

    def _look(self, number: int) -> Header | LeftOut:
        """The facts about an image; a plain one is also cached."""
        known = self._rows.header(number)
        if known is not None:
            return Header(*known)
        path = self.paths[number]
        data = bytes_of(self.source, path)
        if isinstance(data, LeftOut):
            return data
        found, pixels = self.reading.looked_at(data, path)
        if pixels is not None and isinstance(found, Header):
            is_exact = pixels.dtype == np.uint8 or self.reading.dtype == "uint8" or self.kept_dtype == np.float32
            if is_exact:
                self._rows.put(int(self._places[number]), self._typed(pixels), found)
        return found

    def _decoded(self, numbers: Sequence[int]) -> Made:
        """Images as cached, ``(H, W, C)`` each; without those that cannot be decoded."""
        made: Made = {}
        with strictly():
            for number in numbers:
                header = self.header(number)
                try:
                    pixels = self.reading.pixels(self.source.read(self.paths[number]), header)
                except Exception as problem:  # it was fine when examined: deleted since, or damaged inside
                    raise_if_of_the_machine(self.source.place / self.paths[number], problem)
                    self._note(number, problem)
                    continue
                made[number] = self._typed(pixels)
                self._rows.put(int(self._places[number]), made[number], header)
        return made

    def _shares(self, numbers: Numbers) -> list[list[int]]:
        """The indices of the images to decode, one share per thread."""
        is_here = self._rows.has(self._places[numbers])
        missing = [number for number in numbers[~is_here].tolist() if number not in self.unreadable]
        return [share for first in range(self._workers) if (share := missing[first :: self._workers])]

    def _gathered(self, numbers: Numbers, begun: Sequence[Future[Made]]) -> tuple[Numbers, Tensor]:
        made = {number: picture for future in begun for number, picture in future.result().items()}
        if self.unreadable:
            numbers = numbers[[int(number) not in self.unreadable for number in numbers]]
        places = self._places[numbers]
        is_kept = places < len(self._rows)
        if is_kept.all() and len(numbers):
            pictures = torch.from_numpy(self._rows.pixels).index_select(0, torch.from_numpy(places))
        else:
            gathered = np.empty((len(numbers), *self.reading.shape), self.kept_dtype)
            gathered[is_kept] = self._rows.pixels[places[is_kept]]
            for place in np.flatnonzero(~is_kept):
                gathered[place] = made[int(numbers[place])]
            pictures = torch.from_numpy(gathered)
        return numbers, pictures.to(_torch_dtype(np.dtype(self.reading.dtype)))

    def _suited(self, found: Sequence[Header | LeftOut]) -> int:
        """The number of threads for decoding such images."""
        pixels = [each.height * each.width for each in found if isinstance(each, Header)]
        are_tiny = bool(pixels) and sum(pixels) < _TINY * len(pixels)
        return 1 if are_tiny else self.reading.workers

    def _memory(self, found: Sequence[Header | LeftOut] | None) -> PictureRows:
        """Storage for all images that may be cached while they are examined, in the type of the first one."""
        if found is not None:
            return PictureRows(0, self.reading.shape, np.uint8)
        dtype = np.uint8 if self._keeps_bytes(self._first_header()) else np.float32
        return PictureRows(self._room(dtype, len(self.paths)), self.reading.shape, dtype)

    def _first_header(self) -> list[Header]:
        for path in self.paths[:1]:
            data = bytes_of(self.source, path)
            if not isinstance(data, LeftOut):
                with strictly():
                    found, _ = self.reading.looked_at(data, path)
                return [found] if isinstance(found, Header) else []
        return []

    def _keeps_bytes(self, headers: Sequence[Header]) -> bool:
        """Whether integer levels are lossless: they take a quarter of the memory."""
        frame = self.reading.frame
        is_whole = frame.interpolation == "nearest" or all(frame.keeps(each.height, each.width) for each in headers)
        return is_whole or self.reading.dtype == "uint8"

    def _room(self, dtype: type[np.generic], count: int) -> int:
        """How many of ``count`` images may be kept in memory."""
        bytes_each = int(np.prod(self.reading.shape)) * np.dtype(dtype).itemsize
        return min(count, self.reading.cache_bytes // bytes_each)

    def _typed(self, picture: NDArray[Any]) -> NDArray[Any]:
        if picture.dtype == self.kept_dtype:
            return picture
        return _rounded(picture) if self.kept_dtype == np.uint8 else picture.astype(self.kept_dtype)

    def _note(self, number: int, problem: Exception) -> None:
        path = self.paths[number]
        said = said_by(problem)
        if number not in self.unreadable:
            self.unreadable[number] = LeftOut.because("picture.damaged", path=path, problem=said)
            advise("picture.lost", path=path, problem=said)


def _rounded(picture: NDArray[Any]) -> NDArray[np.uint8]:
    return np.asarray(np.rint(picture).clip(0, 255), dtype=np.uint8)


def _torch_dtype(dtype: np.dtype[Any]) -> torch.dtype:
    return torch.uint8 if dtype == np.uint8 else torch.float32
