"""Shared by all libraries for reading folders: the files are written once, and whole epochs are timed."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.harness.network import Array
from benchmarks.harness.serving import Job, Reading, Turn

# The batches of an epoch, by its number: bytes from 0 to 255, in any layout.
Passes = Callable[[int], Iterable[Array]]


def passes(job: Job, opened: Callable[[Path, int, int], Passes]) -> Turn:
    """Turns that read a folder: reopened each time if the first pass counts, otherwise epoch by epoch for a while.

    Args:
        job: the job.
        opened: opens a folder, given its path, the image size and the batch size.
    """
    folder, side = Path(tempfile.mkdtemp()), job.work.side or job.inputs.x.shape[1]
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    write(job.inputs.x, job.inputs.y, folder)
    later = None if job.work.program == "first" else opened(folder, side, job.work.batch)

    def turn(number: int) -> Reading:
        begin = time.perf_counter()
        read, epochs, batches = later or opened(folder, side, job.work.batch), 0, list[Array]()
        while not epochs or (later is not None and time.perf_counter() - begin < job.work.seconds):
            batches, epochs = list(read(number + epochs)), epochs + 1
        seconds = time.perf_counter() - begin
        count = sum(len(batch) for batch in batches)
        assert count == len(job.inputs.x), f"{count} pictures of {len(job.inputs.x)}"
        level = sum(float(batch.mean()) * len(batch) for batch in batches) / count
        return Reading(seconds, count * epochs, (level,))

    return turn


def write(x: Array, y: Array, folder: Path, suffix: str = ".jpg") -> None:
    """Writes images as JPEGs, or as lossless PNGs, each class into its own folder."""
    from PIL import Image

    for label in set(y.tolist()):
        (folder / str(label)).mkdir()
    for number, (picture, label) in enumerate(zip(x, y, strict=True)):
        Image.fromarray(picture).save(folder / str(label) / f"{number:05}{suffix}", quality=90)
