"""Callbacks of a training on images: its log, its clock, and the stop on divergence."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from typing import Any

from nervure.language import text
from nervure.tasks.run_folder import RunFolder
from nervure.training.callbacks import Callback
from nervure.training.remembered import remembered


class Log(Callback):
    """Writes one line per epoch to the log of the run.

    Args:
        folder: the run folder.
        samples: the numbers of training and validation samples.
        precision: the precision that the network computes in.
        seed: of the run.
    """

    def __init__(self, folder: RunFolder, samples: tuple[int, int], precision: str, seed: int) -> None:
        super().__init__()
        self._folder, self._samples, self._precision, self._seed = folder, samples, precision, seed

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        """Writes the start of the run."""
        counts = dict(zip(("count", "held_out"), self._samples, strict=True))
        self._folder.log(text("run.begin", **counts, precision=self._precision, seed=self._seed))

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Writes where a saved run resumes; its state is the file itself."""
        self._folder.log(text("run.resumed", step=self.model.optimizer.iterations))

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Writes the result of the epoch."""
        values = "  ".join(f"{label} {value:.4f}" for label, value in (logs or {}).items())
        self._folder.log(text("run.epoch", epoch=epoch + 1, values=values))


class Divergence(Callback):
    """Ends a run after an epoch whose loss is not finite: no later one would be better."""

    def __init__(self, folder: RunFolder) -> None:
        super().__init__()
        self._folder = folder

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Stops if the loss is not finite."""
        if logs and not math.isfinite(logs["loss"]):
            self.model.stop_training = True
            self._folder.log(text("run.diverged", epoch=epoch + 1))


class Clock(Callback):
    """Measures how long a run has taken, including before an interruption.

    Args:
        before: the seconds it had taken when it was interrupted.
    """

    def __init__(self, before: float) -> None:
        super().__init__()
        self._started, self._before = time.perf_counter(), before

    @property
    def seconds(self) -> float:
        """The time since the start of the run, without the interruption."""
        return self._before + time.perf_counter() - self._started

    def get_state(self) -> dict[str, Any]:
        """The seconds so far."""
        return {"seconds": self.seconds}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Continues from the seconds of the saved run."""
        self._before = remembered(state, {"seconds": float})["seconds"]
