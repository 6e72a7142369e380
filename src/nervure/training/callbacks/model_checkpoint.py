"""ModelCheckpoint: saves the model while it trains."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar

from nervure.arguments import Flag, PathLike, Real, Verbosity, Word, checked
from nervure.arguments.kinds import WholeNumber, WordOr
from nervure.errors import ArgumentError, advise
from nervure.files import make_folder
from nervure.training.callbacks.callback import Callback, Logs
from nervure.training.callbacks.monitor import NOT_CALLED, BestMode, Monitor
from nervure.training.model_path import check_model_path
from nervure.training.remembered import NUMBER_OR_NONE, remembered

SaveFrequency = Annotated[str | int, WordOr(("epoch",), WholeNumber(1), "callbacks.save_freq")]


class ModelCheckpoint(Callback):
    """Saves the model, or its weights, after epochs or after a number of batches. Each file is complete or absent.

    If the monitored value is missing in an epoch (``validation_freq=2``), the model is saved only while there is no
    best one yet; Keras would overwrite the best one.

    Args:
        filepath: the path; ``{epoch}`` (counted from 1), ``{batch}`` (with a numeric ``save_freq``) and values of the
            logs are filled in: ``"runs/{epoch:02d}-{val_loss:.3f}.safetensors"``. Missing folders are created.
        monitor: the value that determines the best.
        verbose: 1 to print what was saved.
        save_best_only: whether to save only improvements.
        save_weights_only: whether to omit the architecture and the optimizer.
        mode: "min", "max" or "auto": as given by the metric or its name.
        save_freq: "epoch", or a number of batches.
        initial_value_threshold: the value that the first one must beat.

    Raises:
        ArgumentError: ``save_freq`` is neither "epoch" nor a positive number, ``mode`` is unknown, or ``filepath`` has
            an unknown placeholder.
        FileError: ``filepath`` has the extension of another format (``.keras``, ``.h5``).

    Examples:
        >>> ModelCheckpoint("best.safetensors", save_best_only=True).save_best_only
        True
    """

    not_called: ClassVar[Mapping[str, str]] = {
        **NOT_CALLED, **dict.fromkeys(("_save_model", "_should_save_model"), "overrides.callback"),
    }  # fmt: skip

    @checked
    def __init__(
        self,
        filepath: PathLike,
        monitor: Word = "val_loss",
        verbose: Verbosity = 0,
        save_best_only: Flag = False,
        save_weights_only: Flag = False,
        mode: BestMode = "auto",
        save_freq: SaveFrequency = "epoch",
        initial_value_threshold: Real | None = None,
    ) -> None:
        super().__init__()
        check_model_path(filepath, "ModelCheckpoint")
        self.filepath, self.verbose, self.monitor = os.fspath(filepath), verbose, monitor
        self.save_best_only, self.save_weights_only, self.save_freq = save_best_only, save_weights_only, save_freq
        self._monitor = Monitor(monitor, mode, 0.0, "ModelCheckpoint")
        self.best: float | None = initial_value_threshold
        self._epoch, self._batches, self._next_batch = 0, 0, 0

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Determines whether larger or smaller is better."""
        if self.save_best_only:
            self._monitor.begin(self.params)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Records the epoch for the file name."""
        self._epoch, self._next_batch = epoch, 0

    def get_state(self) -> dict[str, Any]:
        """The best value so far, and the position of the run."""
        return {"best": self.best, "counts": [self._epoch, self._batches, self._next_batch]}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Restores them."""
        remembered(state, {"best": NUMBER_OR_NONE, "counts": [int]})
        self.best = state["best"]
        self._epoch, self._batches, self._next_batch = state["counts"]

    def batches_until_due(self) -> int | None:
        """The number of batches until the next file; none when saving by epochs."""
        return self.save_freq - self._batches % self.save_freq if isinstance(self.save_freq, int) else None

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Saves after every ``save_freq`` batches."""
        if isinstance(self.save_freq, int):
            self._batches += batch + 1 - self._next_batch
            self._next_batch = batch + 1
            if self._batches % self.save_freq == 0:
                self._save(logs, {"batch": batch + 1})

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Saves after the epoch."""
        if self.save_freq == "epoch":
            self._save(logs, {})

    def _save(self, logs: Logs | None, names: Mapping[str, Any]) -> None:
        if self.save_best_only and not self._is_due(self._monitor.read(logs)):
            return
        path = self._path({**names, **(logs or {}), "epoch": self._epoch + 1})
        make_folder(path.parent)
        if self.save_weights_only:
            self.model.save_weights(path)
        else:
            self.model.save(path)
        if self.verbose:
            advise("callbacks.saved", path=path, epoch=self._epoch + 1)

    def _is_due(self, value: float | None) -> bool:
        if value is None:
            # Until there is a best one, any file is better than none; later it would overwrite the best one.
            return self.best is None
        if not self._monitor.is_better(value, self.best):
            return False
        self.best = value
        return True

    def _path(self, names: Mapping[str, Any]) -> Path:
        where = "ModelCheckpoint(filepath=...)"
        try:
            return Path(self.filepath.format(**names))
        except (KeyError, IndexError) as missing:
            raise ArgumentError.of(
                "callbacks.path_name", where=where, name=str(missing).strip("'"), known=", ".join(names),
                path=self.filepath,
            ) from missing  # fmt: skip
        except (ValueError, TypeError) as problem:
            raise ArgumentError.of("callbacks.path_format", where=where, path=self.filepath) from problem
