"""What a command says and leaves behind, whatever it is given, and what must hold of it.

Judged by what a reader of the terminal and of the disk sees; nothing here knows how a command works.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import signal
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from nervure.cli import main

CODES = frozenset((0, 1, 2, 130, 143))  # as the documentation of `main` has them
_LINES_OF_AN_ERROR = (("expected:", "기대:"), ("got:", "받음:"), ("fix:", "해결:"))
# How Python and its libraries speak of what nobody foresaw.
PYTHONS = re.compile(
    r"Traceback|NERVURE_TRACEBACK|positional argument|NoneType|'(?:dict|list|int|float|str|tuple|bool|set)' object"
    r"|index out of range|object is not|has no attribute|subscriptable|unhashable|unexpected keyword|__\w+__"
    r"|invalid literal|could not convert|values to unpack|codec can't|Expecting |Extra data|recursion|substring"
    r"|must be (?:a )?(?:str|int|real|bytes|string)\b|not supported between|unsupported operand|\[Errno|<class "
    r"|NaN to integer|infinity to integer|not callable|not iterable|Invalid control character|Unterminated string"
    r"|Invalid \\|empty range|math domain|out of bounds|cannot reshape|broadcast|0x[0-9a-f]{8}|embedded null"
    r"|\b(?:Key|Type|Value|Attribute|Index|Recursion|Overflow|Assertion|Unicode\w*|Runtime|Import|Memory|OS|JSONDecode"
    r"|NotImplemented|Name|ZeroDivision|Lookup|EOF)Error\b"
)
_HARMFUL = ("Cc", "Cf", "Zl", "Zp", "Cs")
_ALLOWED = "\n\u200c\u200d"


class Spoken(NamedTuple):
    """What came of a command.

    Attributes:
        typed: behind ``nervure``.
        code: it left with.
        out: on standard output.
        error: on standard error.
    """

    typed: tuple[str, ...]
    code: int
    out: str
    error: str


def spoken(*typed: str, seconds: float = 0) -> Spoken:
    """Runs a command in this process; after ``seconds``, where there are some, Ctrl-C is pressed."""
    streams = [io.TextIOWrapper(io.BytesIO(), "utf-8", "strict", newline="\n") for _ in range(2)]
    code: Any = None
    typing, sys.stdin = sys.stdin, io.StringIO()
    with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]), _pressed_after(seconds):
        try:
            main(typed)
        except SystemExit as ended:
            code = 0 if ended.code is None else ended.code
        finally:
            sys.stdin = typing
    said = []
    for stream in streams:
        stream.flush()
        buffer: io.BytesIO = stream.buffer  # type: ignore[assignment]
        said.append(buffer.getvalue().decode())
    return Spoken(typed, code, *said)


@contextlib.contextmanager
def _pressed_after(seconds: float) -> Iterator[None]:
    def press(*_: Any) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, press)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def broken_promises(said: Spoken, *, is_for_programs: bool) -> list[str]:
    """In what a command broke the contract; ``is_for_programs`` where it was asked for JSON."""
    faults = []
    if said.code not in CODES:
        faults.append(f"left with {said.code}")
    for name, stream in (("stdout", said.out), ("stderr", said.error)):
        found = PYTHONS.search(stream)
        if found:
            faults.append(f"Python's words on {name}: ...{stream[max(0, found.start() - 200) : found.end() + 200]}...")
        harmful = {sign for sign in stream if sign not in _ALLOWED and unicodedata.category(sign) in _HARMFUL}
        faults += [f"{sign!a} on {name}: {stream[:300]!a}" for sign in sorted(harmful)]
    if said.code == 2 or (said.code == 1 and not said.out):
        missing = [parts for parts in _LINES_OF_AN_ERROR if not any(part in said.error for part in parts)]
        faults += [f"an error without {parts}: {said.error!r}" for parts in missing]
    if is_for_programs and said.code not in (130, 143) and not _is_one_object(said.out):
        faults.append(f"no single object of JSON: {said.out[:300]!r} {said.error[:300]!r}")
    return [f"nervure {' '.join(map(ascii, said.typed))[:500]}: {fault}" for fault in faults]


def _is_one_object(out: str) -> bool:
    try:
        return isinstance(json.loads(out), dict) and out.endswith("\n") and out.count("\n") == 1
    except ValueError:
        return False


def seen(folders: Sequence[Path]) -> dict[str, tuple[int, int, int]]:
    """Everything below ``folders``, so that a change of any of it is seen: kind, size, time of the last change."""
    found = {}
    for folder in folders:
        for place, inner, files in os.walk(folder):
            for name in (*inner, *files):
                path = os.path.join(place, name)  # noqa: PTH118 - names may be no text
                status = os.lstat(path)
                is_folder = os.path.isdir(path)  # noqa: PTH112
                found[path] = (
                    status.st_mode,
                    0 if is_folder else status.st_size,
                    0 if is_folder else status.st_mtime_ns,
                )
    return found
