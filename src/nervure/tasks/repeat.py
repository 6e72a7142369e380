"""Repeats the training of a saved run, and reports what is reproduced."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nervure.errors import FileError
from nervure.records.repetition import Agreement, Repetition
from nervure.tasks.image_task import train_again
from nervure.tasks.run_folder import CONFIG, RESULT, free_path
from nervure.tasks.saved_run import SavedRun

_AGAIN = "again"


def repeat_run(run: SavedRun, out: str | os.PathLike[str] | None = None, verbose: str | int = 0) -> Repetition:
    """Trains a run again, on the same data with the same options and seed, in a separate folder.

    Args:
        run: the run.
        out: the new folder; None takes the first free one next to the run.
        verbose: see ``Model.fit``.

    Raises:
        FileError: the run does not record its data, or was not finished; its data no longer exists; or ``out`` holds a
            run.
        DataError: its data can no longer be used for training.
    """
    before = run.result
    if run.options is None or before is None:
        missing = CONFIG if run.options is None else RESULT
        raise FileError.of("repeat.unfinished", where=run.name, got=missing, run=shlex.quote(run.name))
    now = train_again(_settled(run), _beside(run.path) if out is None else out, verbose)
    again = SavedRun.open(now.folder)
    agreements = [
        Agreement("data", str(run.config["data"].get("digest")), str(again.config["data"]["digest"])),
        Agreement("code", str(run.config.get("code")), str(again.config["code"])),
        Agreement("versions", _versions(run.config), _versions(again.config)),
        Agreement("device", _device(run.config), _device(again.config)),
        Agreement("weights", before.weights, now.run.weights),
    ]
    if "pretrained" in run.config:
        digests = (str(each.config.get("pretrained", {}).get("digest")) for each in (run, again))
        agreements.insert(1, Agreement("pretrained", *digests))
    return Repetition(run.name, str(now.folder), tuple(agreements))


def _settled(run: SavedRun) -> dict[str, Any]:
    """The configuration with the precision that "auto" was resolved to, which could differ each time."""
    return {**run.config, "options": {**run.config["options"], "precision": run.precision}}


def _beside(path: Path) -> Path:
    named = path if path.name not in ("", "..") else path.resolve()  # the current directory may be inside the run
    return free_path(named.with_name(f"{named.name}-{_AGAIN}"))


def _versions(config: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {version}" for name, version in dict(config.get("versions", {})).items())


def _device(config: Mapping[str, Any]) -> str:
    return f"{config.get('device')}, {config.get('threads')}"
