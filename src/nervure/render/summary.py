"""A network's summary: a table in a terminal, aligned text in a pipe, HTML in a notebook."""

from __future__ import annotations

import io
import sys
from html import escape
from typing import TYPE_CHECKING, Literal, TextIO

from rich.cells import cell_len

from nervure.language import text
from nervure.records.architecture import Architecture, LayerRow
from nervure.render.notebook import display_piece, notebook_piece, shows_in_notebook
from nervure.render.numbers import byte_size, count
from nervure.render.terminal import printable, screen_of, write

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table

_NUMBERS, _CONNECTED = 2, 3  # columns
_NARROWEST_NAMES = 16
_LEFT = ' class="name"'
_KIND_STYLE, _HEAD_STYLE, _LINE_STYLE = "cyan", "bold", "dim"
# top, head, line under the head, rows, line between rows, line above the foot, foot, bottom
_PLAIN_BOX = "    \n    \n -  \n    \n    \n    \n    \n    \n"


def summary_text(architecture: Architecture, width: int = 80, colors: bool = False, *, trainable: bool = False) -> str:
    """The summary as text, for ``print``; no line is longer than ``width`` cells.

    Args:
        architecture: the network.
        width: the number of cells in a line; long names continue on the next line, nothing is omitted.
        colors: True for a terminal: a ruled table in colors. False for a file or pipe: aligned text without any
            control codes.
        trainable: whether a column shows which layers the optimizer moves.

    Examples:
        >>> from nervure.language import set_language
        >>> set_language("en")
        >>> print(summary_text(Architecture("tiny", (LayerRow("dense", "Dense", (None, 10), 330),), 330, 0, 1320, 0)))
        Model: "tiny"
        Layer (type)   Output Shape  Param #
        -------------- ------------- -------
        dense (Dense)  (None, 10)        330
        <BLANKLINE>
        Total params: 330 (1.29 KB)
        Trainable params: 330 (1.29 KB)
        Non-trainable params: 0 (0.00 B)
    """
    table = summary_table(architecture, width, ruled=colors, trainable=trainable)
    return _printed(table, width, "256" if colors else None)


def summary_table(
    architecture: Architecture,
    width: int = 80,
    *,
    ruled: bool = True,
    trainable: bool = False,
    ascii_signs: bool = False,
) -> Group:
    """The summary in a form that rich prints: ``rich.print(summary_table(architecture))``.

    Args:
        architecture: the network.
        width: the number of cells in a line; shapes and numbers are only broken if names would have no room.
        ruled: whether there are lines between rows and columns, as in Keras; otherwise columns alone.
        trainable: whether a column shows which layers the optimizer moves.
        ascii_signs: whether lines are limited to ASCII.
    """
    from rich.console import Group
    from rich.text import Text

    columns = _columns(architecture, trainable)
    rows = [_cells(row, architecture, trainable) for row in architecture.rows]
    names = [0] if architecture.is_chain else [0, _CONNECTED]
    table, kept = _empty_table(ruled, ascii_signs), _has_room([columns, *rows], names, width)
    for place, title in enumerate(columns):
        alignment: Literal["left", "right"] = "right" if place == _NUMBERS else "left"
        table.add_column(title, justify=alignment, overflow="fold", no_wrap=kept and place not in names)
    for row in rows:
        name, _, kind = row[0].rpartition(" ")
        table.add_row(Text(name).append(" ").append(kind, style=_KIND_STYLE), *(Text(cell) for cell in row[1:]))
    heading = Text(text("summary.model", name=printable(architecture.name)), style=_HEAD_STYLE)
    gap = [] if ruled else [Text("")]
    return Group(heading, table, *gap, *(Text(f"{' ' * ruled}{line}") for line in _totals(architecture)))


def _empty_table(ruled: bool, ascii_signs: bool) -> Table:
    from rich import box
    from rich.table import Table

    if ruled:
        lines = box.ASCII_DOUBLE_HEAD if ascii_signs else box.HEAVY_HEAD
        return Table(box=lines, show_lines=True, header_style=_HEAD_STYLE, border_style=_LINE_STYLE)
    plain = box.Box(_PLAIN_BOX, ascii=True)
    return Table(box=plain, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style=_HEAD_STYLE)


def _has_room(rows: list[list[str]], names: list[int], width: int) -> bool:
    """Whether all columns except ``names`` fit unbroken next to names that are broken once or twice."""
    columns = [[line for cell in column for line in cell.split("\n")] for column in zip(*rows, strict=True)]
    fixed = sum(max(map(cell_len, lines)) for place, lines in enumerate(columns) if place not in names)
    return fixed + len(names) * _NARROWEST_NAMES + 3 * len(columns) + 1 <= width


def print_summary(
    architecture: Architecture, width: int | None = None, stream: TextIO | None = None, *, trainable: bool = False
) -> None:
    """Shows the summary below a notebook's cell, on a terminal, or as plain text.

    Args:
        architecture: the network.
        width: the number of cells in a line; by default the width of the terminal, and 80 in a file or pipe.
        stream: the destination; standard output by default, and only then may it be a notebook.
        trainable: whether a column shows which layers the optimizer moves.
    """
    target = stream if stream is not None else sys.stdout
    screen = screen_of(target)
    room = width if width is not None else screen.width
    if shows_in_notebook(stream):
        display_piece(
            summary_html(architecture, trainable=trainable), summary_text(architecture, room, trainable=trainable)
        )
        return
    table = summary_table(
        architecture, room, ruled=screen.is_terminal, trainable=trainable, ascii_signs=screen.ascii_signs
    )
    system: Literal["standard", "256"] | None = None
    if screen.num_colors > 0:
        system = "256" if screen.num_colors >= 256 else "standard"
    write(target, _printed(table, room, system) + "\n")


def _printed(table: Group, width: int, system: Literal["standard", "256", "truecolor"] | None) -> str:
    from rich.console import Console

    held = io.StringIO()
    console = Console(
        file=held,
        width=width,
        color_system=system,
        force_terminal=system is not None,
        no_color=system is None,
        force_jupyter=False,  # in a notebook rich would show the table itself
        legacy_windows=False,
        _environ={},
    )
    console.print(table)
    # A table pads its lines with spaces up to its width; in a file they would only be noise.
    return "\n".join(line.rstrip() for line in held.getvalue().splitlines())


def _columns(architecture: Architecture, trainable: bool) -> list[str]:
    keys = ["summary.layer", "summary.output_shape", "summary.num_parameters"]
    keys += [] if architecture.is_chain else ["summary.connected_to"]
    return [text(key) for key in [*keys, *(["summary.trainable"] if trainable else [])]]


def _cells(row: LayerRow, architecture: Architecture, trainable: bool) -> list[str]:
    shapes = row.output_shapes
    shape = "?" if shapes is None else "\n".join(str(one) for one in shapes)
    num_parameters = text("summary.unbuilt") if row.num_parameters is None else count(row.num_parameters)
    cells = [f"{printable(row.name)} ({printable(row.kind)})", shape, num_parameters]
    if not architecture.is_chain:
        cells.append(",\n".join(map(printable, row.connected_to)) or "-")
    if trainable:
        # Keras shows a dash if there is nothing to train.
        cells.append(text("summary.yes" if row.trainable else "summary.no") if row.num_parameters else "-")
    return cells


def _totals(architecture: Architecture) -> list[str]:
    totals = [
        ("summary.total", architecture.total, architecture.total_bytes),
        ("summary.trainable_total", architecture.trainable, architecture.trainable_bytes),
        ("summary.non_trainable_total", architecture.non_trainable, architecture.non_trainable_bytes),
    ]
    if architecture.optimizer:
        totals.append(("summary.optimizer_total", architecture.optimizer, architecture.optimizer_bytes))
    return [text(key, count=count(number), size=byte_size(num_bytes)) for key, number, num_bytes in totals]


def summary_html(architecture: Architecture, *, trainable: bool = False) -> str:
    """The summary as HTML for a notebook: names are escaped, colors are those of the page.

    Args:
        architecture: the network.
        trainable: whether a column shows which layers the optimizer moves.
    """
    header = "".join(_html_cells(_columns(architecture, trainable), "th"))
    rows = (_html_cells(_cells(row, architecture, trainable), "td") for row in architecture.rows)
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    totals = "<br>".join(escape(line) for line in _totals(architecture))
    caption = escape(text("summary.model", name=printable(architecture.name)))
    return notebook_piece(
        f"<table><caption>{caption}</caption><thead><tr>{header}</tr></thead><tbody>{body}</tbody></table>"
        f"<p>{totals}</p>"
    )


def _html_cells(cells: list[str], tag: str) -> str:
    return "".join(
        f"<{tag}{'' if place == _NUMBERS else _LEFT}>{escape(cell)}</{tag}>" for place, cell in enumerate(cells)
    )
