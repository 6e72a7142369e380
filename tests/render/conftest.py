"""A real terminal (a pseudo-terminal of the system), and what a person would see on it."""

from __future__ import annotations

import os
import re
import select
from collections.abc import Callable, Iterator
from typing import TextIO

import pytest
from rich.cells import cell_len


class Terminal:
    def __init__(self, width: int, encoding: str) -> None:
        self.width = width
        import pty  # not on Windows

        self._screen_side, program_side = pty.openpty()
        self.stream: TextIO = os.fdopen(program_side, "w", encoding=encoding)
        self._encoding, self.written = encoding, ""
        self.resize(width)

    def resize(self, width: int) -> None:
        import termios

        self.width = width
        termios.tcsetwinsize(self.stream.fileno(), (24, width))

    def lines(self) -> list[str]:
        """What stands on the screen, and the line the cursor is in as the last one."""
        while select.select([self._screen_side], [], [], 0.05)[0]:
            self.written += os.read(self._screen_side, 65536).decode(self._encoding)
        return played(self.written, self.width)

    def close(self) -> None:
        self.stream.close()
        os.close(self._screen_side)


def played(written: str, width: int) -> list[str]:
    """What a terminal of ``width`` cells shows after ``written``; the cursor is in the last line."""
    lines: list[list[str]] = [[]]
    column = 0
    for piece in re.findall(r"\x1b\[[0-9;]*m|.|\r|\n", written):
        if piece.startswith("\x1b"):
            continue
        if piece == "\r":
            column = 0
        elif piece == "\n":
            lines.append([])
        else:
            assert piece.isprintable(), f"{piece!r} is no sign that a line is made of"
            cells = cell_len(piece)
            if column + cells > width:
                lines.append([])
                column = 0
            line = lines[-1]
            line.extend(" " * (column - len(line)))
            line[column : column + cells] = [piece, *[""] * (cells - 1)]
            column += cells
    return ["".join(line).rstrip() for line in lines]


@pytest.fixture
def open_terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Terminal]]:
    pytest.importorskip("termios", reason="this system has no pseudo-terminals")
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "COLORTERM", "WT_SESSION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    opened: list[Terminal] = []

    def open_one(width: int = 80, encoding: str = "utf-8") -> Terminal:
        opened.append(Terminal(width, encoding))
        return opened[-1]

    yield open_one
    for terminal in opened:
        terminal.close()
