"""``nervure train``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nervure.cli.completion import (
    augmentations,
    class_weight_kinds,
    colors,
    labeled_data,
    networks,
    normalizations,
    precisions,
    run_folders,
)
from nervure.cli.output import say
from nervure.cli.termination import Termination
from nervure.cli.usage import Misused
from nervure.cli.values import picture_size, rate, whole_number
from nervure.language import text
from nervure.registry import look_up
from nervure.render.terminal import write

if TYPE_CHECKING:
    from nervure.tasks.image_task import PictureResult, PictureTask
    from nervure.tasks.picture_options import PictureOptions

_count = partial(whole_number, least=1)
_MOST_LAYERS = 20  # entries listed before training
_NUMBERS: Mapping[str, Callable[[str, str], Any]] = {
    "epochs": _count, "batch_size": _count, "image_size": picture_size, "learning_rate": rate, "seed": whole_number,
    "samples": _count, "threads": _count,
}  # fmt: skip


def train(
    subject: Annotated[
        str,
        typer.Argument(metavar="FOLDER|FILE|digits", help="cli.train.subject", autocompletion=labeled_data),
    ],
    model: Annotated[str | None, typer.Option(metavar="NAME", help="cli.train.model", autocompletion=networks)] = None,
    epochs: Annotated[str | None, typer.Option(metavar="N", help="cli.train.epochs")] = None,
    batch_size: Annotated[str | None, typer.Option(metavar="N", help="cli.train.batch_size")] = None,
    image_size: Annotated[str | None, typer.Option(metavar="SIZE", help="cli.train.image_size")] = None,
    color: Annotated[str | None, typer.Option(metavar="NAME", help="cli.train.color", autocompletion=colors)] = None,
    augmentation: Annotated[
        str | None, typer.Option(metavar="NAME", help="cli.train.augmentation", autocompletion=augmentations)
    ] = None,
    class_weights: Annotated[
        str | None, typer.Option(metavar="NAME", help="cli.train.class_weights", autocompletion=class_weight_kinds)
    ] = None,
    learning_rate: Annotated[str | None, typer.Option(metavar="RATE", help="cli.train.learning_rate")] = None,
    precision: Annotated[
        str, typer.Option(metavar="NAME", help="cli.train.precision", autocompletion=precisions)
    ] = "auto",
    seed: Annotated[str | None, typer.Option(metavar="N", help="cli.train.seed")] = None,
    samples: Annotated[str | None, typer.Option(metavar="N", help="cli.train.samples")] = None,
    threads: Annotated[str | None, typer.Option(metavar="N", help="cli.train.threads")] = None,
    pretrained: Annotated[str | None, typer.Option(metavar="PATH", help="cli.train.pretrained")] = None,
    normalization: Annotated[
        str | None, typer.Option(metavar="NAME", help="cli.train.normalization", autocompletion=normalizations)
    ] = None,
    out: Annotated[str | None, typer.Option(metavar="DIR", help="cli.train.out", autocompletion=run_folders)] = None,
    resume: Annotated[bool, typer.Option("--resume", help="cli.train.resume")] = False,
    no_report: Annotated[bool, typer.Option("--no-report", help="cli.train.no_report")] = False,
) -> None:
    """Trains, shows the network, the progress and the result, and writes a run folder."""
    numbers = _numbers({
        "epochs": epochs, "batch_size": batch_size, "image_size": image_size, "learning_rate": learning_rate,
        "seed": seed, "samples": samples, "threads": threads,
    })  # fmt: skip
    names = {
        "model": model, "color": color, "augmentation": augmentation, "precision": precision,
        "class_weights": class_weights,
    }  # fmt: skip
    _check_names(names)
    from nervure.tasks.picture_options import PictureOptions

    names |= {"pretrained": pretrained, "normalization": normalization}
    options = PictureOptions(subject, **names, **numbers)  # type: ignore[arg-type]
    _run(options, out, resume=resume, with_report=not no_report)


def _numbers(typed: Mapping[str, str | None]) -> dict[str, Any]:
    """Numbers are taken as text, so that a wrong one gets nervure's own error in the current language."""
    return {name: None if value is None else _NUMBERS[name](value, _option(name)) for name, value in typed.items()}


def _run(options: PictureOptions, out: str | None, *, resume: bool, with_report: bool) -> None:
    from nervure.tasks.image_task import PictureTask
    from nervure.tasks.stages import telling_stages

    with Termination() as termination, telling_stages(sys.stderr):
        try:
            task = PictureTask(options, out, resume=resume)
            with task.folder.held():
                _show_plan(task)
                _train(task)
                _show_result(task, with_report=with_report)
        except KeyboardInterrupt:
            raise typer.Exit(termination.exit_code) from None


def _check_names(names: Mapping[str, str | None]) -> None:
    from nervure.data.augmentation.augmentation import PRESETS
    from nervure.data.class_weight import POWERS
    from nervure.graph.precision import PRECISIONS
    from nervure.models.zoo import NETWORKS
    from nervure.tasks.picture_options import COLORS

    tables: Mapping[str, Mapping[str, Any]] = {
        "model": NETWORKS, "color": COLORS, "augmentation": PRESETS, "precision": PRECISIONS, "class_weights": POWERS,
    }  # fmt: skip
    with Misused.around():
        for option, name in names.items():
            if name is not None:
                look_up(name, tables[option], where=_option(option))


def _option(name: str) -> str:
    """As typed."""
    return f"--{name.replace('_', '-')}"


def _show_plan(task: PictureTask) -> None:
    from nervure.render.training_run import forecast_line, plan_text, threads_line
    from nervure.tasks.run_folder import LEFT_OUT
    from nervure.tasks.stages import stage

    say(plan_text(task.plan, LEFT_OUT))
    if len(task.model.layers) <= _MOST_LAYERS:
        task.model.summary()
    else:
        layers, parameters = len(task.model.layers), task.model.count_params()
        say(text("cli.train.network", layers=layers, parameters=parameters, folder=task.folder.path))
    if not task.goes_on:
        stage("stages.forecast")
    say(threads_line(*task.threads))
    if not task.goes_on:
        say(forecast_line(task.forecast()))


def _train(task: PictureTask) -> None:
    """Trains; if stopped, a run with a checkpoint saves its weights, and one without stops at once."""
    from nervure.training.interrupts import TrainingInterrupted

    try:
        task.train()
    except TrainingInterrupted:
        task.save()
        write(sys.stderr, text("cli.train.interrupted", folder=task.folder.path) + "\n")
        raise
    task.save()


def _show_result(task: PictureTask, *, with_report: bool) -> None:
    from nervure.render.digits import print_digits
    from nervure.render.numbers import duration
    from nervure.render.training_run import one_answer_line, result_text
    from nervure.tasks.stages import stage

    stage("stages.judging", count=task.data.judged_on.num_samples)
    result = task.judge()
    say("")
    print_digits(result.predictions, sys.stdout)
    say(result_text(result.run))
    if result.only_answer is not None:
        say(one_answer_line(result.only_answer))
    say(text("cli.train.run", time=duration(task.seconds), precision=task.precision, seed=task.seed))
    if with_report:
        stage("stages.report")
        _write_report(task, result)
    say(text("cli.train.saved", folder=result.folder, files=", ".join(task.folder.files)))


def _write_report(task: PictureTask, result: PictureResult) -> None:
    from nervure.tasks.run_report import write_report
    from nervure.tasks.saved_run import SavedRun

    write_report(SavedRun.open(task.folder.path), task.data, result.judged)
