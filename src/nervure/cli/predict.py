"""``nervure predict``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nervure.cli.output import say, say_error, say_json, width
from nervure.cli.parameters import AsJson, Run
from nervure.cli.values import whole_number
from nervure.errors import FileError
from nervure.language import text
from nervure.render.terminal import printable, write

if TYPE_CHECKING:
    from nervure.records.recognition import Recognitions


def predict(
    run: Run,
    pictures: Annotated[list[str], typer.Argument(metavar="IMAGE...", help="cli.predict.pictures")],
    top: Annotated[str, typer.Option(metavar="N", help="cli.predict.top")] = "3",
    as_is: Annotated[bool, typer.Option("--as-is", help="cli.predict.as_is")] = False,
    out: Annotated[str | None, typer.Option(metavar="FILE.csv", help="cli.predict.out")] = None,
    sort: Annotated[str | None, typer.Option("--sort-into", metavar="DIR", help="cli.predict.sort_into")] = None,
    as_json: AsJson = False,
) -> None:
    """Predicts images. Unreadable files are reported; the command fails only if no file is readable."""
    num_shown = whole_number(top, "--top", least=1)
    from nervure.render.runs import recognitions_text
    from nervure.tasks.predict import predict_pictures
    from nervure.tasks.saved_run import SavedRun

    _check_places(pictures, out, sort)
    recognitions = predict_pictures(SavedRun.open(run), pictures, as_is=as_is)
    left_out = [printable(str(each)) for each in recognitions.left_out]
    if not recognitions.pictures:
        error = FileError.of("predict.none", where="nervure predict", got="; ".join(left_out))
        say_error(error, as_json=as_json, beside=recognitions.to_json())
        raise typer.Exit(1)
    _keep(recognitions, out, sort)
    if as_json:
        say_json(recognitions.to_json())
    elif out is None and sort is None:
        say(recognitions_text(recognitions, num_shown, width()))
    for line in left_out:
        write(sys.stderr, f"{line}\n")


def _check_places(pictures: list[str], out: str | None, sort: str | None) -> None:
    """Rejects unusable output paths before any time is spent."""
    from nervure.tasks.predict import refuse_existing
    from nervure.tasks.sorting import check_sorting

    if out is not None:
        refuse_existing(Path(out))
    if sort is not None:
        check_sorting(pictures, Path(sort))


def _keep(recognitions: Recognitions, out: str | None, sort: str | None) -> None:
    """Writes the requested table and copies; reports on standard error."""
    from nervure.tasks.predict import write_table
    from nervure.tasks.sorting import sort_into

    count = len(recognitions.pictures)
    if out is not None:
        write_table(recognitions, Path(out))
        write(sys.stderr, text("predict.written", count=count, path=printable(out)) + "\n")
    if sort is not None:
        copied = sort_into(recognitions, Path(sort))
        told = {"count": count, "folder": printable(sort)}
        said = text("predict.sorted_all", **told) if copied == count else text("predict.sorted", copied=copied, **told)
        write(sys.stderr, f"{said}\n")
