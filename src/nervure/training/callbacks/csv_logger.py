"""CSVLogger: one line an epoch in a file that every spreadsheet opens."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nervure.files import append_text, read_text, write_text
from nervure.training.callbacks.callback import Callback, Logs


class CSVLogger(Callback):
    """Writes the values of each epoch to a CSV file; what is there stays readable at any moment.

    Args:
        filename: the file.
        separator: between the columns.
        append: whether an existing file is continued (after a resumed run) instead of begun anew.

    Examples:
        >>> CSVLogger("history.csv").separator
        ','
    """

    def __init__(self, filename: str | os.PathLike[str], separator: str = ",", append: bool = False) -> None:
        super().__init__()
        self.filename, self.separator, self.append = Path(filename), separator, append
        self._columns: list[str] | None = None

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Takes over the columns of a file that is continued."""
        self._columns = None
        if self.append and self.filename.exists():
            header = read_text(self.filename).splitlines()[:1]
            self._columns = next(csv.reader(header, delimiter=self.separator), None)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Adds the line of the epoch."""
        values = {"epoch": epoch, **(logs or {})}
        if self._columns is None:
            self._columns = self._all_columns(list(values))
            write_text(self.filename, self._line(self._columns))
        append_text(self.filename, self._line([values.get(column, "") for column in self._columns]))

    def _all_columns(self, present: list[str]) -> list[str]:
        """With ``validation_freq`` above 1 the first epoch has no validation values, but later ones do."""
        if self.params.get("validates") and not any(label.startswith("val_") for label in present):
            return [*present, *(f"val_{label}" for label in present if label != "epoch")]
        return present

    def _line(self, values: Sequence[Any]) -> str:
        written = io.StringIO()
        csv.writer(written, delimiter=self.separator, lineterminator="\n").writerow(values)
        return written.getvalue()
