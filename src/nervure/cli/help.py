"""Help in the language in use: plain text, the same in a terminal and in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

from typer.core import TyperCommand, TyperGroup

from nervure.cli.parameters import OLD_IMAGE, shown_names
from nervure.cli.usage import Misused, UsageError
from nervure.errors import ArgumentError
from nervure.language import text
from nervure.language.catalogue import MESSAGES
from nervure.registry import look_up
from nervure.render.terminal import width_of, wrapped

_WIDEST, _NARROWEST, _INDENT, _GAP = 80, 50, 2, 2


_EXIT_CODES = (
    ("0", "cli.exit.done"), ("1", "cli.exit.failed"), ("2", "cli.exit.usage"),
    ("130", "cli.exit.interrupted"), ("143", "cli.exit.terminated"),
)  # fmt: skip


class HelpfulCommand(TyperCommand):
    """A command whose help texts are keys of the catalogue."""

    allow_extra_args = True  # wrong choices get nervure's own error

    def parse_args(self, context: Any, args: list[str]) -> list[str]:
        """Parses the arguments; the parser does not report which command an option without a value belongs to."""
        try:
            return super().parse_args(context, args)
        except UsageError as problem:
            problem.ctx = problem.ctx or context
            raise

    def shell_complete(self, context: Any, incomplete: str) -> Any:
        """The completions for a shell."""
        return _in_words(super().shell_complete(context, incomplete))

    def get_help(self, context: Any) -> str:
        """The complete help."""
        return help_text(self, context)

    def invoke(self, context: Any) -> Any:
        """Runs the command; extra arguments are an error."""
        if context.args:
            known = self.get_help(context).splitlines()[0].partition(" ")[2]
            raise Misused(
                ArgumentError.of("cli.extra", where=context.command_path, got=" ".join(context.args), expected=known)
            )
        return super().invoke(context)


class HelpfulGroup(TyperGroup):
    """A group of commands whose help texts are keys of the catalogue."""

    def get_help(self, context: Any) -> str:
        """The complete help, including exit codes."""
        codes = _section("cli.exit_codes", [(code, text(key)) for code, key in _EXIT_CODES])
        return "\n".join([help_text(self, context), "", *codes]).rstrip()

    def shell_complete(self, context: Any, incomplete: str) -> Any:
        """The completions for a shell."""
        return _in_words(super().shell_complete(context, incomplete))

    def resolve_command(self, context: Any, args: list[str]) -> Any:
        """The command that was typed; for an unknown one the error names the nearest."""
        if args[0] == "export":  # closest in spelling to report, which is something else
            known = ", ".join(sorted(self.commands))
            raise Misused(ArgumentError.of("cli.no_export", where=context.command_path, known=known, name=args[0]))
        with Misused.around():
            # Help and version may be typed as commands too: the error names the option.
            options = {option: None for parameter in self.get_params(context) for option in parameter.opts}
            look_up(args[0], {**self.commands, **options}, where=context.command_path)
        return super().resolve_command(context, args)


def _in_words(offered: Sequence[Any]) -> Sequence[Any]:
    """The completions, with sentences in place of keys and without old names."""
    for item in offered:
        item.help = text(item.help) if item.help in MESSAGES else item.help
    return [item for item in offered if item.value != OLD_IMAGE]


def help_text(command: Any, context: Any) -> str:
    """A command's usage, description and parameters."""
    arguments = [p for p in command.get_params(context) if p.param_type_name == "argument"]
    options = [p for p in command.get_params(context) if p.param_type_name == "option"]
    commands = list(getattr(command, "commands", {}).values())
    usage = [context.command_path, text("cli.help.options_sign"), *(p.metavar for p in arguments)]
    usage += [text("cli.help.command_sign")] if commands else []
    lines = [f"{text('cli.help.usage')} {' '.join(usage)}", ""]
    lines += [*wrapped(text(command.help), _width()), ""]
    lines += _section("cli.help.arguments", [(p.metavar, text(p.help)) for p in arguments])
    lines += _section("cli.help.options", [_option(p) for p in options])
    lines += _section("cli.help.commands", [(each.name, text(each.help)) for each in commands])
    return "\n".join(lines).rstrip()


def _width() -> int:
    return max(_NARROWEST, min(_WIDEST, width_of(sys.stdout)))


def _option(parameter: Any) -> tuple[str, str]:
    """An option as typed, and its description."""
    if "--help" in parameter.opts:
        return "--help", text("cli.help.help")
    typed = " ".join([*shown_names(parameter), *([parameter.metavar] if parameter.metavar else [])])
    if parameter.is_flag or parameter.default is None:
        return typed, text(parameter.help)
    return typed, f"{text(parameter.help)} {text('cli.help.default', value=parameter.default)}"


def _section(title: str, rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    """A title, and one row per item: the typed form on the left, the description on the right."""
    if not rows:
        return
    left = _INDENT + max(len(typed) for typed, _ in rows) + _GAP
    yield text(title)
    for typed, meaning in rows:
        first, *more = wrapped(meaning, _width() - left)
        yield f"{' ' * _INDENT}{typed}".ljust(left) + first
        yield from (" " * left + line for line in more)
    yield ""
