"""Usage errors, in the four lines of every error."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import typer

from nervure.cli.examples import option_with_value, whole_command
from nervure.cli.parameters import shown_names
from nervure.errors import ArgumentError, NervureError
from nervure.language import text
from nervure.registry import suggestion

# Newer releases of typer include their own copy of click; the class is found either way.
UsageError: type[Any] = typer.BadParameter.__mro__[1]


class Misused(Exception):  # noqa: N818 - it carries an error, and is none
    """A usage error with its explanation."""

    def __init__(self, error: NervureError) -> None:
        super().__init__(str(error))
        self.error = error

    @classmethod
    @contextlib.contextmanager
    def around(cls) -> Iterator[None]:
        """Turns an error inside the block into a usage error."""
        try:
            yield
        except NervureError as error:
            raise cls(error) from error


def explained(problem: Any) -> NervureError:
    """The error of the command-line library, as a four-line error."""
    if isinstance(problem, Misused):
        return problem.error
    context = problem.ctx
    where = context.command_path if context is not None else "nervure"
    kind = type(problem).__name__
    if kind == "NoSuchOption":
        return _no_such_option(problem.option_name, context, where)
    if kind == "MissingParameter" and problem.param is not None:
        name, meaning = _name(problem.param), text(problem.param.help)
        return ArgumentError.of("cli.missing", where=where, name=name, meaning=meaning, command=whole_command(context))
    if kind == "BadOptionUsage":
        option = problem.option_name
        return ArgumentError.of("cli.no_value", where=option, example=option_with_value(context, option))
    return ArgumentError.of("cli.usage", where=where, got=problem.format_message())


def _no_such_option(typed: str, context: Any, where: str) -> NervureError:
    parameters = context.command.get_params(context)
    known = [option for parameter in parameters for option in shown_names(parameter) if option[0] == "-"]
    near = suggestion(typed, known)
    fix = text("registry.did_you_mean", suggestion=near) if near else text("cli.see_help", command=where)
    return ArgumentError.of("cli.option", where=where, name=typed, known=", ".join(known), fix=fix)


def _name(parameter: Any) -> str:
    option: str = parameter.opts[0]
    return option if option.startswith("-") else str(parameter.metavar or option)
