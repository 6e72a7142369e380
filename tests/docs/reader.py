"""A reader who does what a page says: runs its programs and types its commands, in one folder, from top to bottom."""

from __future__ import annotations

import contextlib
import io
import re
import runpy
import shlex
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from nervure.cli.application import application, main
from tests.house.documents import Block, Document

# What a training is told besides, so that it takes seconds.
QUICK = {"digits": ["--samples", "200", "--epochs", "1"], "": ["--epochs", "1"]}
# Exit codes that are no failure: an audit tells by 1 that it found something to mend.
ALSO_FINE = {"audit": (0, 1)}
# What differs from run to run and from machine to machine.
_PRECISION = re.compile(r"\bb?float(16|32)( \(auto[^)]*\))?")
_NUMBER = re.compile(r"[<>]?\d[\d,.]*(?:e[-+]\d+)?")
_UNIT = re.compile(r"# ?(ms|s|밀리초|초)(?= ·|,|\.|$)")
_SPACE = re.compile(r"\s+|─+|━+")


class Reader:
    """One reader. What a program defines is known to those below it."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}

    def follow(self, page: Document) -> Iterator[tuple[Block, str, bool]]:
        """Each block with what came of it, and whether that was an error."""
        for block in page.blocks:
            if block.language == "python":
                yield block, *self.run(block.body)
            elif block.language == "shell":
                done = [(line, *self.type(line)) for line in commands(block)]
                failed = any(code not in ALSO_FINE.get(line.split()[1], (0,)) for line, _, code in done)
                yield block, "".join(printed for _, printed, _ in done), failed

    def run(self, program: str) -> tuple[str, bool]:
        """Runs a program: what it printed, and whether it ended in an error."""
        Path("program.py").write_text(program, encoding="utf-8")
        screen = io.StringIO()
        with contextlib.redirect_stdout(screen):
            try:
                self._known = runpy.run_path("program.py", init_globals=self._known, run_name="page")
            except Exception as error:
                screen.write("".join(traceback.format_exception_only(error)))
                return screen.getvalue(), True
        return screen.getvalue(), False

    def type(self, line: str) -> tuple[str, int]:
        """Types a command: what it printed, and its exit code."""
        arguments = shlex.split(line.partition(" > ")[0], comments=True)[1:]
        if is_long(arguments):
            examine(arguments)
            return "", 0
        if arguments[0] == "train":
            arguments += QUICK.get(arguments[1], QUICK[""])
        screen = io.StringIO()
        with contextlib.redirect_stdout(screen):
            try:
                main(arguments)
            except SystemExit as left:
                return screen.getvalue(), int(left.code or 0)
        raise AssertionError("the command line always leaves Python")


def commands(block: Block) -> list[str]:
    """The lines of a block that are ours."""
    return [line for line in block.body.splitlines() if line.startswith("nervure ")]


def is_long(arguments: list[str]) -> bool:
    """Whether a command is only examined: it cannot be made quick, or its run is there already."""
    return arguments[0] == "bench" or (arguments[:2] == ["train", "digits"] and Path("runs/digits").exists())


def examine(arguments: list[str]) -> None:
    """Raises what the command line would raise if this was typed."""
    group = typer.main.get_command(application())
    with group.make_context("nervure", list(arguments)) as context:
        name, command, rest = group.resolve_command(context, list(arguments))  # type: ignore[attr-defined]
        command.make_context(name, rest, parent=context)


def shown_below(page: Document, block: Block) -> Block | None:
    """What the page says comes out: the ``text`` or ``output`` right below a block."""
    following = page.blocks[page.blocks.index(block) + 1 :][:1]
    shows = following and following[0].language in ("text", "output") and not following[0].between.strip()
    return following[0] if shows else None


def disagreement(shown: Block, printed: str) -> str | None:
    """The first line that the page shows and the reader did not see.

    ``text`` is what is printed, letter for letter. ``output`` stands for what differs from run to run: its lines must
    come in this order, with any numbers, and others may stand between.
    """
    if shown.language == "text":
        return None if shown.body == printed else f"{shown.body}\nshould be\n{printed}"
    lines = iter(map(without_numbers, printed.splitlines()))
    for line in filter(None, shown.body.splitlines()):
        if line != "…" and without_numbers(line) not in lines:
            return f"{line}\nis not in\n{printed}"
    return None


def without_numbers(line: str) -> str:
    """A line as it is in every run.

    Examples:
        >>> without_numbers("Trained in 18.2s, precision bfloat16 (auto)")
        'Trained in # s, precision #'
    """
    without = _UNIT.sub("# s", _NUMBER.sub("#", _PRECISION.sub("#", line)))
    return _SPACE.sub(" ", without).strip()
