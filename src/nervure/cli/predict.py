"""``nervure predict``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from nervure.cli.output import say, say_error, say_json, width
from nervure.cli.parameters import AsJson, Run
from nervure.cli.values import whole_number
from nervure.errors import FileError
from nervure.render.terminal import printable, write


def predict(
    run: Run,
    pictures: Annotated[list[str], typer.Argument(metavar="PICTURE...", help="cli.predict.pictures")],
    top: Annotated[str, typer.Option(metavar="N", help="cli.predict.top")] = "3",
    as_is: Annotated[bool, typer.Option("--as-is", help="cli.predict.as_is")] = False,
    as_json: AsJson = False,
) -> None:
    """Says what pictures show. Files that cannot be read are told; only if none can be, that is a failure."""
    num_shown = whole_number(top, "--top", least=1)
    from nervure.render.runs import recognitions_text
    from nervure.tasks.predict import predict_pictures
    from nervure.tasks.saved_run import SavedRun

    recognitions = predict_pictures(SavedRun.open(run), pictures, as_is=as_is)
    left_out = [printable(str(each)) for each in recognitions.left_out]
    if not recognitions.pictures:
        error = FileError.of("predict.none", where="nervure predict", got="; ".join(left_out))
        say_error(error, as_json=as_json, beside=recognitions.to_json())
        raise typer.Exit(1)
    if as_json:
        say_json(recognitions.to_json())
    else:
        say(recognitions_text(recognitions, num_shown, width()))
    for line in left_out:
        write(sys.stderr, f"{line}\n")
