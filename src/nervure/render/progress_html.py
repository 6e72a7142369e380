"""Progress as a piece of HTML for notebooks: a bar, and a small table of the finished epochs."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from nervure.language import text
from nervure.records.history import EpochRecord, Progress
from nervure.render.notebook import notebook_piece
from nervure.render.numbers import duration, measured
from nervure.render.progress import detail, heading

_MOST_ROWS = 12


def progress_html(progress: Progress | None, past: Sequence[EpochRecord] = ()) -> str:
    """A bar for ``progress`` (none if nothing is running) above a table of the epochs in ``past``.

    All names are escaped; the colors follow the page around it.

    Args:
        progress: the reading to draw, or None.
        past: the finished epochs; the last twelve are shown, with the number of those omitted.
    """
    bar = _bar(progress) if progress is not None else ""
    return notebook_piece(bar + (_table(past) if past else ""))


def _bar(progress: Progress) -> str:
    head = escape(heading(progress))
    line = f"<div><b>{head}</b> · {escape(detail(progress))}</div>"
    if progress.fraction is None:
        return line
    percent = f"{progress.fraction * 100:.1f}"
    return (
        f'{line}<div class="track" role="progressbar" aria-label="{head}" aria-valuemin="0" aria-valuemax="100" '
        f'aria-valuenow="{percent}"><div class="done" style="width: {percent}%"></div></div>'
    )


def _table(past: Sequence[EpochRecord]) -> str:
    shown, hidden = past[-_MOST_ROWS:], max(0, len(past) - _MOST_ROWS)
    names = list(dict.fromkeys(name for epoch in shown for name in epoch.values))
    titles = [text("progress.column_epoch"), text("progress.column_time"), *names]
    header = "".join(f'<th scope="col">{escape(title)}</th>' for title in titles)
    rows = "".join(_row(epoch, names) for epoch in shown)
    note = f"<p>{escape(text('progress.earlier', count=hidden))}</p>" if hidden else ""
    return f"{note}<table><thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table>"


def _row(epoch: EpochRecord, names: Sequence[str]) -> str:
    number = str(epoch.epoch) if epoch.phase == "train" else heading(epoch)
    values = [measured(epoch.values[name]) if name in epoch.values else "" for name in names]
    cells = "".join(f"<td>{escape(value)}</td>" for value in [number, duration(epoch.seconds), *values])
    return f"<tr>{cells}</tr>"
