"""What an array is, as a table: aligned text, or HTML in a notebook."""

from __future__ import annotations

from html import escape

from rich.cells import cell_len

from nervure.language import text
from nervure.records.tensor import TensorReading, TensorRecord
from nervure.render.notebook import notebook_piece
from nervure.render.numbers import byte_size, count
from nervure.render.terminal import cut, pad, printable

_LONGEST_DTYPE = 60  # the dtype of an array with named columns lists them all
Row = tuple[str, str]


def description_text(record: TensorRecord) -> str:
    """The table as text.

    Examples:
        >>> from nervure.language import set_language
        >>> set_language("en")
        >>> scalar = TensorReading("scalar", (), "tensors.scalar")
        >>> print(description_text(TensorRecord((), "int64", 8, True, (scalar,))))
        rank   0
        shape  ()
        dtype  int64
        bytes  8 (1 number of 8 B)
        is     one number: a scalar
    """
    rows = _rows(record)
    width = max(cell_len(name) for name, _ in rows)
    return "\n".join(f"{pad(name, width)}  {value}" for name, value in rows)


def description_html(record: TensorRecord) -> str:
    """The table for a notebook."""
    rows = "".join(
        f'<tr><th class="name" scope="row">{escape(name)}</th><td class="name">{escape(value)}</td></tr>'
        for name, value in _rows(record)
    )
    return notebook_piece(f"<table>{rows}</table>")


def _rows(record: TensorRecord) -> list[Row]:
    return [
        (text("tensors.rank"), str(record.rank)),
        (text("tensors.shape"), str(record.shape)),
        (text("tensors.dtype"), cut(printable(record.dtype), _LONGEST_DTYPE, "…")),
        (text("tensors.bytes"), _bytes(record)),
        *_meaning(record),
    ]


def _bytes(record: TensorRecord) -> str:
    if record.size == 0:
        return text("tensors.bytes_of_none", axis=record.shape.index(0))
    told = count(record.num_bytes)
    size = told if record.num_bytes < 1024 else f"{told} = {byte_size(record.num_bytes)}"
    each = record.num_bytes // record.size
    if record.size == 1:
        return text("tensors.bytes_of_one", size=size, each=each)
    return text("tensors.bytes_of_many", size=size, count=count(record.size), each=each)


def _meaning(record: TensorRecord) -> list[Row]:
    """What it is or may be, one row each; and how to specify it."""
    if not record.holds_numbers:
        return [(text("tensors.is"), text("tensors.no_numbers"))]
    if not record.readings:
        return [(text("tensors.is"), text("tensors.no_kind"))]
    if record.kind is not None:
        (reading,) = record.readings
        return [(text("tensors.is"), f"{reading.sentence}{_axes(reading, record.shape)}")]
    lines = [f"{reading.sentence}{_axes(reading, record.shape)}" for reading in record.readings]
    width = max(map(cell_len, lines))
    told = [f"{pad(line, width)}  kind='{reading.kind}'" for line, reading in zip(lines, record.readings, strict=True)]
    return [(text("tensors.may_be") if place == 0 else "", line) for place, line in enumerate(told)]


def _axes(reading: TensorReading, shape: tuple[int, ...]) -> str:
    sizes = ", ".join(f"{axis} {size}" for axis, size in zip(reading.axes, shape, strict=True))
    return f" ({sizes})" if sizes else ""
