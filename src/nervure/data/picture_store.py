"""Pictures of a folder by number: decoded in threads when they are asked for, kept in memory within a bound."""

from __future__ import annotations

import io
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nervure.data.framing import Frame
from nervure.data.picture_file import CHANNELS, Header, decode, examined, strictly
from nervure.data.picture_source import PictureSource
from nervure.errors import advise
from nervure.records.picture_folder import LeftOut

_MOST_WORKERS = 8
_AHEAD = 1  # batches that are being decoded while one is used

Numbers = NDArray[np.int64]


class Reading(NamedTuple):
    """How pictures are read.

    Attributes:
        frame: the size they get.
        color_mode: ``"grayscale"``, ``"rgb"`` or ``"rgba"``.
        dtype: ``"float32"``, or ``"uint8"``, rounded.
        reduced: whether large JPEGs are decoded at a part of their size where that is enough.
        cache_bytes: how many bytes of decoded pictures are kept at most.
        workers: how many threads decode.
    """

    frame: Frame
    color_mode: str
    dtype: str
    reduced: bool
    cache_bytes: int
    workers: int

    @property
    def shape(self) -> tuple[int, int, int]:
        """Of a picture: height, width, channels."""
        return (*self.frame.size, CHANNELS[self.color_mode])


def usual_workers() -> int:
    """One thread for each processor that this process may use, but no more than eight."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, _MOST_WORKERS)


def inspect_all(source: PictureSource, paths: Sequence[str], workers: int) -> list[Header | LeftOut]:
    """What is known of each picture, in order; see :func:`nervure.data.picture_file.examined`."""

    def inspected(path: str) -> Header | LeftOut:
        try:
            return examined(source.read(path), path)
        except OSError as problem:
            return LeftOut.because("picture.not_readable", path=path, problem=problem.strerror or str(problem))

    with strictly(), ThreadPoolExecutor(workers) as pool:
        return list(pool.map(inspected, paths))


class PictureStore:
    """Decoded pictures by number.

    The first ``num_kept`` pictures are kept once they are decoded: an epoch that asks for all of them in any order
    gains as much as by any other choice, and the bound holds by itself. Pictures that cannot be decoded after all are
    told once, noted in ``unreadable``, and left out.

    Args:
        source: where the pictures are.
        paths: of the pictures.
        headers: of the pictures.
        reading: how they are read.
    """

    def __init__(
        self, source: PictureSource, paths: Sequence[str], headers: Sequence[Header], reading: Reading
    ) -> None:
        self.source, self.paths, self.headers, self.reading = source, tuple(paths), tuple(headers), reading
        self.unreadable: dict[int, LeftOut] = {}
        frame = reading.frame
        stay_whole = frame.interpolation == "nearest" or all(frame.keeps(each.height, each.width) for each in headers)
        # Whole grey levels fit into a quarter of the memory, and lose nothing by it.
        self.kept_dtype = np.dtype(np.uint8 if stay_whole or reading.dtype == "uint8" else np.float32)
        bytes_each = int(np.prod(reading.shape)) * self.kept_dtype.itemsize
        self.num_kept = min(len(self.paths), reading.cache_bytes // bytes_each)
        self.kept_bytes = self.num_kept * bytes_each
        self._is_kept = np.zeros(self.num_kept, np.bool_)
        self._kept: NDArray[Any] | None = None
        self._lock = threading.Lock()

    def stream(self, batches: Iterable[Numbers]) -> Iterator[tuple[Numbers, Tensor]]:
        """For each batch the numbers of its pictures, without unreadable ones, and the pictures ``(size, H, W, C)``.

        While one batch is used the next one is decoded.
        """
        pool = ThreadPoolExecutor(self.reading.workers, thread_name_prefix="nervure-pictures")
        try:
            begun: deque[tuple[Numbers, dict[int, Future[NDArray[Any] | None]]]] = deque()
            for numbers in batches:
                begun.append(
                    (numbers, {number: pool.submit(self.decoded, number) for number in self._missing(numbers)})
                )
                if len(begun) > _AHEAD:
                    yield self._gathered(*begun.popleft())
            while begun:
                yield self._gathered(*begun.popleft())
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def decoded(self, number: int) -> NDArray[Any] | None:
        """Picture ``number`` as it is kept, ``(H, W, C)``; None where it cannot be decoded."""
        header, reading = self.headers[number], self.reading
        enough = reading.frame.enough(header.height, header.width) if reading.reduced else None
        try:
            data = io.BytesIO(self.source.read(self.paths[number]))
            made = reading.frame.framed(decode(data, reading.color_mode, enough))
        except Exception as problem:  # it was whole when the folder was read: removed since, or damaged inside
            self._note(number, problem)
            return None
        if made.dtype != self.kept_dtype:
            made = _rounded(made) if self.kept_dtype == np.uint8 else made.astype(self.kept_dtype)
        if number < self.num_kept:
            self._memory()[number] = made
            self._is_kept[number] = True
        return made

    def _missing(self, numbers: Numbers) -> list[int]:
        is_here = np.zeros(len(numbers), np.bool_)
        in_reach = numbers < self.num_kept
        is_here[in_reach] = self._is_kept[numbers[in_reach]]
        return [int(number) for number in numbers[~is_here] if int(number) not in self.unreadable]

    def _gathered(self, numbers: Numbers, begun: dict[int, Future[NDArray[Any] | None]]) -> tuple[Numbers, Tensor]:
        made = {number: future.result() for number, future in begun.items()}
        if self.unreadable:
            numbers = numbers[[int(number) not in self.unreadable for number in numbers]]
        if len(numbers) and int(numbers.max()) < self.num_kept:
            pictures = torch.from_numpy(self._memory()).index_select(0, torch.from_numpy(numbers))
        else:
            pictures = torch.empty((len(numbers), *self.reading.shape), dtype=_torch_dtype(self.kept_dtype))
            for place, number in enumerate(numbers.tolist()):
                picture = made[number] if number in made else self._memory()[number]
                pictures[place] = torch.from_numpy(picture)
        return numbers, pictures.to(_torch_dtype(np.dtype(self.reading.dtype)))

    def _memory(self) -> NDArray[Any]:
        with self._lock:
            if self._kept is None:
                # Not touched, so the system hands out memory only as pictures arrive.
                self._kept = np.empty((self.num_kept, *self.reading.shape), self.kept_dtype)
            return self._kept

    def _note(self, number: int, problem: Exception) -> None:
        path = self.paths[number]
        said = " ".join(str(problem).split()) or type(problem).__name__
        if number not in self.unreadable:
            self.unreadable[number] = LeftOut.because("picture.damaged", path=path, problem=said)
            advise("picture.lost", path=path, problem=said)


def _rounded(picture: NDArray[Any]) -> NDArray[np.uint8]:
    return np.asarray(np.rint(picture).clip(0, 255), dtype=np.uint8)


def _torch_dtype(dtype: np.dtype[Any]) -> torch.dtype:
    return torch.uint8 if dtype == np.uint8 else torch.float32
