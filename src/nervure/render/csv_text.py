"""Tables as text for spreadsheets, which run cells that look like formulas: names in them may come from strangers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from nervure.language.plain import one_line

_FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "|", "%")


def csv_text(rows: Iterable[Sequence[Any]], separator: str = ",") -> str:
    r"""A table as CSV, one line per row; every table that nervure writes is made here.

    Args:
        rows: the rows of cells: texts are made safe, see :func:`safe_cell`; numbers are written as they are.
        separator: between the columns.

    Examples:
        >>> csv_text([("path", "share"), ("=cmd|' C'!A0", -0.5)])
        "path,share\n'=cmd|' C'!A0,-0.5\n"
    """
    written = io.StringIO()
    csv.writer(written, delimiter=separator, lineterminator="\n").writerows(
        [safe_cell(each) for each in row] for row in rows
    )
    return written.getvalue()


def safe_cell(value: Any) -> Any:
    r"""The text of a cell: on one line, without control codes, and never read as a formula by a spreadsheet.

    Formulas get a leading ``'``, which makes spreadsheets display them literally. Numbers are not formulas, even if
    written as text. A byte of a name that is not text on this system is written as ``\xff``.

    Examples:
        >>> safe_cell("=1+1"), safe_cell("a\nb"), safe_cell("-3"), safe_cell(-3), safe_cell("한글.png")
        ("'=1+1", 'a b', '-3', -3, '한글.png')
    """
    if not isinstance(value, str):
        return value
    text = one_line(value).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return f"'{text}" if text.lstrip().startswith(_FORMULAS) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
