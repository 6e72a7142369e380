"""``nervure train``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from nervure.cli.termination import Termination
from nervure.cli.values import rate, whole_number
from nervure.language import text
from nervure.registry import look_up
from nervure.render.terminal import write

if TYPE_CHECKING:
    from nervure.tasks.digits import DigitsTask

_SUBJECTS = {"digits": "digits"}


def train(
    subject: Annotated[str, typer.Argument(metavar="digits", help="cli.train.subject")],
    epochs: Annotated[str, typer.Option(metavar="N", help="cli.train.epochs")] = "10",
    batch_size: Annotated[str, typer.Option(metavar="N", help="cli.train.batch_size")] = "128",
    learning_rate: Annotated[str, typer.Option(metavar="RATE", help="cli.train.learning_rate")] = "0.003",
    precision: Annotated[str, typer.Option(metavar="NAME", help="cli.train.precision")] = "auto",
    seed: Annotated[str | None, typer.Option(metavar="N", help="cli.train.seed")] = None,
    samples: Annotated[str | None, typer.Option(metavar="N", help="cli.train.samples")] = None,
    out: Annotated[str | None, typer.Option(metavar="DIR", help="cli.train.out")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="cli.train.resume")] = False,
) -> None:
    """Trains, shows the network, the progress and the result, and leaves a run folder."""
    look_up(subject, _SUBJECTS, where="nervure train")
    # Numbers come as text, so that a wrong one is refused in our words and in the language in use.
    counts = (whole_number(epochs, "--epochs", least=1), whole_number(batch_size, "--batch-size", least=1))
    largest_rate = rate(learning_rate, "--learning-rate")
    chosen_seed = None if seed is None else whole_number(seed, "--seed")
    num_samples = None if samples is None else whole_number(samples, "--samples", least=1)
    from nervure.graph.precision import PRECISIONS
    from nervure.tasks.digits import DigitsOptions, DigitsTask

    look_up(precision, PRECISIONS, where="--precision")
    options = DigitsOptions(*counts, largest_rate, precision, chosen_seed, num_samples)
    with Termination() as termination:
        try:
            task = DigitsTask(options, out, resume=resume)
            _say(text("cli.train.begin", count=len(task.x), held_out=len(task.x_held_out), folder=task.folder.path))
            task.model.summary()
            _train(task)
            _show_result(task)
        except KeyboardInterrupt:
            raise typer.Exit(termination.exit_code) from None


def _train(task: DigitsTask) -> None:
    """Trains; a run that was saved when it was told to stop leaves its weights, another one stops at once."""
    from nervure.training.interrupts import TrainingInterrupted

    try:
        task.train()
    except TrainingInterrupted:
        task.save()
        write(sys.stderr, text("cli.train.interrupted", folder=task.folder.path) + "\n")
        raise
    task.save()


def _show_result(task: DigitsTask) -> None:
    from nervure.render.digits import print_digits
    from nervure.render.numbers import duration, percentage

    result = task.judge()
    _say("")
    print_digits(result.predictions, sys.stdout)
    _say(
        text(
            "cli.train.result",
            accuracy=percentage(result.accuracy, 2),
            right=result.num_right,
            count=result.num_held_out,
        )
    )
    _say(text("cli.train.run", time=duration(task.seconds), precision=task.precision, seed=task.seed))
    _say(text("cli.train.saved", folder=result.folder))


def _say(line: str) -> None:
    write(sys.stdout, line + "\n")
