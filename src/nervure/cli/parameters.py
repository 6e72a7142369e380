"""Arguments and options shared by several commands."""

from __future__ import annotations

from typing import Annotated

import typer

from nervure.cli.completion import labelled_data, run_folders

Run = Annotated[str, typer.Argument(metavar="RUN", help="cli.run", autocompletion=run_folders)]
LabelledData = Annotated[
    str,
    typer.Argument(metavar="FOLDER|FILE|digits", help="cli.evaluate.data", autocompletion=labelled_data),
]
AsJson = Annotated[bool, typer.Option("--json", help="cli.json")]
