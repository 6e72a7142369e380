"""Progress as one line of text: a bar that fits the terminal, and the permanent line of each epoch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rich.cells import cell_len

from nervure.language import text
from nervure.records.history import EpochRecord, Progress
from nervure.render.numbers import clock, count, duration, measured, rate
from nervure.render.terminal import cut, printable

_SHORTEST_BAR, _LONGEST_BAR = 8, 30
_FILLED_COLOR, _EMPTY_COLOR, _NO_COLOR = "\x1b[36m", "\x1b[2m", "\x1b[0m"


class Signs(NamedTuple):
    """The characters of a bar, and the separator between the parts of a line."""

    filled: str
    half: str
    empty: str
    separator: str


UNICODE_SIGNS = Signs("━", "╸", "─", " · ")
ASCII_SIGNS = Signs("=", ">", "-", " - ")


def bar(fraction: float, width: int, signs: Signs = UNICODE_SIGNS, *, colors: bool = False) -> str:
    """A bar of ``width`` cells, filled by ``fraction``, to half a cell.

    Examples:
        >>> bar(0.55, 10), bar(0.55, 10, ASCII_SIGNS)
        ('━━━━━╸────', '=====>----')
    """
    # Rounded down: a bar is only full when the work is done.
    halves = int(min(1.0, max(0.0, fraction)) * width * 2 + 1e-9)
    done = signs.filled * (halves // 2) + signs.half * (halves % 2)
    rest = signs.empty * (width - len(done))
    return f"{_FILLED_COLOR}{done}{_NO_COLOR}{_EMPTY_COLOR}{rest}{_NO_COLOR}" if colors else done + rest


def progress_line(progress: Progress, width: int = 80, *, ascii_signs: bool = False, colors: bool = False) -> str:
    """One reading as one line, at most ``width`` cells long.

    In a narrow terminal, the least important parts are omitted first: the speed, the later metrics, the time left, the
    loss, and finally the bar.

    Args:
        progress: the reading.
        width: the number of cells in a line.
        ascii_signs: whether the bar is limited to ASCII.
        colors: whether the bar may be colored, by control codes.

    Examples:
        >>> from nervure.language import set_language
        >>> set_language("en")
        >>> reading = Progress(3, 12, 41, 63, 5248, 3412.0, 1.5, 7.0, {"loss": 0.0812, "accuracy": 0.9756})
        >>> progress_line(reading, 71)
        'Epoch 3/12 ━━━━━━╸─── 41/63 · loss 0.0812 · accuracy 0.9756 · 0:07 left'
    """
    signs = ASCII_SIGNS if ascii_signs else UNICODE_SIGNS
    head, parts = heading(progress), _fitting(progress, width, signs)
    rest = signs.separator.join(parts)
    room = min(_LONGEST_BAR, width - cell_len(f"{head}  {rest}"))
    if progress.fraction is None or room < _SHORTEST_BAR:
        line = signs.separator.join([head, *parts])
        return line if cell_len(line) <= width else cut(head, width)
    return f"{head} {bar(progress.fraction, room, signs, colors=colors)} {rest}"


def _fitting(progress: Progress, width: int, signs: Signs) -> list[str]:
    """The parts after the bar, without those that do not fit next to the shortest bar."""
    ranked = _ranked_parts(progress)
    taken = cell_len(heading(progress)) + (_SHORTEST_BAR + 2 if progress.fraction is not None else 0)
    while len(ranked) > 1 and taken + cell_len(signs.separator.join(part for _, part in ranked)) > width:
        ranked.remove(max(ranked))
    return [part for _, part in ranked]


def _ranked_parts(progress: Progress) -> list[tuple[int, str]]:
    """The parts of a line after its head, in order, each with a rank: the highest is omitted first."""
    known = progress.num_batches
    batch = f"{count(progress.batch)}/{count(known)}" if known else text("progress.batch", batch=count(progress.batch))
    values = _values(progress.values)
    ranked = [(0, batch), *((1, value) for value in values[:1])]
    ranked += [(3 + later, value) for later, value in enumerate(values[1:])]
    if progress.samples_per_second > 0:
        speed = text(f"progress.{progress.unit}_rate", rate=rate(progress.samples_per_second))
        ranked.append((3 + len(values), speed))
    if progress.seconds_left is not None:
        ranked.append((2, text("progress.left", time=clock(progress.seconds_left))))
    return ranked


def detail(progress: Progress) -> str:
    """All parts of a line after its head, without a bar and of any length."""
    return UNICODE_SIGNS.separator.join(part for _, part in _ranked_parts(progress))


def heading(record: Progress | EpochRecord) -> str:
    """The current activity: the epoch, or one pass over data."""
    if record.phase in ("evaluate", "predict", "audit"):
        return text(f"progress.{record.phase}")
    epochs = record.epochs if isinstance(record, Progress) else record.total_epochs
    return text(
        "progress.validate" if record.phase == "validate" else "progress.epoch", epoch=record.epoch, epochs=epochs
    )


def _values(values: Mapping[str, float]) -> list[str]:
    return [f"{printable(name)} {measured(value)}" for name, value in values.items()]


def epoch_line(epoch: EpochRecord, *, ascii_signs: bool = False) -> str:
    """A finished epoch with all its values, as one line of any length without control codes.

    Examples:
        >>> from nervure.language import set_language
        >>> set_language("en")
        >>> epoch_line(EpochRecord(3, 12, 12.3, {"loss": 0.0812, "val_loss": 0.0921}))
        'Epoch 3/12 · 12.3 s · loss 0.0812 · val_loss 0.0921'
    """
    signs = ASCII_SIGNS if ascii_signs else UNICODE_SIGNS
    return signs.separator.join([heading(epoch), duration(epoch.seconds), *_values(epoch.values)])
