"""``nervure report``."""

from __future__ import annotations

from typing import Annotated

import typer

from nervure.cli.completion import labeled_data
from nervure.cli.output import say
from nervure.cli.parameters import Run
from nervure.language import text

Data = Annotated[
    str | None,
    typer.Argument(metavar="[FOLDER|FILE|digits]", help="cli.report.data", autocompletion=labeled_data),
]


def report(run: Run, data: Data = None) -> None:
    """Writes the report of a run into its folder."""
    from nervure.tasks.run_report import write_report, write_report_on
    from nervure.tasks.saved_run import SavedRun

    opened = SavedRun.open(run)
    place = write_report(opened) if data is None else write_report_on(opened, data)
    say(text("cli.written", path=place))
