"""Rows of words in aligned columns, within a given width."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import zip_longest

from rich.cells import cell_len

from nervure.render.terminal import cut, cut_start, pad, printable

_GAP, _NARROWEST = 2, 8


def columns(
    rows: Sequence[Sequence[str]], right: Collection[int] = (), width: int = 80, paths: Collection[int] = ()
) -> list[str]:
    """The rows as lines of at most ``width`` cells; if they do not fit, the widest columns are cut.

    Args:
        rows: the rows of words; a row may have fewer than others.
        right: the right-aligned columns, as for numbers.
        width: the number of cells in a line.
        paths: the columns whose end is kept when they are cut.

    Examples:
        >>> columns([("한글", "7"), ("a", "12")], right=(1,))
        ['한글   7', 'a     12']
        >>> columns([("seven letters", "and more")], width=20)
        ['seven l...  and more']
    """
    cells = [[printable(cell) for cell in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip_longest(*cells, fillvalue="")]
    while sum(widths) + _GAP * (len(widths) - 1) > width and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    lines = []
    for row in cells:
        fitted = [(cut_start if place in paths else cut)(cell, widths[place], "...") for place, cell in enumerate(row)]
        padded = [
            f"{' ' * (widths[place] - cell_len(cell))}{cell}" if place in right else pad(cell, widths[place])
            for place, cell in enumerate(fitted)
        ]
        lines.append((" " * _GAP).join(padded).rstrip())
    return lines
