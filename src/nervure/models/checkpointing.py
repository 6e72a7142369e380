"""Checkpoints: a run in progress as one file, from which it resumes bit for bit."""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import NoneType
from typing import Any

from nervure.errors import ArgumentError, FileError, NervureError, Unfit, advise, said_of
from nervure.files import is_disk_full, make_folder, sweep, write_bytes
from nervure.language import text
from nervure.locks import locked
from nervure.models import weight_files
from nervure.models.compile_config import settled_precision
from nervure.models.disk_room import check_room, file_bytes
from nervure.models.fingerprint import differences, environment, plain
from nervure.models.graph_model import GraphModel
from nervure.models.plain_values import join_arrays, split_arrays
from nervure.models.weight_files import ModelFile
from nervure.randomness import seed_in_force
from nervure.training.callbacks import Callback, History
from nervure.training.interrupts import Interrupts, TrainingInterrupted
from nervure.training.loop import Continuation, Run, run

CHECKPOINT = "checkpoint.safetensors"
LOCK = ".lock"
_RUN = "run"
# Prefix of tensors that belong to the run, not to the model.
_OF_THE_RUN = "run:"
_MOST_NAMED = 8
# The required entries of a saved run, and their types.
_PARTS = {"identity": dict, "environment": dict, "position": dict, "has_traded": bool, "tally": dict, "callbacks": list}
_POSITION = {"epoch": int, "batch": int, "logs": dict, "is_stopped": bool, "is_finished": bool}


@contextlib.contextmanager
def opened(folder: str | os.PathLike[str] | None, save_every: int | None, resume: bool) -> Iterator[Checkpoint | None]:
    """The checkpoint in ``folder``, whose lock is held during the block; None if no folder is given.

    Raises:
        ArgumentError: ``save_every`` or ``resume`` is given without a folder.
        FileError: another process writes there, the folder contains a run and ``resume`` is False, or the file is
            damaged.
    """
    if folder is None:
        for name, given in (("save_every", save_every is not None), ("resume", bool(resume))):
            if given:
                raise ArgumentError.of("checkpoint.no_folder", where=f"fit({name}=...)", name=name)
        yield None
        return
    place = make_folder(folder)
    with locked(place / LOCK):
        sweep(place)
        path = place / CHECKPOINT
        if path.exists() and not resume:
            raise FileError.of("checkpoint.exists", where="fit(checkpoint=...)", path=str(path))
        yield Checkpoint(path, save_every, weight_files.read(path) if path.exists() else None, resumes=resume)


class Checkpoint(Callback):
    """Saves and resumes a run.

    A file holds the weights, the optimizer state, the current epoch's metric sums, the callbacks' state
    (:meth:`Callback.get_state`), the position in the data, and the identity of the run.

    Args:
        path: of the file.
        save_every: the number of steps between saves; None to save after each epoch.
        saved: the file of an earlier run.
        resumes: whether one is expected to exist.

    Raises:
        FileError: ``saved`` is not a checkpoint.
    """

    def __init__(self, path: Path, save_every: int | None, saved: ModelFile | None, *, resumes: bool = False) -> None:
        super().__init__()
        self.path, self._every, self._resumes = path, save_every, resumes
        self._file, self._saved = saved, None if saved is None else saved.header.get(_RUN)
        if saved is not None and not isinstance(self._saved, dict):
            raise FileError.of("checkpoint.no_run", where=str(path))
        if saved is not None and not _is_whole(saved):
            raise FileError.of("checkpoint.incomplete", where=str(path), got="-")
        self._saved_at: int | None = None

    def seed(self, given: int | None) -> int | None:
        """The initial seed; by default that of the saved run."""
        if self._saved is None or given is not None:
            return given
        seed: int = self._saved["identity"]["seed"]
        # Whatever seed the model would start with now, the run continues with its own unless another seed was set.
        return seed if seed_in_force() in (None, self._seed_in_force_then(self._saved)) else None

    @staticmethod
    def _seed_in_force_then(saved: Mapping[str, Any]) -> int | None:
        # Files of earlier versions did not count starts: each took the seed that was set.
        seed: int | None = saved.get("set_seed", saved["identity"]["seed"])
        return seed

    @property
    def first_epoch(self) -> int | None:
        """The epoch in which the saved run resumes; None for a new run."""
        return None if self._saved is None else int(self._saved["position"]["epoch"])

    def settle_precision(self, model: GraphModel) -> None:
        """Adopts the precision that "auto" resolved to."""
        if self._file is not None:
            settled_precision(model.compilation, self._file.header["compile"])

    def train(self, made: Run, history: History, identity: Mapping[str, Any]) -> None:
        """Trains to the end from where the saved run stopped; a finished run is only restored.

        Args:
            made: the run, with this checkpoint as its last callback.
            history: of the run.
            identity: the identity of the run, see :mod:`nervure.models.fingerprint`.

        Raises:
            ArgumentError: the saved run has a different identity.
            FileError: the disk has no room for a checkpoint.
            KeyboardInterrupt: Ctrl-C was pressed; the run is saved first.
        """
        self._run, self._identity, self._environment = made, plain(identity), plain(environment())
        self._set_seed = seed_in_force() if self._saved is None else self._seed_in_force_then(self._saved)
        self._is_sure = made.dataset.resumption == "batch"
        if not self._is_sure:
            advise("checkpoint.epochs_only", path=self.path)
        self._check_room()
        if self._saved is None and self._resumes:
            advise("checkpoint.begins", folder=self.path.parent)
        if self._saved is not None:
            self._refuse_other_run(self._saved)
            self._identity = self._saved["identity"]
            if self._saved["position"]["is_finished"]:
                self._bring_back(self._saved, history)
                return
            made.continuation = self._continuation(self._saved)
        made.epoch_over = [self._save_epoch, *made.epoch_over, self._stop_after_epoch]
        with Interrupts() as self._interrupts:
            run(made)
            self._save(made.epochs, 0, {}, is_finished=True)
            self._stop_if_asked(is_saved=True)

    def batches_until_due(self) -> int | None:
        """The number of steps until the next save within an epoch."""
        if self._every is None or not self._is_sure:
            return None
        return self._every - self._calls % self._every

    def on_train_batch_end(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Saves when a save is due or a stop was requested."""
        is_asked, is_due = self._interrupts.is_asked, self._every is not None and self._calls % self._every == 0
        # A run that is about to stop is saved at the end of its epoch.
        if self._is_sure and (is_asked or is_due) and not self.model.stop_training:
            self._save(self._run.counter.epoch, batch + 1, {})
            self._stop_if_asked(is_saved=True)
        elif not self._is_sure:
            self._stop_if_asked(is_saved=False)

    def _save_epoch(self, epoch: int, logs: dict[str, Any]) -> None:
        is_due = self._every is None or (not self._is_sure and self._calls - (self._saved_at or 0) >= self._every)
        if is_due or self._interrupts.is_asked:
            self._save(epoch + 1, 0, logs)

    def _stop_after_epoch(self, epoch: int, logs: dict[str, Any]) -> None:
        self._stop_if_asked(is_saved=self._saved_at == self._calls)

    @property
    def _calls(self) -> int:
        return self._run.step.optimizer.calls

    def _stop_if_asked(self, *, is_saved: bool) -> None:
        if not self._interrupts.is_asked:
            return
        if self._saved_at is None:
            advise("checkpoint.interrupted_unsaved", step=self._calls)
            raise KeyboardInterrupt
        key = "checkpoint.interrupted" if is_saved else "checkpoint.interrupted_inside"
        advise(key, step=self._calls, saved=self._saved_at, path=self.path)
        raise TrainingInterrupted

    def _save(self, epoch: int, batch: int, logs: Mapping[str, Any], *, is_finished: bool = False) -> None:
        header, tensors = weight_files.contents(self.model)
        made, watcher = self._run, self._run.watcher
        position = {
            "epoch": epoch, "batch": batch, "logs": logs,
            "is_stopped": bool(self.model.stop_training), "is_finished": is_finished,
        }  # fmt: skip
        state = {
            "position": position,
            "has_traded": made.step.optimizer.has_traded,
            "tally": made.tally.get_state(),
            "watcher": None if watcher is None else watcher.get_state(),
        }
        header[_RUN] = {
            "identity": self._identity, "environment": self._environment, "set_seed": self._set_seed,
            **split_arrays(state, tensors, _OF_THE_RUN, "fit(checkpoint=...)"),
            "callbacks": [
                split_arrays(each.get_state(), tensors, _OF_THE_RUN, type(each).__name__)
                for each in made.callbacks.callbacks
            ],
        }  # fmt: skip
        data = weight_files.packed(header, tensors)
        try:
            write_bytes(self.path, data)
            self._saved_at = self._calls
        except FileError as error:
            if not is_disk_full(error):
                raise
            self._tell_of_full_disk(len(data))

    def _tell_of_full_disk(self, num_bytes: int) -> None:
        values = {"folder": self.path.parent, "needed": num_bytes / 1e6}
        if self._saved_at is None:
            advise("checkpoint.disk_full_unsaved", **values)
        else:
            advise("checkpoint.disk_full", **values, saved=self._saved_at)

    def _check_room(self) -> None:
        """A checkpoint is written next to the previous one, and holds the best weights besides the current ones."""
        if self._saved is not None:
            return  # this process wrote the existing file; saving reports whether there is room for another
        best = sum(bool(getattr(each, "restore_best_weights", False)) for each in self._run.callbacks.callbacks)
        weights = sum(array.nbytes for array in weight_files.weights(self.model).values())
        check_room(self.path.parent, 2 * (file_bytes(self.model) + best * weights))

    def _refuse_other_run(self, saved: Mapping[str, Any]) -> None:
        found = list(differences(saved["identity"], self._identity))
        if found:
            lines = [text("checkpoint.difference", name=name, now=now, saved=was) for name, now, was in found]
            got = "; ".join(lines[:_MOST_NAMED]) + ("; ..." if len(lines) > _MOST_NAMED else "")
            raise ArgumentError.of("checkpoint.other_run", where="fit(resume=True)", path=str(self.path), got=got)
        # What an earlier version did not record does not count as a difference.
        now_of_noted = {name: value for name, value in self._environment.items() if name in saved["environment"]}
        others = ", ".join(
            text("checkpoint.difference", name=name, now=now, saved=was)
            for name, now, was in differences(saved["environment"], now_of_noted)
        )
        if others:
            advise("checkpoint.other_environment", got=others)

    def _continuation(self, saved: Mapping[str, Any]) -> Continuation:
        position, num_batches = saved["position"], self._run.dataset.num_batches
        with self._blamed():
            logs = join_arrays(position["logs"], self._arrays)
            if not self._run.initial_epoch <= position["epoch"] <= self._run.epochs:
                raise Unfit(f"epoch: {position['epoch']}")
            if not 0 <= position["batch"] <= (position["batch"] if num_batches is None else num_batches):
                raise Unfit(f"batch: {position['batch']}")
        return Continuation(position["epoch"], position["batch"], logs, lambda: self._restore(saved))

    @property
    def _arrays(self) -> dict[str, Any]:
        return {} if self._file is None else self._file.tensors

    def _restore(self, saved: Mapping[str, Any]) -> None:
        """Restores everything, in the model and in the callbacks."""
        made = self._run
        with self._blamed():
            self._restore_model(saved)
            made.tally.set_state(join_arrays(saved["tally"], self._arrays))
            for callback, state in zip(made.callbacks.callbacks, saved["callbacks"], strict=False):
                callback.set_state(join_arrays(state, self._arrays))
            if made.watcher is not None and saved["watcher"] is not None:
                made.watcher.set_state(saved["watcher"])
        self._read_again(saved["position"]["epoch"])
        self._saved_at = self._calls
        made.trained.stop_training = saved["position"]["is_stopped"]
        epoch = saved["position"]["epoch"] + 1
        if epoch <= made.epochs:
            advise("checkpoint.goes_on", path=self.path, step=self._calls, epoch=epoch)

    def _restore_model(self, saved: Mapping[str, Any]) -> None:
        assert self._file is not None
        own = {name: x for name, x in self._file.tensors.items() if not name.startswith(_OF_THE_RUN)}
        file = self._file._replace(tensors=own)
        weight_files.put_weights(self.model, file)
        weight_files.put_optimizer_state(self.model, file)
        weight_files.put_seeds(self.model, file)
        self._run.step.optimizer.has_traded = saved["has_traded"]

    @contextlib.contextmanager
    def _blamed(self) -> Iterator[None]:
        """Turns any exception that an invalid state causes inside the block into an error of the file."""
        try:
            yield
        except NervureError:
            raise
        except Exception as problem:  # a file may hold anything
            raise FileError.of("checkpoint.incomplete", where=str(self.path), got=said_of(problem)) from problem

    def _read_again(self, epoch: int) -> None:
        """Replays the reads of the epochs before ``epoch`` if the data can only be read from its start."""
        if self._run.dataset.resumption == "start":
            for earlier in range(self._run.initial_epoch, epoch):
                deque(self._run.dataset.batches(earlier, self._run.step.seed), maxlen=0)

    def _bring_back(self, saved: Mapping[str, Any], history: History) -> None:
        with self._blamed():
            self._restore_model(saved)
            states = zip(self._run.callbacks.callbacks, saved["callbacks"], strict=False)
            state = next(state for callback, state in states if callback is history)
            history.set_state(join_arrays(state, self._arrays))
        advise("checkpoint.finished", path=self.path)


def _is_whole(saved: ModelFile) -> bool:
    """Whether a file holds a run, as far as it can be told without a model."""
    run, compiled = saved.header[_RUN], saved.header.get("compile")
    if not _has(run, _PARTS) or not _has(run["position"], _POSITION) or not isinstance(compiled, dict):
        return False
    return type(run["identity"].get("seed")) is int and isinstance(run.get("watcher"), (dict, NoneType))


def _has(value: Mapping[str, Any], kinds: Mapping[str, type]) -> bool:
    return all(type(value.get(name)) is kind for name, kind in kinds.items())
