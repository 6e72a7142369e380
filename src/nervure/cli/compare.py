"""``nervure compare``."""

from __future__ import annotations

from typing import Annotated

import typer

from nervure.cli.completion import labeled_data, run_folders
from nervure.cli.output import say, say_json, width
from nervure.cli.parameters import AsJson, Run


def compare(
    run: Run,
    other: Annotated[str, typer.Argument(metavar="RUN", help="cli.compare.other", autocompletion=run_folders)],
    on: Annotated[str | None, typer.Option(metavar="DATA", help="cli.compare.on", autocompletion=labeled_data)] = None,
    as_json: AsJson = False,
) -> None:
    """Shows how two runs differ, and whether the gap between their accuracies exceeds chance."""
    from nervure.render.runs import comparison_text
    from nervure.tasks.compare import compare_runs
    from nervure.tasks.saved_run import SavedRun

    comparison = compare_runs(SavedRun.open(run), SavedRun.open(other), on)
    if as_json:
        say_json(comparison.to_json())
    else:
        say(comparison_text(comparison, width()))
