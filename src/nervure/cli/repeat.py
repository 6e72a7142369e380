"""``nervure repeat``."""

from __future__ import annotations

from typing import Annotated

import typer

from nervure.cli.output import say, say_json, width
from nervure.cli.parameters import AsJson, Run
from nervure.cli.termination import Termination


def repeat(
    run: Run,
    out: Annotated[str | None, typer.Option(metavar="DIR", help="cli.repeat.out")] = None,
    as_json: AsJson = False,
) -> None:
    """Trains a run again; the exit code tells whether the weights are bit-identical."""
    from nervure.render.runs import repetition_text
    from nervure.tasks.repeat import repeat_run
    from nervure.tasks.saved_run import SavedRun

    saved = SavedRun.open(run)
    with Termination() as termination:
        try:
            repetition = repeat_run(saved, out, verbose=0 if as_json else "auto")
        except KeyboardInterrupt:
            raise typer.Exit(termination.exit_code) from None
    if as_json:
        say_json(repetition.to_json())
    else:
        say(repetition_text(repetition, width()))
    if not repetition.is_the_same:
        raise typer.Exit(1)
