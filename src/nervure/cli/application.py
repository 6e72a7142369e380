"""``nervure``: commands and exit codes. torch is imported only by commands that need it."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

import typer

from nervure import __version__
from nervure.cli.audit import audit
from nervure.cli.bench import bench
from nervure.cli.compare import compare
from nervure.cli.completion import completion, prepare
from nervure.cli.doctor import doctor
from nervure.cli.evaluate import evaluate
from nervure.cli.explain import explain
from nervure.cli.failures import in_our_words
from nervure.cli.help import HelpfulCommand, HelpfulGroup
from nervure.cli.lecture import lecture
from nervure.cli.output import say_error
from nervure.cli.predict import predict
from nervure.cli.repeat import repeat
from nervure.cli.report import report
from nervure.cli.summary import summary
from nervure.cli.termination import INTERRUPTED
from nervure.cli.train import train
from nervure.cli.typeable import typeable
from nervure.cli.usage import Misused, UsageError, explained
from nervure.errors import NervureError, reworded
from nervure.render.terminal import OutputError, write

DONE, FAILED, WRONG_USAGE = 0, 1, 2


def _show_version(wanted: bool) -> None:
    if wanted:
        write(sys.stdout, f"nervure {__version__}\n")
        raise typer.Exit


def application() -> typer.Typer:
    """The command line; help texts are keys of the catalogue."""
    made = typer.Typer(
        cls=HelpfulGroup,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["--help", "-h"]},
    )

    @made.callback(help="cli.about")
    def about(
        version: Annotated[
            bool, typer.Option("--version", help="cli.version", callback=_show_version, is_eager=True)
        ] = False,
    ) -> None:
        pass

    made.command("train", cls=HelpfulCommand, help="cli.train")(train)
    made.command("audit", cls=HelpfulCommand, help="cli.audit")(audit)
    made.command("evaluate", cls=HelpfulCommand, help="cli.evaluate")(evaluate)
    made.command("predict", cls=HelpfulCommand, help="cli.predict")(predict)
    made.command("summary", cls=HelpfulCommand, help="cli.summary")(summary)
    made.command("compare", cls=HelpfulCommand, help="cli.compare")(compare)
    made.command("repeat", cls=HelpfulCommand, help="cli.repeat")(repeat)
    made.command("report", cls=HelpfulCommand, help="cli.report")(report)
    made.command("explain", cls=HelpfulCommand, help="cli.explain")(explain)
    made.command("lecture", cls=HelpfulCommand, help="cli.lecture")(lecture)
    made.command("bench", cls=HelpfulCommand, help="cli.bench")(bench)
    made.command("doctor", cls=HelpfulCommand, help="cli.doctor")(doctor)
    made.command("completion", cls=HelpfulCommand, help="cli.completion")(completion)
    return made


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line and exits Python.

    Args:
        arguments: the arguments after ``nervure``; by default those of this process.

    Raises:
        SystemExit: always. 0: success; 1: a user error; 2: wrong usage; 130: interrupted; 143: terminated.
    """
    typed = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(_exit_code(typed or ["--help"]))


def _exit_code(typed: list[str]) -> int:
    prepare()
    # Detected by hand: usage errors must also be reported in the requested format.
    as_json = "--json" in itertools.takewhile(lambda word: word != "--", typed)
    group = typer.main.get_command(application())
    try:
        with reworded(partial(typeable, options=_options(group, typed[0]))):
            code = group.main(typed, prog_name="nervure", standalone_mode=False)
        return code if isinstance(code, int) else DONE
    except (UsageError, Misused) as problem:
        return _told(explained(problem), as_json, WRONG_USAGE)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        return _without_output(FAILED)
    except Exception as problem:
        return _told(in_our_words(problem), as_json, FAILED)


def _options(group: Any, command: str) -> frozenset[str]:
    """The parameters of a command."""
    known = group.commands.get(command)
    return frozenset() if known is None else frozenset(option for each in known.params for option in each.opts)


def _told(error: NervureError, as_json: bool, code: int) -> int:
    """Reports an error and returns the exit code, which is the same if output fails."""
    try:
        say_error(error, as_json=as_json and not isinstance(error, OutputError))
    except (OutputError, BrokenPipeError):
        return _without_output(code)
    return _without_output(code) if isinstance(error, OutputError) else code


def _without_output(code: int) -> int:
    """The reader has closed the pipe (nervure ... | head), or the disk is full: Python must not retry at exit."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return code
