"""``nervure train``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nervure.language import text
from nervure.registry import look_up

if TYPE_CHECKING:
    from nervure.tasks.digits import DigitsTask

_SUBJECTS = {"digits": "digits"}


def train(
    subject: Annotated[str, typer.Argument(metavar="digits", help=text("cli.train.subject"))],
    epochs: Annotated[int, typer.Option(min=1, help=text("cli.train.epochs"))] = 8,
    batch_size: Annotated[int, typer.Option(min=1, help=text("cli.train.batch_size"))] = 128,
    learning_rate: Annotated[float, typer.Option(min=0.0, help=text("cli.train.learning_rate"))] = 3e-3,
    precision: Annotated[str, typer.Option(help=text("cli.train.precision"))] = "auto",
    seed: Annotated[int | None, typer.Option(help=text("cli.train.seed"))] = None,
    out: Annotated[Path | None, typer.Option(help=text("cli.train.out"))] = None,
) -> None:
    """Trains, shows the network, the progress and the result, and leaves a run folder."""
    look_up(subject, _SUBJECTS, where="nervure train")
    from nervure.tasks.digits import DigitsOptions, DigitsTask

    options = DigitsOptions(epochs, batch_size, learning_rate, precision, seed)
    task = DigitsTask(options, out)
    typer.echo(text("cli.train.begin", count=len(task.x), held_out=len(task.x_held_out), folder=task.folder.path))
    task.model.summary()
    try:
        task.train()
    except KeyboardInterrupt:
        task.save()
        typer.echo(text("cli.train.interrupted", folder=task.folder.path), err=True)
        raise
    task.save()
    _show_result(task)


def _show_result(task: DigitsTask) -> None:
    from nervure.render.digits import print_digits
    from nervure.render.numbers import percentage

    result = task.judge()
    typer.echo("")
    print_digits(result.predictions, sys.stdout)
    right = round(result.accuracy * result.num_held_out)
    typer.echo(
        text("cli.train.result", accuracy=percentage(result.accuracy, 2), right=right, count=result.num_held_out)
    )
    typer.echo(text("cli.train.saved", folder=result.folder))
