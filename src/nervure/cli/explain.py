"""``nervure explain``."""

from __future__ import annotations

from typing import Annotated

import typer

from nervure.cli.output import say, width
from nervure.cli.parameters import OLD_IMAGE, Run
from nervure.cli.usage import Misused
from nervure.errors import ArgumentError
from nervure.language import text
from nervure.render.terminal import wrapped

_APART = 0.0005  # of a probability: one digit of its first decimal in percent


def explain(
    run: Run,
    image: Annotated[str, typer.Option("--image", OLD_IMAGE, metavar="FILE", help="cli.explain.picture")],
    weight: Annotated[str | None, typer.Option(metavar="NAME[i,j,...]", help="cli.explain.weight")] = None,
    unit: Annotated[str | None, typer.Option(metavar="NAME[i,j,...]", help="cli.explain.unit")] = None,
    label: Annotated[str | None, typer.Option(metavar="NAME", help="cli.explain.label")] = None,
    html: Annotated[str | None, typer.Option(metavar="FILE", help="cli.explain.html")] = None,
) -> None:
    """Explains a number of a trained run on an image."""
    if weight is None and unit is None and html is None:
        raise Misused(ArgumentError.of("cli.explain.nothing", where="nervure explain"))
    from nervure.render.numbers import number, percentage
    from nervure.render.runs import photograph_note
    from nervure.tasks.explain_run import explain_run

    explained = explain_run(run, image, label)
    if explained.is_photograph:
        say(photograph_note(image, explained.ink_is_bright))
    probability = percentage(explained.probability, 1)
    if explained.label is None:
        said = text("cli.explain.predicted", label=explained.predicted, probability=probability)
    else:
        said = text("cli.explain.given", label=explained.label, probability=probability, predicted=explained.predicted)
    say("\n".join(wrapped(said, width())))
    in_training = explained.probability_in_training
    if in_training is not None and abs(in_training - explained.probability) > _APART:
        say("\n".join(wrapped(text("cli.explain.in_training", probability=percentage(in_training, 1)), width())))
    if weight is not None:
        say("\n" + explained.weight(weight))
    if unit is not None:
        say("\n" + explained.unit(unit))
        value = explained.unit_in_training(unit)
        if value is not None:
            say(text("cli.explain.unit_in_training", value=number(value)))
    if html is not None:
        explained.to_html(html)
        say(text("cli.written", path=html))
