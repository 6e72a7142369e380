"""Predicts images with a saved run: a record of all, a table, or a copy of each image in a folder of its class."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from nervure.errors import FileError
from nervure.files import write_text
from nervure.records.history import EpochRecord, Progress
from nervure.records.picture_folder import LeftOut
from nervure.records.recognition import Recognition, Recognitions
from nervure.render.csv_text import csv_text
from nervure.render.live import TerminalProgress
from nervure.render.terminal import screen_of
from nervure.tasks.asked_images import asked_images
from nervure.tasks.saved_run import SavedRun

_COLUMNS = ("path", "class", "probability", "second", "second_probability")
_WATCHED = 64  # from this many images on, progress is shown


def predict_pictures(run: SavedRun, pictures: Sequence[str | os.PathLike[str]], *, as_is: bool = False) -> Recognitions:
    """The probability of each class for each image; unreadable files are left out, with reasons.

    Args:
        run: the run.
        pictures: files, or folders, zip archives and tables for all images in them.
        as_is: whether to leave photographed symbols unchanged, see :meth:`SavedRun.read_picture`.

    Raises:
        FileError: a folder is empty, or an archive or a table cannot be read.
    """
    asked = list(asked_images([str(Path(picture)) for picture in pictures]))
    seen: list[Recognition] = []
    left_out: list[LeftOut] = []
    is_watched = len(asked) >= _WATCHED and screen_of(sys.stderr).is_terminal
    display, began = TerminalProgress(sys.stderr) if is_watched else None, time.monotonic()
    try:
        for number, answer in enumerate(run.answers(asked, as_is=as_is), 1):
            if isinstance(answer, LeftOut):
                left_out.append(answer)
            else:
                seen.append(answer)
            if display is not None:
                display.update(_progress(number, len(asked), began))
        if display is not None:
            display.end_epoch(EpochRecord(1, 1, time.monotonic() - began, {}, phase="predict"))
    finally:
        if display is not None:
            display.end()
    return Recognitions(run.name, tuple(seen), tuple(left_out), run.ink_is_bright)


def _progress(done: int, count: int, began: float) -> Progress:
    seconds = time.monotonic() - began
    speed = done / seconds if seconds > 0 else 0.0
    left = (count - done) / speed if speed > 0 else None
    return Progress(1, 1, done, count, done, speed, seconds, left, {}, phase="predict")


def refuse_existing(path: Path) -> None:
    """Rejects a table path at which a file already exists.

    Raises:
        FileError: there is already a file.
    """
    if os.path.lexists(path):
        raise FileError.of("predict.exists", where=str(path), got=path.name)


def write_table(recognitions: Recognitions, path: Path) -> None:
    """One line per image: its path, the most likely class, and the second; no cell is run by a spreadsheet.

    Raises:
        FileError: the file already exists, or it cannot be written.
    """
    refuse_existing(path)
    rows = [(each.path, *_flat(each)) for each in recognitions.pictures]
    write_text(path, csv_text([_COLUMNS, *rows]))


def _flat(each: Recognition) -> list[str | float]:
    return [value for label, share in each.most_likely(2) for value in (label, round(share, 6))]
