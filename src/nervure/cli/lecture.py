"""``nervure lecture``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from nervure.language import LANGUAGES, set_language, text
from nervure.registry import look_up
from nervure.render.terminal import write


def lecture(
    step: Annotated[bool, typer.Option("--step", help="cli.lecture.step")] = False,
    html: Annotated[str | None, typer.Option(metavar="FILE", help="cli.lecture.html")] = None,
    activations: Annotated[str | None, typer.Option(metavar="FILE", help="cli.lecture.activations")] = None,
    language: Annotated[str | None, typer.Option(metavar="en|ko", help="cli.lecture.language")] = None,
) -> None:
    """Works out the lecture's 2-2-2 network by hand."""
    if language is not None:
        set_language(look_up(language, {code: code for code in LANGUAGES}, where="--language"))
    if html is None and activations is None:
        _print(step)
        return
    from nervure.tasks.lecture import write_activations_page, write_page

    for path, write_it in ((html, write_page), (activations, write_activations_page)):
        if path is not None:
            write_it(path)
            write(sys.stdout, text("cli.written", path=path) + "\n")


def _print(step: bool) -> None:
    from nervure.render.lecture import section_text
    from nervure.tasks.lecture import worked_example

    write(sys.stdout, f"{text('lecture.title')}\n{text('lecture.given')}\n")
    for section in worked_example():
        if step:
            _wait()
        write(sys.stdout, f"\n{section_text(section)}\n")


def _wait() -> None:
    """Waits for Enter; does not wait if standard input has ended."""
    write(sys.stderr, f"\n{text('lecture.next')} ")
    sys.stdin.readline()
