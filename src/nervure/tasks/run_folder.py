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
# The optional sections of a configuration: each is a JSON object.
_SECTIONS = ("data", "split", "recipe", "options", "versions", "pretrained", "precision")
_MOST_LEVELS = 16  # levels of nested lists and objects: runs have four, and printing them must terminate


class RunFolder:
    """The files of one run.

    Args:
        path: the folder; created if missing.
        resume: whether to resume a run in it.

    Raises:
        FileError: it cannot be created, or already holds a run that is not to be resumed.
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
        """Locks the folder for writing during the block; a ``fit`` with its checkpoint there may write.

        Raises:
            FileError: another process writes there, or a run was started there since this folder was checked.
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
        """Inside this block a ``fit`` may save to the locked folder."""
        return lent(self.path / LOCK)

    @classmethod
    def new(cls, name: str, parent: Path = Path("runs")) -> RunFolder:
        """The first free folder ``runs/name``, ``runs/name-2``, ..."""
        path = free_path(parent / name)
        while not make_new_folder(path):  # another run started at the same time, and has it
            path = free_path(parent / name)
        return cls(path)

    @classmethod
    def newest(cls, name: str, parent: Path = Path("runs")) -> RunFolder:
        """The last of the folders ``runs/name``, ``runs/name-2``, ... to resume; the first if there is none."""
        *taken, _ = _numbered(parent / name)
        return cls(taken[-1] if taken else parent / name, resume=True)

    @property
    def config(self) -> dict[str, Any] | None:
        """The configuration of the run in this folder, with its seed; None if there is none.

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
        """The seed of the run in this folder; None if there is none.

        Raises:
            FileError: its configuration was altered.
        """
        config = self.config
        return None if config is None else int(config["seed"])

    @property
    def result(self) -> RunResult | None:
        """The result of the run in this folder; None if it is not finished.

        Raises:
            FileError: the file was altered.
        """
        return recorded_result(self.path)

    @property
    def files(self) -> list[str]:
        """The names of the existing files of the run, except internal ones."""
        return [name for name in FILES if name not in _FOR_ITSELF and (self.path / name).exists()]

    @property
    def weights(self) -> Path:
        """The model."""
        return self.path / WEIGHTS

    @property
    def history(self) -> Path:
        """One line per epoch."""
        return self.path / HISTORY

    def write_config(self, config: Mapping[str, Any]) -> None:
        """Writes the information to repeat the run: the options and the environment.

        If there is a checkpoint, the configuration of the resumed run is kept.
        """
        if (self.path / CONFIG).exists() and (self.path / CHECKPOINT).exists():
            return
        versions = {"nervure": installed_version(), "python": platform.python_version(), "torch": torch.__version__}
        whole = {**config, "versions": versions, "threads": torch.get_num_threads()}
        self._write_json(CONFIG, whole)

    def write_result(self, result: RunResult) -> None:
        """Writes the result of the run."""
        self._write_json(RESULT, result.to_json())

    def write_left_out(self, left_out: Sequence[LeftOut]) -> None:
        """Writes the files and folders that are not used, one per line: path and reason; no file if there are none."""
        if left_out:
            write_text(self.path / LEFT_OUT, left_out_csv(left_out))

    def log(self, line: str) -> None:
        """Appends a line with the time; if the disk is full, the line waits for the next one."""
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
    """The JSON object in a file; an empty one if there is no file.

    Raises:
        ValueError: it is not JSON.
        Unfit: it is another JSON value, or nested too deeply.
        RecursionError: it is nested deeper than Python can parse.
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
    """The configuration of the run in a folder; an empty one if there is none.

    Raises:
        ValueError: it is not JSON.
        Unfit: it, or a section of it, is not an object, or it is nested too deeply.
        RecursionError: it is nested deeper than Python can parse.
    """
    config = recorded(folder / CONFIG)
    for name in _SECTIONS:
        if not isinstance(config.get(name, {}), dict):
            raise Unfit(f"{name}: {config[name]!r:.60}")
    return config


def recorded_result(folder: Path) -> RunResult | None:
    """The result of the training in a folder; None if not recorded.

    Raises:
        FileError: the file was altered.
    """
    with unaltered(folder / RESULT):
        values = recorded(folder / RESULT)
        return RunResult.from_json(values) if values else None


@contextlib.contextmanager
def unaltered(path: Path, key: str = "saved_run.file") -> Iterator[None]:
    """Inside this block an unreadable file raises the error ``key``."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as problem:
        raise FileError.of(key, where=str(path), got=said_of(problem)) from problem


def refuse_taken(path: Path) -> None:
    """Rejects a folder that contains part of a run.

    Raises:
        FileError: it does.
    """
    there = [name for name in FILES if os.path.lexists(path / name)]
    if there:
        raise FileError.of("run.exists", where=str(path), got=", ".join(there), other=free_path(path))


def refuse_unusable(path: Path, resume: bool) -> None:
    """Rejects a folder in which training cannot start or, with ``resume``, continue, before any time is spent.

    Raises:
        FileError: it holds a run, or another process is writing there.
    """
    if not resume:
        refuse_taken(path)
    if (path / LOCK).exists():
        with locked(path / LOCK):
            pass


def free_path(path: Path) -> Path:
    """``path``, or the first of ``path-2``, ``path-3``, ... that does not exist."""
    return _numbered(path)[-1]


def _numbered(path: Path) -> list[Path]:
    """``path``, ``path-2``, ... as long as they exist, and the first that does not."""
    found = [path]
    while os.path.lexists(found[-1]):
        found.append(path.with_name(f"{path.name}-{len(found) + 1}"))
    return found
