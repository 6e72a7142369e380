"""Arguments and options shared by several commands."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from nervure.cli.completion import labeled_data, run_folders

Run = Annotated[str, typer.Argument(metavar="RUN", help="cli.run", autocompletion=run_folders)]
LabeledData = Annotated[
    str,
    typer.Argument(metavar="FOLDER|FILE|digits", help="cli.evaluate.data", autocompletion=labeled_data),
]
OLD_IMAGE = "--picture"  # what --image was called: it still works, and is shown nowhere
AsJson = Annotated[bool, typer.Option("--json", help="cli.json")]


def shown_names(parameter: Any) -> list[str]:
    """What can be typed for an option or an argument, as help and errors show it: without old names.

    Examples:
        >>> from types import SimpleNamespace
        >>> shown_names(SimpleNamespace(opts=["--image", "--picture"]))
        ['--image']
    """
    return [name for name in parameter.opts if name != OLD_IMAGE]
