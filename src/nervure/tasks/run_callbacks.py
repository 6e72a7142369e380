"""Who listens to a training on pictures: its log, its clock, and who ends it where it diverges."""

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
    """Writes a line an epoch to the log of the run.

    Args:
        folder: of the run.
        samples: how many samples are learned from, and how many are looked at after each epoch.
        precision: what the network computes in.
        seed: of the run.
    """

    def __init__(self, folder: RunFolder, samples: tuple[int, int], precision: str, seed: int) -> None:
        super().__init__()
        self._folder, self._samples, self._precision, self._seed = folder, samples, precision, seed

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        """Writes what the run begins with."""
        counts = dict(zip(("count", "held_out"), self._samples, strict=True))
        self._folder.log(text("run.begin", **counts, precision=self._precision, seed=self._seed))

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Writes where a run that was saved goes on; its state is the file itself."""
        self._folder.log(text("run.resumed", step=self.model.optimizer.iterations))

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Writes what the epoch came to."""
        values = "  ".join(f"{label} {value:.4f}" for label, value in (logs or {}).items())
        self._folder.log(text("run.epoch", epoch=epoch + 1, values=values))


class Divergence(Callback):
    """Ends a run after an epoch whose loss is no number: no later one would be better."""

    def __init__(self, folder: RunFolder) -> None:
        super().__init__()
        self._folder = folder

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Stops where the loss is no number."""
        if logs and not math.isfinite(logs["loss"]):
            self.model.stop_training = True
            self._folder.log(text("run.diverged", epoch=epoch + 1))


class Clock(Callback):
    """Tells how long a run has taken, also one that was interrupted.

    Args:
        before: how many seconds it had taken when it stood still.
    """

    def __init__(self, before: float) -> None:
        super().__init__()
        self._started, self._before = time.perf_counter(), before

    @property
    def seconds(self) -> float:
        """From the beginning of the run, without the time it stood still."""
        return self._before + time.perf_counter() - self._started

    def get_state(self) -> dict[str, Any]:
        """The seconds so far."""
        return {"seconds": self.seconds}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Goes on from the seconds of the run that was saved."""
        self._before = remembered(state, {"seconds": float})["seconds"]
