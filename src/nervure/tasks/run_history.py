"""The training history, read back from the file of a run."""

from __future__ import annotations

import csv
import math
from pathlib import Path

from nervure.files import read_text
from nervure.records.history import HistoryRecord

_EPOCH = "epoch"


def read_history(path: Path) -> HistoryRecord | None:
    """The contents of ``history.csv``; None if there is no such file, or no epoch in it.

    A value that an epoch does not have is nan. A line that was truncated during writing is left out.

    Raises:
        FileError: the file cannot be read.
    """
    if not path.is_file():
        return None
    whole_lines = read_text(path).rpartition("\n")[0]
    head, *lines = [row for row in csv.reader(whole_lines.splitlines()) if row] or [[]]
    rows = [row for row in lines if len(row) == len(head) and row[0].isdecimal()]
    if _EPOCH not in head[:1] or not rows:
        return None
    columns = list(zip(*rows, strict=True))
    values = {name: tuple(map(_number, column)) for name, column in zip(head[1:], columns[1:], strict=True)}
    return HistoryRecord(_training_first(values), tuple(int(epoch) + 1 for epoch in columns[0]))


def _training_first(values: dict[str, tuple[float, ...]]) -> dict[str, tuple[float, ...]]:
    """The loss first, and each quantity before its validation counterpart."""
    names = sorted(values, key=lambda name: (name.removeprefix("val_") != "loss", "rate" in name, name))
    return {name: values[name] for name in names}


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:  # "NA", or a list
        return math.nan
