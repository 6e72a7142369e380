"""Computes, composes and writes the report of a run."""

from __future__ import annotations

import hashlib
import os
import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from nervure.data import ImageFolder
from nervure.errors import NervureError, advise
from nervure.files import write_text
from nervure.insight import Judgement
from nervure.models.architecture import architecture_of
from nervure.models.diagram import diagram_of
from nervure.records.audit_record import AuditRecord
from nervure.records.picture_folder import LeftOut
from nervure.records.result import Part, RunResult
from nervure.records.run_report import PictureLink, RunOrigin, RunReport
from nervure.report.page import report_page
from nervure.tasks.alike_pictures import num_independent
from nervure.tasks.baselines import neighbor_size
from nervure.tasks.evaluate import judge_run, learned_among
from nervure.tasks.learned_data import learned_data
from nervure.tasks.numbered_picture import NumberedPicture
from nervure.tasks.picture_data import PictureData, PictureSet, Rows
from nervure.tasks.picture_options import DIGITS
from nervure.tasks.report_insights import inside_records, judgement_records
from nervure.tasks.run_folder import CONFIG, HISTORY, REPORT, unaltered
from nervure.tasks.run_history import read_history
from nervure.tasks.saved_run import SavedRun

_DIGEST_LETTERS = 10
_PARTS = ("train", "validation", "test")


def write_report(run: SavedRun, data: PictureData | None = None, judged: Judgement | None = None) -> Path:
    """Writes ``report.html`` into the folder of a run, about its evaluation images.

    Args:
        run: a finished run.
        data: its training data; read again unless given. If that is impossible, the report has only the sections that
            need no images, and advice says why.
        judged: its predictions for the evaluation part of ``data``; computed again unless given.

    Returns:
        The file.

    Raises:
        FileError: it cannot be written.
    """
    if data is None:
        data = _data_again(run)
    if data is None:
        return _written(run, RunReport(result=run.result, **_without_pictures(run)))
    answers = judge_run(run, data.judged_on) if judged is None else judged
    result = _result(run, answers, data.judged_part, data.judged_on)
    left_out = () if data.audit is not None else data.left_out
    names = _names(answers, data.path or data.kind, data.places)
    report = _report(run, answers, result, names=names, searched=data.training, audit=data.audit, left_out=left_out)
    return _written(run, report)


def write_report_on(run: SavedRun, pictures: str | os.PathLike[str]) -> Path:
    """Writes ``report.html`` into the folder of a run, about other images.

    Args:
        run: a run.
        pictures: labeled images, as accepted by :meth:`SavedRun.dataset`.

    Returns:
        The file.

    Raises:
        FileError: there is no such folder or file, or the report cannot be written.
        DataError: it holds no images, or classes unknown to the run.
    """
    judged_on = run.dataset(pictures)
    left_out = judged_on.left_out if isinstance(judged_on, ImageFolder) else ()
    judged = judge_run(run, judged_on)
    learned = learned_among(run, judged_on, judged, str(pictures))
    result = _result(run, judged, "other" if learned is None or not learned.any() else "learned", judged_on)
    names = _names(judged, str(pictures), None if isinstance(judged_on, ImageFolder) else np.arange(len(judged)))
    return _written(run, _report(run, judged, result, names=names, searched=judged_on, audit=None, left_out=left_out))


def _written(run: SavedRun, report: RunReport) -> Path:
    place = run.path / REPORT
    write_text(place, report_page(report))
    return place


def _report(
    run: SavedRun,
    judged: Judgement,
    result: RunResult,
    *,
    names: Sequence[str],
    searched: PictureSet,
    audit: AuditRecord | None,
    left_out: tuple[LeftOut, ...],
) -> RunReport:
    return RunReport(
        result=result,
        audit=audit,
        left_out=left_out,
        links={place: _link(run, name, run.labels[judged.truths[place]]) for place, name in enumerate(names)},
        **_without_pictures(run),
        **judgement_records(judged),
        **inside_records(run.model, judged, searched),
    )


def _without_pictures(run: SavedRun) -> dict[str, Any]:
    return {
        "name": run.path.resolve().name,
        "origin": _origin(run),
        "labels": run.labels,
        "diagram": diagram_of(run.model),
        "architecture": architecture_of(run.model),
        "history": read_history(run.path / HISTORY),
    }


def _data_again(run: SavedRun) -> PictureData | None:
    """The run's training data, read again; None if it no longer exists or has changed."""
    try:
        return learned_data(run)
    except NervureError as problem:
        advise("report.data_gone", folder=run.name, problem=problem.problem.rstrip("."))
        return None


def _result(run: SavedRun, judged: Judgement, part: Part, pictures: PictureSet) -> RunResult:
    """The recorded result, as far as it is about these images, combined with the run's current predictions."""
    num_right, recorded = int(judged.is_right.sum()), run.result
    now: dict[str, Any] = {
        "loss": judged.loss,
        "balanced_accuracy": judged.balanced_accuracy,
        "precision": run.precision,
    }
    if recorded is None or (recorded.part, recorded.count) != (part, len(judged)):
        seconds, epochs = (0.0, 0) if recorded is None else (recorded.seconds, recorded.epochs)
        telling = num_independent(pictures)
        return RunResult(part, len(judged), num_right, seconds=seconds, epochs=epochs, num_independent=telling, **now)
    telling = num_independent(pictures) if recorded.num_independent is None else recorded.num_independent
    size = neighbor_size(run.pictures.height, run.pictures.width)
    return replace(recorded, num_right=num_right, num_independent=telling, neighbor_size=size, **now)


def _names(judged: Judgement, source: str, places: Rows | None) -> list[str]:
    """The images as commands name them: by file, or by index in the arrays of ``source``."""
    if places is None:
        return [str(path) for path in judged.source.paths(range(len(judged)))]
    return [str(NumberedPicture(source, int(place))) for place in places]


def _link(run: SavedRun, name: str, label: str) -> PictureLink:
    """The page with all numbers of an image, or the command that writes it next to the report, with its label."""
    place = name if name.startswith(f"{DIGITS}[") else str(Path(name).absolute())  # one page for all directories
    page = f"picture-{hashlib.sha256(os.fsencode(place)).hexdigest()[:_DIGEST_LETTERS]}.html"
    command = ["nervure", "explain", run.name, "--image", name, "--label", label, "--html", str(run.path / page)]
    return PictureLink(name, shlex.join(command), page if (run.path / page).is_file() else None)


def _origin(run: SavedRun) -> RunOrigin:
    config = run.config
    with unaltered(run.path / CONFIG):
        split = {name: int(count) for name, count in config.get("split", {}).items() if name in _PARTS and count}
    return RunOrigin(
        folder=run.name,
        command=_command(run),
        options=dict(config.get("options", {})),
        data=dict(config.get("data", {})),
        split=split,
        versions=dict(config.get("versions", {})),
        code=str(config.get("code", "")),
        weights="" if run.result is None else run.result.weights,
        seed=config.get("seed"),
        device=str(config.get("device", "")),
        threads=config.get("threads"),
        precision={name: str(value) for name, value in config.get("precision", {}).items() if value},
    )


def _command(run: SavedRun) -> str:
    """The command that trains the same network, with all chosen values written out."""
    if run.options is None:
        return ""
    options = replace(run.options, precision=run.precision)
    typed = ["nervure", "train", options.source]
    for name, value in options.as_config().items():
        if value is not None:
            written = "x".join(map(str, value)) if isinstance(value, tuple) else str(value)
            typed += [f"--{name.replace('_', '-')}", written]
    return shlex.join(typed)
