"""ModelCheckpoint: saves the model while it trains."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from nervure.errors import ArgumentError, advise
from nervure.training.callbacks.callback import Callback, Logs
from nervure.training.callbacks.monitor import Monitor


class ModelCheckpoint(Callback):
    """Saves the model, or its weights, after epochs or every so many batches. Each file is whole or not there.

    Args:
        filepath: where; ``{epoch}`` (counted from 1) and values of the logs are filled in:
            ``"runs/{epoch:02d}-{val_loss:.3f}.safetensors"``.
        monitor: the value by which the best is chosen.
        verbose: 1 says what was saved.
        save_best_only: whether only an improvement is saved.
        save_weights_only: whether the architecture and the optimizer are left out.
        mode: "min", "max" or "auto".
        save_freq: "epoch", or a number of batches.
        initial_value_threshold: what the first value must beat.

    Raises:
        ArgumentError: ``save_freq`` is neither "epoch" nor a positive number.

    Examples:
        >>> ModelCheckpoint("best.safetensors", save_best_only=True).save_best_only
        True
    """

    def __init__(
        self,
        filepath: str | os.PathLike[str],
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: str | int = "epoch",
        initial_value_threshold: float | None = None,
    ) -> None:
        super().__init__()
        if save_freq != "epoch" and not (isinstance(save_freq, int) and save_freq > 0):
            raise ArgumentError.of("callbacks.save_freq", where="ModelCheckpoint(save_freq=...)", got=save_freq)
        self.filepath, self.verbose, self.monitor = os.fspath(filepath), verbose, monitor
        self.save_best_only, self.save_weights_only, self.save_freq = save_best_only, save_weights_only, save_freq
        self._monitor = Monitor(monitor, mode, 0.0, "ModelCheckpoint")
        self.best = self._monitor.worst if initial_value_threshold is None else initial_value_threshold
        self._epoch, self._batches = 0, 0

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Remembers the epoch for the file's name."""
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Saves after every ``save_freq`` batches."""
        if isinstance(self.save_freq, int):
            self._batches += 1
            if self._batches % self.save_freq == 0:
                self._save(logs, {"batch": batch + 1})

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Saves after the epoch."""
        if self.save_freq == "epoch":
            self._save(logs, {})

    def _save(self, logs: Logs | None, names: dict[str, Any]) -> None:
        if self.save_best_only:
            value = self._monitor.read(logs)
            if value is None or not self._monitor.is_better(value, self.best):
                return
            self.best = value
        path = self._path(logs, names)
        if self.save_weights_only:
            self.model.save_weights(path)
        else:
            self.model.save(path)
        if self.verbose:
            advise("callbacks.saved", path=path, epoch=self._epoch + 1)

    def _path(self, logs: Logs | None, names: dict[str, Any]) -> Path:
        try:
            return Path(self.filepath.format(epoch=self._epoch + 1, **names, **(logs or {})))
        except (KeyError, IndexError) as missing:
            raise ArgumentError.of(
                "callbacks.path_name", where="ModelCheckpoint(filepath=...)", name=str(missing).strip("'"),
                known=", ".join(["epoch", *(logs or {})]), path=self.filepath,
            ) from missing  # fmt: skip
