"""A run is a folder: its configuration, weights, history and log."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from nervure.files import append_text, make_folder, write_text

CONFIG, WEIGHTS, HISTORY, LOG = "config.json", "model.safetensors", "history.csv", "train.log"


class RunFolder:
    """The files of one run.

    Args:
        path: the folder; it is made where it is missing.

    Raises:
        FileError: it cannot be made.
    """

    def __init__(self, path: Path) -> None:
        self.path = make_folder(path)

    @classmethod
    def new(cls, name: str, parent: Path = Path("runs")) -> RunFolder:
        """The first free folder ``runs/name``, ``runs/name-2``, ..."""
        number, path = 1, parent / name
        while path.exists():
            number += 1
            path = parent / f"{name}-{number}"
        return cls(path)

    @property
    def weights(self) -> Path:
        """The model."""
        return self.path / WEIGHTS

    @property
    def history(self) -> Path:
        """One line an epoch."""
        return self.path / HISTORY

    def write_config(self, config: Mapping[str, Any]) -> None:
        """Writes what is needed to repeat the run: the options, and the versions that were used."""
        versions = {"python": platform.python_version(), "torch": torch.__version__}
        whole = {**config, "versions": versions, "threads": torch.get_num_threads()}
        write_text(self.path / CONFIG, json.dumps(whole, indent=2, ensure_ascii=False) + "\n")

    def log(self, line: str) -> None:
        """Adds a line with the time of day."""
        append_text(self.path / LOG, f"{time.strftime('%Y-%m-%d %H:%M:%S')}  {line}\n")
