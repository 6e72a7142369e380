"""What a stream can show: its width, its colors and characters, whether a person is watching."""

from __future__ import annotations

import os
import sys
from typing import NamedTuple, TextIO

from rich.cells import cell_len, set_cell_size

from nervure.errors import FileError

_FALLBACK_WIDTH = 80
_NEEDED_SIGNS = "━╸─·▀✗…"
_COLORS_OF_SYSTEM = {None: 0, "windows": 0, "standard": 16, "256": 256, "truecolor": 1 << 24}


class OutputError(FileError):
    """The output cannot be written to its destination."""


class Screen(NamedTuple):
    """What a stream can show.

    Args:
        width: the number of cells in a line.
        is_terminal: whether a person is watching, so that a line may be overwritten.
        num_colors: 0 (none, no control codes at all), 16, 256 or 16,777,216.
        ascii_signs: whether bars and marks are limited to ASCII.
        encoding: the encoding of the output.
    """

    width: int
    is_terminal: bool
    num_colors: int
    ascii_signs: bool
    encoding: str


def screen_of(stream: TextIO) -> Screen:
    """What ``stream`` can show. Anything except a terminal gets neither colors nor control codes."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    is_terminal = _watched(stream)
    return Screen(
        width=width_of(stream) if is_terminal else _told_width() or _FALLBACK_WIDTH,
        is_terminal=is_terminal,
        num_colors=_num_colors(stream) if is_terminal else 0,
        ascii_signs=not takes(_NEEDED_SIGNS, encoding) or (is_terminal and _draws_signs_two_wide()),
        encoding=encoding,
    )


def _watched(stream: TextIO) -> bool:
    try:
        return stream.isatty() and os.environ.get("TERM", "") not in ("dumb", "unknown")
    except (AttributeError, ValueError):  # no isatty, or closed
        return False


def _told_width() -> int | None:
    told = os.environ.get("COLUMNS", "")
    return int(told) if told.isdecimal() and int(told) > 0 else None


def width_of(terminal: TextIO) -> int:
    """The current width of a terminal in cells: a window may be resized at any time."""
    told = _told_width()
    if told is not None:
        return told
    try:
        return os.get_terminal_size(terminal.fileno()).columns or _FALLBACK_WIDTH
    except (OSError, ValueError):
        return _FALLBACK_WIDTH


def _num_colors(stream: TextIO) -> int:
    from rich.console import Console  # 50 ms: only a terminal waits for them

    console = Console(file=stream, force_terminal=True, force_jupyter=False)
    return 0 if console.no_color else _COLORS_OF_SYSTEM.get(console.color_system, 0)


def _draws_signs_two_wide() -> bool:
    """Whether this may be the old Windows console, which draws bar characters two cells wide on Korean systems."""
    return sys.platform == "win32" and not (os.environ.get("WT_SESSION") or os.environ.get("TERM_PROGRAM"))


def takes(signs: str, encoding: str) -> bool:
    """Whether ``encoding`` has all of ``signs``.

    Examples:
        >>> takes("7 · 한글", "cp949"), takes("━╸─", "cp949")
        (True, False)
    """
    try:
        signs.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def write(stream: TextIO, written: str) -> None:
    """Writes and flushes; characters that the encoding of ``stream`` lacks become question marks instead of an error.

    Raises:
        BrokenPipeError: the reading process has ended.
        OutputError: nothing can be written there, for example because the disk is full.
    """
    encoding = getattr(stream, "encoding", None) or "utf-8"
    if not takes(written, encoding):
        written = written.encode(encoding, "replace").decode(encoding)
    try:
        stream.write(written)
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise unwritten(stream, problem) from problem


def unwritten(stream: TextIO, problem: OSError) -> OutputError:
    """The error that ``stream`` accepts no more output."""
    said = problem.strerror or str(problem)
    return OutputError.of("files.output", where=str(getattr(stream, "name", "stdout")), got=said)


def printable(name: str) -> str:
    r"""``name`` without control codes and line breaks: names come from users and files, and may contain anything.

    Examples:
        >>> printable("a\x1b[31m\nb")
        'a?[31m?b'
    """
    return "".join(sign if sign.isprintable() else "?" for sign in name)


def cut(line: str, width: int, ellipsis: str = "") -> str:
    """``line``, at most ``width`` cells long, with ``ellipsis`` where something was cut off.

    Examples:
        >>> cut("한글 이름", 6, "…")
        '한글…'
    """
    if cell_len(line) <= width:
        return line
    room = width - cell_len(ellipsis)
    return set_cell_size(line, room).rstrip() + ellipsis if room > 0 else set_cell_size(line, max(0, width))


def cut_start(line: str, width: int, ellipsis: str = "") -> str:
    """The end of ``line``, at most ``width`` cells long: the part that distinguishes paths of one folder.

    Examples:
        >>> cut_start("pets/cats/0017.jpg", 11, "...")
        '...0017.jpg'
    """
    if cell_len(line) <= width:
        return line
    room = max(0, width - cell_len(ellipsis))
    while cell_len(line) > room:
        line = line[1:]
    return ellipsis[: max(0, width)] + line


def pad(line: str, width: int) -> str:
    """``line`` padded with spaces to ``width`` cells; a longer line is unchanged."""
    return line + " " * (width - cell_len(line))


def wrapped(sentence: str, width: int) -> list[str]:
    """``sentence`` in lines of at most ``width`` cells, two per Korean letter.

    Examples:
        >>> wrapped("한글 이름 셋", 9)
        ['한글 이름', '셋']
    """
    lines = [""]
    for word in sentence.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if cell_len(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
