"""Detects values that are not class labels: regression targets, several classes at once, tables without images."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nervure.errors import DataError
from nervure.files import read_text

_TABLES = (".csv", ".tsv")
_BETWEEN = re.compile(r"[;,|]")
_DELIMITERS = ",;\t"
_FILE_NAME = re.compile(r"\.[A-Za-z]\w{0,4}$")
_FEW = 20  # this many numbers that do not count up may still be classes
_LINES = 5

Array = np.ndarray[Any, Any]


def refuse_other_labels(names: Sequence[str], where: str) -> None:
    """Rejects labels of a table that are regression targets, or that name several classes at once.

    Args:
        names: the different labels.
        where: the table; class folders are not written labels, and pass.

    Raises:
        DataError: they are.
    """
    if Path(where).suffix.lower() not in _TABLES:
        return
    several = [name for name in names if _names_several(name, names)]
    if several:
        raise DataError.of("train.several_labels", where=where, got=", ".join(several[:3]))
    if _are_measured(names):
        raise DataError.of("train.measured", where=where, got=", ".join(sorted(names)[:4]))


def refuse_other_targets(y: Array, where: str) -> None:
    """Rejects the array ``y`` of a file for the same reasons.

    Raises:
        DataError: it holds regression targets, or rows of zeros and ones with several ones.
    """
    column = y[:, 0] if y.ndim == 2 and y.shape[1] == 1 else y
    if column.ndim == 2 and column.dtype.kind in "biuf" and column.size and bool(((column == 0) | (column == 1)).all()):
        if not bool((column.sum(axis=1) == 1).all()):
            raise DataError.of("train.several_labels", where=where, got=f"y {y.shape}: {column[0].tolist()[:8]}, ...")
    elif column.ndim == 1 and column.dtype.kind in "iuf" and _are_measured(_written(column)):
        raise DataError.of("train.measured", where=where, got=f"y {y.shape}: {column[:4].tolist()}, ...")


def _written(column: Array) -> list[str]:
    return [f"{value:g}" for value in np.unique(column).tolist()] if np.isfinite(column).all() else []


def refuse_table_of_numbers(path: Path) -> None:
    """Rejects a table whose cells are numbers: it does not list images.

    Raises:
        DataError: they are.
        FileError: it cannot be read.
    """
    if path.suffix.lower() not in _TABLES or not path.is_file():
        return
    lines = read_text(path).splitlines()[: _LINES + 1]
    rows = list(csv.reader(lines, delimiter=max(_DELIMITERS, key=lines[0].count) if lines else ","))
    cells = [cell.strip() for row in rows[1:] for cell in row if cell.strip()]
    numbers = sum(_number(cell) is not None for cell in cells)
    if numbers > len(cells) / 2 and not any(map(_FILE_NAME.search, cells)):
        raise DataError.of("train.table_of_numbers", where=str(path), got=", ".join(rows[1][:4]))


def _names_several(name: str, names: Sequence[str]) -> bool:
    """Whether a label combines others: ``cat;dog`` if ``cat`` or ``dog;horse`` is a label too."""
    parts = {part.strip() for part in _BETWEEN.split(name)}
    if len(parts) < 2 or "" in parts:
        return False
    return any(parts & {part.strip() for part in _BETWEEN.split(other)} for other in names if other != name)


def _are_measured(names: Sequence[str]) -> bool:
    """Whether labels are fractional numbers, or many whole numbers that do not count up from 0 or 1."""
    numbers = [_number(name) for name in names]
    known = sorted(number for number in numbers if number is not None)
    if not known or len(known) < len(numbers):
        return False
    if any(number != np.floor(number) for number in known):
        return True
    counts_up = known[0] in (0, 1) and known[-1] - known[0] == len(known) - 1
    return len(known) > _FEW and not counts_up


def _number(word: str) -> float | None:
    try:
        number = float(word)
    except ValueError:
        return None
    return number if np.isfinite(number) else None
