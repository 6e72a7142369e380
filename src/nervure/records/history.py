"""What a training run reports: its progress, the values of an epoch, the whole history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from nervure.records.finding import Finding

Phase = Literal["train", "validate", "evaluate", "predict", "audit"]
SampleUnit = Literal["images", "samples"]


@dataclass(frozen=True, slots=True)
class Progress:
    """One reading of the progress of a run, as drawn by a progress bar.

    Args:
        epoch: the current epoch, counted from 1.
        epochs: the number of the last epoch.
        batch: the number of finished batches in this epoch.
        num_batches: the number of batches in the epoch; None if it is unknown until the epoch ends.
        samples: the number of finished samples in this epoch.
        samples_per_second: the recent speed; 0 if unknown.
        seconds: the time that this epoch has taken so far.
        seconds_left: the remaining time of the whole run; None if unknown.
        values: loss and metrics so far, under the names in the history.
        phase: the activity: ``"train"``, ``"validate"`` (at the end of an epoch), ``"evaluate"``, ``"predict"``,
            ``"audit"`` (files instead of batches).
        unit: the word for samples: ``"images"`` or ``"samples"``.
    """

    epoch: int
    epochs: int
    batch: int
    num_batches: int | None
    samples: int
    samples_per_second: float
    seconds: float
    seconds_left: float | None
    values: Mapping[str, float]
    phase: Phase = "train"
    unit: SampleUnit = "images"

    @property
    def fraction(self) -> float | None:
        """The finished share of the epoch, from 0 to 1; None if its length is unknown."""
        return min(1.0, self.batch / self.num_batches) if self.num_batches else None


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """A finished epoch, or an evaluation.

    Args:
        epoch: its number, counted from 1.
        total_epochs: the number of the last epoch.
        seconds: its time, including validation.
        values: loss and metrics, including ``val_`` ones, under the names in the history.
        phase: ``"train"`` for an epoch of training, ``"evaluate"`` or ``"predict"`` for one pass over data.
    """

    epoch: int
    total_epochs: int
    seconds: float
    values: Mapping[str, float]
    phase: Phase = "train"


@dataclass(frozen=True, slots=True)
class HistoryRecord:
    """The values of all epochs of a run.

    Args:
        values: for each name (``loss``, ``val_loss``, ``accuracy``, ...), one value per epoch.
        epochs: the numbers of the epochs, counted from 1; a resumed run starts later.
        findings: the problems found in the run, in order.

    Examples:
        >>> HistoryRecord({"loss": (0.9, 0.4), "val_loss": (0.8, 0.5)}, (1, 2)).quantities
        ('loss',)
    """

    values: Mapping[str, tuple[float, ...]]
    epochs: tuple[int, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def quantities(self) -> tuple[str, ...]:
        """The measured quantities, each named once for training and validation data."""
        return tuple(dict.fromkeys(name.removeprefix("val_") for name in self.values))
