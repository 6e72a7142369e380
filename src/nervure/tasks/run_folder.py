"""A run is a folder: its configuration, weights, history and log."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import torch

from nervure.errors import FileError, Unfit, advise, said_of
from nervure.files import append_text, is_disk_full, make_folder, make_new_folder, read_text, write_text
from nervure.language import one_line, text
from nervure.locks import lent, locked
from nervure.models.checkpointing import CHECKPOINT, LOCK
from nervure.models.fingerprint import installed_version
from nervure.records.picture_folder import LeftOut
from nervure.records.result import RunResult
from nervure.render.audit_text import left_out_csv
from nervure.render.json_text import json_text

CONFIG, WEIGHTS, HISTORY, LOG = "config.json", "model.safetensors", "history.csv", "train.log"
RESULT, LEFT_OUT, REPORT = "result.json", "left_out.csv", "report.html"
LEARNED = "learned_pictures.safetensors"
_FOR_ITSELF = (LEARNED, CHECKPOINT)
FILES = (CONFIG, WEIGHTS, HISTORY, LOG, RESULT, LEFT_OUT, REPORT, *_FOR_ITSELF)
# Of a configuration, where they are there: each is an object of JSON.
_SECTIONS = ("data", "split", "recipe", "options", "versions", "pretrained", "precision")
_MOST_LEVELS = 16  # of lists and objects within each other: runs have four, and whoever prints them must come to an end


class RunFolder:
    """The files of one run.

    Args:
        path: the folder; it is made where it is missing.
        resume: whether a run that lies there goes on.

    Raises:
        FileError: it cannot be made, or holds a run already that shall not go on.
    """

    def __init__(self, path: str | os.PathLike[str], resume: bool = False) -> None:
        self.path = Path(path)
        self._is_ours = resume
        self._is_held, self._unlogged = False, ""
        if not resume:
            refuse_taken(self.path)
        make_folder(path)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else writes to the folder during the block; a ``fit`` with its checkpoint there is part of it.

        Raises:
            FileError: another process writes there, or a run began there since this folder was looked at.
        """
        if self._is_held:
            yield
            return
        with locked(self.path / LOCK):
            if not self._is_ours:
                refuse_taken(self.path)
            self._is_ours = self._is_held = True
            try:
                yield
            finally:
                self._is_held = False

    def lent(self) -> AbstractContextManager[None]:
        """Inside this block a ``fit`` may save to the folder, which is held."""
        return lent(self.path / LOCK)

    @classmethod
    def new(cls, name: str, parent: Path = Path("runs")) -> RunFolder:
        """The first free folder ``runs/name``, ``runs/name-2``, ..."""
        path = free_path(parent / name)
        while not make_new_folder(path):  # another run began at the same time, and has it
            path = free_path(parent / name)
        return cls(path)

    @classmethod
    def newest(cls, name: str, parent: Path = Path("runs")) -> RunFolder:
        """The last of the folders ``runs/name``, ``runs/name-2``, ... to go on in; the first where there is none."""
        *taken, _ = _numbered(parent / name)
        return cls(taken[-1] if taken else parent / name, resume=True)

    @property
    def config(self) -> dict[str, Any] | None:
        """The configuration of the run that lies here, with its seed; None where there is none.

        Raises:
            FileError: it was altered.
        """
        if not (self.path / CONFIG).exists():
            return None
        with unaltered(self.path / CONFIG, "run.config"):
            config = recorded_config(self.path)
            return {**config, "seed": int(config["seed"])}

    @property
    def seed(self) -> int | None:
        """The seed of the run that lies here; None where there is none.

        Raises:
            FileError: its configuration was altered.
        """
        config = self.config
        return None if config is None else int(config["seed"])

    @property
    def result(self) -> RunResult | None:
        """What the run that lies here came to; None where it is not over.

        Raises:
            FileError: the file was altered.
        """
        return recorded_result(self.path)

    @property
    def files(self) -> list[str]:
        """The names of the files of the run that are there, but for those that are of use to it alone."""
        return [name for name in FILES if name not in _FOR_ITSELF and (self.path / name).exists()]

    @property
    def weights(self) -> Path:
        """The model."""
        return self.path / WEIGHTS

    @property
    def history(self) -> Path:
        """One line an epoch."""
        return self.path / HISTORY

    def write_config(self, config: Mapping[str, Any]) -> None:
        """Writes what is needed to repeat the run: the options, and what it ran with.

        Where there is a checkpoint, that of the run which goes on stays.
        """
        if (self.path / CONFIG).exists() and (self.path / CHECKPOINT).exists():
            return
        versions = {"nervure": installed_version(), "python": platform.python_version(), "torch": torch.__version__}
        whole = {**config, "versions": versions, "threads": torch.get_num_threads()}
        self._write_json(CONFIG, whole)

    def write_result(self, result: RunResult) -> None:
        """Writes what the run came to."""
        self._write_json(RESULT, result.to_json())

    def write_left_out(self, left_out: Sequence[LeftOut]) -> None:
        """Writes the files and folders that are not used, a line each: path and reason; no file where there is none."""
        if left_out:
            write_text(self.path / LEFT_OUT, left_out_csv(left_out))

    def log(self, line: str) -> None:
        """Adds a line with the time of day; on a full disk it waits for the next one."""
        self._unlogged += f"{time.strftime('%Y-%m-%d %H:%M:%S')}  {one_line(line)}\n"
        try:
            append_text(self.path / LOG, self._unlogged)
        except FileError as error:
            if not is_disk_full(error):
                raise
            advise("run.log_waits", path=self.path / LOG)
        else:
            self._unlogged = ""

    def _write_json(self, name: str, values: Mapping[str, Any]) -> None:
        write_text(self.path / name, json_text(values, indent=2) + "\n")


def recorded(path: Path) -> dict[str, Any]:
    """The object of JSON in a file; an empty one where there is no file.

    Raises:
        ValueError: it holds no JSON.
        Unfit: it holds something else, or goes too deep.
        RecursionError: it goes deeper than Python reads.
    """
    values = json.loads(read_text(path)) if path.is_file() else {}
    if not isinstance(values, dict):
        raise Unfit(f"{values!r:.60}")
    _refuse_deep(values, _MOST_LEVELS)
    return values


def _refuse_deep(value: Any, levels: int) -> None:
    if levels == 0:
        raise Unfit(text("run.deep", levels=_MOST_LEVELS))
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _refuse_deep(each, levels - 1)


def recorded_config(folder: Path) -> dict[str, Any]:
    """The configuration of the run in a folder; an empty one where there is none.

    Raises:
        ValueError: it is no JSON.
        Unfit: it, or a section of it, is no object, or it goes too deep.
        RecursionError: it goes deeper than Python reads.
    """
    config = recorded(folder / CONFIG)
    for name in _SECTIONS:
        if not isinstance(config.get(name, {}), dict):
            raise Unfit(f"{name}: {config[name]!r:.60}")
    return config


def recorded_result(folder: Path) -> RunResult | None:
    """What the training in a folder came to; None where that is not recorded.

    Raises:
        FileError: the file was altered.
    """
    with unaltered(folder / RESULT):
        values = recorded(folder / RESULT)
        return RunResult.from_json(values) if values else None


@contextlib.contextmanager
def unaltered(path: Path, key: str = "saved_run.file") -> Iterator[None]:
    """Inside this block what cannot be read of a file is the error ``key``."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as problem:
        raise FileError.of(key, where=str(path), got=said_of(problem)) from problem


def refuse_taken(path: Path) -> None:
    """Refuses a folder in which a part of a run lies.

    Raises:
        FileError: one does.
    """
    there = [name for name in FILES if os.path.lexists(path / name)]
    if there:
        raise FileError.of("run.exists", where=str(path), got=", ".join(there), other=free_path(path))


def refuse_unusable(path: Path, resume: bool) -> None:
    """Refuses a folder in which no training can begin or, with ``resume``, go on: before minutes are spent.

    Raises:
        FileError: a run lies there, or another process is writing there.
    """
    if not resume:
        refuse_taken(path)
    if (path / LOCK).exists():
        with locked(path / LOCK):
            pass


def free_path(path: Path) -> Path:
    """``path``, or the first of ``path-2``, ``path-3``, ... that is not there."""
    return _numbered(path)[-1]


def _numbered(path: Path) -> list[Path]:
    """``path``, ``path-2``, ... as long as they are there, and the first that is not."""
    found = [path]
    while os.path.lexists(found[-1]):
        found.append(path.with_name(f"{path.name}-{len(found) + 1}"))
    return found
