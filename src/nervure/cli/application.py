"""``nervure``: what can be typed, and what comes back. torch is imported only by the command that needs it."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from nervure import __version__
from nervure.cli.train import train
from nervure.errors import NervureError
from nervure.language import text

_INTERRUPTED = 130
_FAILED = 1


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"nervure {__version__}")
        raise typer.Exit


def _application() -> typer.Typer:
    application = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

    @application.callback(help=text("cli.about"))
    def about(
        version: Annotated[
            bool, typer.Option("--version", help=text("cli.version"), callback=_show_version, is_eager=True)
        ] = False,
    ) -> None:
        pass

    application.command("train", help=text("cli.train"))(train)
    return application


def main() -> None:
    """Runs the command line: exit code 0 done, 1 an error of the user's, 2 wrong usage, 130 interrupted."""
    try:
        _application()()
    except NervureError as error:
        typer.echo(str(error), err=True)
        sys.exit(_FAILED)
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
