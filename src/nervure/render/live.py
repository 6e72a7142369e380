"""Live progress: on a terminal, in a file or pipe, in a notebook."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Protocol, Self, TextIO

from rich.cells import cell_len

from nervure.records.history import EpochRecord, Progress
from nervure.render.notebook import display_piece, shows_in_notebook
from nervure.render.progress import epoch_line, progress_line
from nervure.render.progress_html import progress_html
from nervure.render.terminal import screen_of, width_of, write

_TERMINAL_INTERVAL_SECONDS = 0.1
_NOTEBOOK_INTERVAL_SECONDS = 0.25
_PLAIN_WIDTH = 120
_INTERRUPT_ECHO = "^C"


class Display(Protocol):
    """A progress display. Call ``end`` in a ``finally``, so that an interrupted run also leaves a clean line."""

    def begin(self, total_epochs: int) -> None:
        """A run starts."""
        ...

    def update(self, progress: Progress) -> None:
        """A batch is finished. May be called after every batch: a display draws only as often as the eye can follow."""
        ...

    def end_epoch(self, epoch: EpochRecord) -> None:
        """An epoch is finished; its line or row stays."""
        ...

    def end(self) -> None:
        """The run has ended, possibly in the middle of an epoch; may be called twice."""
        ...


class _Closing:
    """Makes a display usable in a ``with`` statement: however the run ends, the display ends too."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """The run has ended; there is nothing to clean up here."""


class TerminalProgress(_Closing):
    """A bar that is overwritten, at most ten times a second, and one permanent line per epoch.

    Args:
        stream: a terminal.
        clock: returns seconds since some moment; a test passes its own.
    """

    def __init__(self, stream: TextIO | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream, self._clock = stream if stream is not None else sys.stdout, clock
        self._screen = screen_of(self._stream)
        self._drawn_at: float | None = None
        self._line, self._cells = "", 0

    def begin(self, total_epochs: int) -> None:
        """A run starts."""
        self._drawn_at, self._line, self._cells = None, "", 0

    def update(self, progress: Progress) -> None:
        """Draws the bar again, unless it was drawn less than a tenth of a second ago."""
        now = self._clock()
        if self._drawn_at is not None and now - self._drawn_at < _TERMINAL_INTERVAL_SECONDS:
            return
        self._drawn_at = now
        # Room for the echo of an interrupt: in the last cell it would wrap to the next line, together with the bar.
        room = width_of(self._stream) - len(_INTERRUPT_ECHO) - 1
        ascii_signs, has_colors = self._screen.ascii_signs, self._screen.num_colors > 0
        plain = progress_line(progress, room, ascii_signs=ascii_signs)
        line = progress_line(progress, room, ascii_signs=ascii_signs, colors=True) if has_colors else plain
        self._overwrite(line, cell_len(plain))

    def _overwrite(self, line: str, cells: int, end: str = "") -> None:
        # Spaces instead of "erase to end of line": they also work on terminals without control codes.
        blanks = " " * max(0, self._cells - cells)
        self._line, self._cells = ("", 0) if end else (line, cells)
        write(self._stream, f"\r{line}{blanks}{end}")

    def end_epoch(self, epoch: EpochRecord) -> None:
        """Replaces the bar with the finished epoch, and goes to the next line."""
        line = epoch_line(epoch, ascii_signs=self._screen.ascii_signs)
        self._overwrite(line, cell_len(line), "\n")
        self._drawn_at = None

    def end(self) -> None:
        """Goes to a new line if a bar is still open; the bar stays readable."""
        if self._line:
            # A terminal echoes an interrupt after the bar: the echo is overwritten as well.
            cells, self._cells = self._cells, self._cells + len(_INTERRUPT_ECHO)
            self._overwrite(self._line, cells, "\n")


class PlainProgress(_Closing):
    """One line per epoch, without control codes: for files, pipes and terminals that cannot overwrite a line.

    Args:
        stream: the destination.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream if stream is not None else sys.stdout

    def begin(self, total_epochs: int) -> None:
        """A run starts; nothing is written yet."""

    def update(self, progress: Progress) -> None:
        """A batch is finished; nothing is written."""

    def end_epoch(self, epoch: EpochRecord) -> None:
        """Writes the line of the epoch."""
        write(self._stream, epoch_line(epoch, ascii_signs=screen_of(self._stream).ascii_signs) + "\n")


class NotebookProgress(_Closing):
    """A bar and a table of past epochs below a notebook's cell, at most four times a second.

    Args:
        clock: returns seconds since some moment; a test passes its own.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._handle: Any = None
        self._drawn_at: float | None = None
        self._past: list[EpochRecord] = []
        self._now: Progress | None = None

    def begin(self, total_epochs: int) -> None:
        """A run starts: the next display goes below the cell that is now running."""
        self._handle, self._drawn_at, self._past, self._now = None, None, [], None

    def update(self, progress: Progress) -> None:
        """Draws the bar again, unless it was drawn less than a quarter of a second ago."""
        self._now, now = progress, self._clock()
        if self._drawn_at is None or now - self._drawn_at >= _NOTEBOOK_INTERVAL_SECONDS:
            self._drawn_at = now
            self._show()

    def end_epoch(self, epoch: EpochRecord) -> None:
        """Adds the epoch to the table; drawn at once if it was the last one."""
        self._past.append(epoch)
        self._now = None
        if self._clock() - (self._drawn_at or 0.0) >= _NOTEBOOK_INTERVAL_SECONDS or epoch.epoch >= epoch.total_epochs:
            self._drawn_at = self._clock()
            self._show()

    def end(self) -> None:
        """Leaves the table, and the bar of an interrupted epoch."""
        if self._past or self._now is not None:
            self._show()
        self._handle, self._past, self._now = None, [], None

    def _show(self) -> None:
        lines = [epoch_line(epoch) for epoch in self._past]
        lines += [progress_line(self._now, _PLAIN_WIDTH)] if self._now is not None else []
        html = progress_html(self._now, self._past)
        self._handle = display_piece(html, "\n".join(lines), self._handle)


def choose_display(stream: TextIO | None = None) -> Display:
    """The appropriate display: a notebook's inside one, a bar on a terminal, otherwise one line per epoch.

    Args:
        stream: the destination of text; standard output by default, which may be a notebook's.
    """
    if shows_in_notebook(stream):
        return NotebookProgress()
    target = stream if stream is not None else sys.stdout
    return TerminalProgress(target) if screen_of(target).is_terminal else PlainProgress(target)
