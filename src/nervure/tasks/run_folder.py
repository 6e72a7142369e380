"""A run is a folder: its configuration, weights, history and log."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from nervure.errors import FileError
from nervure.files import append_text, make_folder, read_text, write_text
from nervure.models.checkpointing import CHECKPOINT
from nervure.models.fingerprint import installed_version

CONFIG, WEIGHTS, HISTORY, LOG = "config.json", "model.safetensors", "history.csv", "train.log"
FILES = (CONFIG, WEIGHTS, HISTORY, LOG, CHECKPOINT)


class RunFolder:
    """The files of one run.

    Args:
        path: the folder; it is made where it is missing.
        resume: whether a run that lies there goes on.

    Raises:
        FileError: it cannot be made, or holds a run already that shall not go on.
    """

    def __init__(self, path: str | os.PathLike[str], resume: bool = False) -> None:
        there = [] if resume else [name for name in FILES if os.path.lexists(Path(path) / name)]
        if there:
            raise FileError.of("run.exists", where=str(path), got=", ".join(there), other=_free(Path(path)))
        self.path = make_folder(path)

    @classmethod
    def new(cls, name: str, parent: Path = Path("runs")) -> RunFolder:
        """The first free folder ``runs/name``, ``runs/name-2``, ..."""
        return cls(_free(parent / name))

    @classmethod
    def newest(cls, name: str, parent: Path = Path("runs")) -> RunFolder:
        """The last of the folders ``runs/name``, ``runs/name-2``, ... to go on in; the first where there is none."""
        *taken, _ = _numbered(parent / name)
        return cls(taken[-1] if taken else parent / name, resume=True)

    @property
    def seed(self) -> int | None:
        """The seed of the run that lies here; None where there is none.

        Raises:
            FileError: its configuration was altered.
        """
        if not (self.path / CONFIG).exists():
            return None
        try:
            return int(json.loads(read_text(self.path / CONFIG))["seed"])
        except (ValueError, TypeError, KeyError, RecursionError) as problem:
            got = f"{type(problem).__name__}: {problem}"
            raise FileError.of("run.config", where=str(self.path / CONFIG), got=got) from problem

    @property
    def weights(self) -> Path:
        """The model."""
        return self.path / WEIGHTS

    @property
    def history(self) -> Path:
        """One line an epoch."""
        return self.path / HISTORY

    def write_config(self, config: Mapping[str, Any]) -> None:
        """Writes what is needed to repeat the run: the options, and what it ran with. What is there stays."""
        if (self.path / CONFIG).exists():
            return
        versions = {"nervure": installed_version(), "python": platform.python_version(), "torch": torch.__version__}
        whole = {**config, "versions": versions, "threads": torch.get_num_threads()}
        write_text(self.path / CONFIG, json.dumps(whole, indent=2, ensure_ascii=False) + "\n")

    def log(self, line: str) -> None:
        """Adds a line with the time of day."""
        append_text(self.path / LOG, f"{time.strftime('%Y-%m-%d %H:%M:%S')}  {line}\n")


def _free(path: Path) -> Path:
    """``path``, or the first of ``path-2``, ``path-3``, ... that is not there."""
    return _numbered(path)[-1]


def _numbered(path: Path) -> list[Path]:
    """``path``, ``path-2``, ... as long as they are there, and the first that is not."""
    found = [path]
    while os.path.lexists(found[-1]):
        found.append(path.with_name(f"{path.name}-{len(found) + 1}"))
    return found
