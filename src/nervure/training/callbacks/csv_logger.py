"""CSVLogger: one line per epoch in a file that every spreadsheet opens."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import NoneType
from typing import Any

import numpy as np

from nervure.arguments import Flag, PathLike, Word, checked
from nervure.errors import FileError, advise
from nervure.files import append_text, is_disk_full, make_folder, read_text, write_text
from nervure.render.csv_text import csv_text, safe_cell
from nervure.training.callbacks.callback import Callback, Logs
from nervure.training.remembered import remembered

_MISSING = "NA"  # as Keras writes it; spreadsheets and pandas understand it


class CSVLogger(Callback):
    """Writes the values of each epoch to a CSV file, which is readable at any moment.

    The columns are ``epoch`` (counted from 0) and the values by name, in alphabetical order, as Keras writes them. A
    missing value is ``NA``. If the disk is full, training continues, and lines are buffered until there is room.

    Args:
        filename: the file. Missing folders are created.
        separator: between the columns, one character.
        append: whether to append to an existing file (after a resumed run) instead of overwriting it.

    Examples:
        >>> CSVLogger("history.csv").separator
        ','
    """

    @checked
    def __init__(self, filename: PathLike, separator: Word = ",", append: Flag = False) -> None:
        super().__init__()
        self.filename, self.separator, self.append = Path(filename), separator, append
        self._columns: list[str] | None = None
        self._told = False
        self._waiting, self._is_new = "", False

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Creates the folder before the first epoch, and adopts the columns of a file to append to."""
        make_folder(self.filename.parent)
        self._columns, self._told = None, False
        self._waiting, self._is_new = "", False
        if self.append and self.filename.exists():
            written = read_text(self.filename)
            self._columns = next(csv.reader(written.splitlines()[:1], delimiter=self.separator), None)
            if written and not written.endswith("\n"):
                append_text(self.filename, "\n")  # an interrupted line stays a single line

    def get_state(self) -> dict[str, Any]:
        """The content of the file, so that no line is duplicated or lost."""
        if self._columns is None or not (self._is_new or self.filename.exists()):
            return {"columns": self._columns, "text": None}
        written = "" if self._is_new else read_text(self.filename)
        return {"columns": self._columns, "text": written + self._waiting}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Restores the content of the file."""
        remembered(state, {"columns": ([str], NoneType), "text": (str, NoneType)})
        self._columns = state["columns"]
        if state["text"] is not None:
            make_folder(self.filename.parent)
            write_text(self.filename, state["text"])

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Adds the line of the epoch."""
        values = {"epoch": epoch, **{safe_cell(label): value for label, value in (logs or {}).items()}}
        if self._columns is None:
            self._columns = self._all_columns(sorted(values.keys() - {"epoch"}))
            self._waiting, self._is_new = self._line(self._columns), True
        self._advise_on_lost(values)
        self._waiting += self._line([_cell(values.get(column, _MISSING)) for column in self._columns])
        self._write()

    def _write(self) -> None:
        """Writes the buffered lines."""
        try:
            (write_text if self._is_new else append_text)(self.filename, self._waiting)
        except FileError as error:
            if not is_disk_full(error):
                raise
            advise("callbacks.disk_full", path=self.filename)
        else:
            self._waiting, self._is_new = "", False

    def _all_columns(self, labels: list[str]) -> list[str]:
        """With ``validation_freq`` above 1 the first epoch has no validation values, but later ones do."""
        lacks_validation = self.params.get("validates") and not any(label.startswith("val_") for label in labels)
        return ["epoch", *labels, *(f"val_{label}" for label in labels if lacks_validation)]

    def _advise_on_lost(self, values: Mapping[str, Any]) -> None:
        lost = [label for label in values if label not in (self._columns or ())]
        if lost and not self._told:
            self._told = True
            advise("callbacks.no_column", path=self.filename, names=", ".join(lost))

    def _line(self, values: Sequence[Any]) -> str:
        return csv_text([values], self.separator)


def _cell(value: Any) -> Any:
    """The text of a cell: arrays as lists, on one line."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        return value
    return np.asarray(value).tolist()
