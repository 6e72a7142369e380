"""A run is a folder: its configuration, weights, history and log."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import torch

from nervure.errors import FileError
from nervure.files import append_text, make_folder, write_text

CONFIG, WEIGHTS, HISTORY, LOG = "config.json", "model.safetensors", "history.csv", "train.log"
FILES = (CONFIG, WEIGHTS, HISTORY, LOG)


class RunFolder:
    """The files of one run.

    Args:
        path: the folder; it is made where it is missing.

    Raises:
        FileError: it cannot be made, or holds a run already.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        there = [name for name in FILES if os.path.lexists(Path(path) / name)]
        if there:
            raise FileError.of("run.exists", where=str(path), got=", ".join(there), other=_free(Path(path)))
        self.path = make_folder(path)

    @classmethod
    def new(cls, name: str, parent: Path = Path("runs")) -> RunFolder:
        """The first free folder ``runs/name``, ``runs/name-2``, ..."""
        return cls(_free(parent / name))

    @property
    def weights(self) -> Path:
        """The model."""
        return self.path / WEIGHTS

    @property
    def history(self) -> Path:
        """One line an epoch."""
        return self.path / HISTORY

    def write_config(self, config: Mapping[str, Any]) -> None:
        """Writes what is needed to repeat the run: the options, and what it ran with."""
        versions = {"nervure": installed_version(), "python": platform.python_version(), "torch": torch.__version__}
        whole = {**config, "versions": versions, "threads": torch.get_num_threads()}
        write_text(self.path / CONFIG, json.dumps(whole, indent=2, ensure_ascii=False) + "\n")

    def log(self, line: str) -> None:
        """Adds a line with the time of day."""
        append_text(self.path / LOG, f"{time.strftime('%Y-%m-%d %H:%M:%S')}  {line}\n")


def _free(path: Path) -> Path:
    """``path``, or the first of ``path-2``, ``path-3``, ... that is not there."""
    number, free = 1, path
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free


def installed_version() -> str | None:
    """The version of nervure that is installed; None where a checkout is on the path only."""
    try:
        return version("nervure")
    except PackageNotFoundError:  # a checkout that is on the path, but was not installed
        return None
