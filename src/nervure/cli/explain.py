"""``nervure explain``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from nervure.cli.usage import Misused
from nervure.errors import ArgumentError
from nervure.language import text
from nervure.render.terminal import write


def explain(
    run: Annotated[str, typer.Argument(metavar="RUN", help="cli.explain.run")],
    picture: Annotated[str, typer.Option(metavar="FILE", help="cli.explain.picture")],
    weight: Annotated[str | None, typer.Option(metavar="NAME[i,j,...]", help="cli.explain.weight")] = None,
    unit: Annotated[str | None, typer.Option(metavar="NAME[i,j,...]", help="cli.explain.unit")] = None,
    label: Annotated[str | None, typer.Option(metavar="NAME", help="cli.explain.label")] = None,
    html: Annotated[str | None, typer.Option(metavar="FILE", help="cli.explain.html")] = None,
) -> None:
    """Explains a number of a trained run on a picture."""
    if weight is None and unit is None and html is None:
        raise Misused(ArgumentError.of("cli.explain.nothing", where="nervure explain"))
    from nervure.render.numbers import percentage
    from nervure.tasks.explain_run import explain_run

    explained = explain_run(run, picture, label)
    key = "cli.explain.predicted" if explained.is_predicted else "cli.explain.given"
    _say(text(key, label=explained.label, probability=percentage(explained.probability, 1)))
    if weight is not None:
        _say("\n" + explained.weight(weight))
    if unit is not None:
        _say("\n" + explained.unit(unit))
    if html is not None:
        explained.explanation.to_html(html)
        _say(text("cli.written", path=html))


def _say(line: str) -> None:
    write(sys.stdout, line + "\n")
