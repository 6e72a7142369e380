"""Pictures by number: decoded in threads when they are asked for, kept in memory or in a file within a bound."""

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
_AHEAD = 1  # batches that are being decoded while one is used
_AT_ONCE = 32  # pictures that a thread looks at before it takes others: handing over is not free
_TINY = 64 * 64  # pixels; where pictures have fewer, threads wait for Python's lock longer than they gain

Made = dict[int, NDArray[Any]]


def usual_workers() -> int:
    """One thread for each processor that this process may use, but no more than eight."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, _MOST_WORKERS)


class PictureStore:
    """Decoded pictures by number, which is their place among ``paths``.

    Without a cache folder the first pictures, as many as there is room for, are kept in memory once they are decoded:
    an epoch that asks for all of them in any order gains as much as by any other choice, and the bound holds by itself.
    With one, all are kept in a file there. Pictures that cannot be decoded after all are told once, noted in
    ``unreadable``, and left out.

    Args:
        source: where the pictures are.
        paths: of the pictures.
        reading: how they are read.
        cache_folder: where decoded pictures lie for other runs and processes; None keeps them in memory.
        found: what is known of each picture, where somebody has looked already; then none is read before it is used.

    Attributes:
        found: what is known of each picture, or why it cannot be used.
        unreadable: pictures that turned out to be damaged, by number.
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
        # The place of each picture in the rows; without room for it one behind them.
        self._places = np.arange(len(self.paths))
        self.found = self._looked_at() if found is None else list(found)
        self._workers = self._suited(self.found)
        self._rows.flush()
        self.use(np.flatnonzero([isinstance(each, Header) for each in self.found]))

    @property
    def kept_dtype(self) -> np.dtype[Any]:
        """The type that decoded pictures are kept in."""
        return self._rows.pixels.dtype

    @property
    def num_kept(self) -> int:
        """How many pictures there is room for."""
        return len(self._rows)

    @property
    def kept_bytes(self) -> int:
        """How many bytes they take at most."""
        return self._rows.pixels.nbytes

    @property
    def is_shared(self) -> bool:
        """Whether they are kept in a file."""
        return isinstance(self._rows, SharedRows)

    def header(self, number: int) -> Header:
        """What is known of a picture that can be used."""
        found = self.found[number]
        assert isinstance(found, Header), "a picture that was left out"
        return found

    def use(self, numbers: Numbers) -> None:
        """Makes room in memory for these pictures alone, in the type that suits them; for what nobody uses, none.

        Args:
            numbers: in order, of pictures that can be used.
        """
        if self.is_shared:
            return
        dtype = np.uint8 if self._keeps_bytes([self.header(number) for number in numbers]) else np.float32
        kept = numbers[: self._room(dtype, len(numbers))]
        self._rows = self._rows.chosen(self._places[kept], dtype)
        self._places = np.full(len(self.paths), len(kept))
        self._places[kept] = np.arange(len(kept))

    def stream(self, batches: Iterable[Numbers]) -> Iterator[tuple[Numbers, Tensor]]:
        """For each batch the numbers of its pictures, without unreadable ones, and the pictures ``(size, H, W, C)``.

        While one batch is used the next one is decoded.
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
        """What is known of a picture; a plain one is kept on the way."""
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
        """Pictures as they are kept, ``(H, W, C)`` each; without those that cannot be decoded."""
        made: Made = {}
        with strictly():
            for number in numbers:
                header = self.header(number)
                try:
                    pixels = self.reading.pixels(self.source.read(self.paths[number]), header)
                except Exception as problem:  # it was whole when it was looked at: removed since, or damaged inside
                    raise_if_of_the_machine(self.source.place / self.paths[number], problem)
                    self._note(number, problem)
                    continue
                made[number] = self._typed(pixels)
                self._rows.put(int(self._places[number]), made[number], header)
        return made

    def _shares(self, numbers: Numbers) -> list[list[int]]:
        """The numbers of what must be decoded, a share for each thread."""
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
        """How many threads decode such pictures."""
        pixels = [each.height * each.width for each in found if isinstance(each, Header)]
        are_tiny = bool(pixels) and sum(pixels) < _TINY * len(pixels)
        return 1 if are_tiny else self.reading.workers

    def _memory(self, found: Sequence[Header | LeftOut] | None) -> PictureRows:
        """Room for all pictures that may be kept while they are looked at, of the type that the first one suits."""
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
        """Whether whole grey levels lose nothing: they fit into a quarter of the memory."""
        frame = self.reading.frame
        is_whole = frame.interpolation == "nearest" or all(frame.keeps(each.height, each.width) for each in headers)
        return is_whole or self.reading.dtype == "uint8"

    def _room(self, dtype: type[np.generic], count: int) -> int:
        """How many of so many pictures may be kept in memory."""
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
