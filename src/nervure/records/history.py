"""What a training run says about itself: a reading of its counter, the values of an epoch, the whole history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from nervure.records.finding import Finding

Phase = Literal["train", "validate", "evaluate", "predict", "audit"]
SampleUnit = Literal["images", "samples"]


@dataclass(frozen=True, slots=True)
class Progress:
    """One reading of the counter of a run that is under way; what a progress bar draws.

    Args:
        epoch: the epoch under way, the first is 1.
        epochs: the last epoch there will be.
        batch: how many batches of this epoch are done.
        num_batches: how many batches the epoch has; None where nobody can know before it ends.
        samples: how many samples of this epoch are done.
        samples_per_second: the speed of late; 0 where it is not known yet.
        seconds: how long this epoch has taken so far.
        seconds_left: how long the whole run is still going to take; None where that is not known yet.
        values: loss and metrics so far, by the names that the history uses.
        phase: what is being done: ``"train"``, ``"validate"`` (at the end of an epoch), ``"evaluate"``, ``"predict"``,
            ``"audit"`` (files instead of batches).
        unit: what a sample is called: ``"images"`` or ``"samples"``.
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
        """The part of the epoch that is done, from 0 to 1; None where its length is not known."""
        return min(1.0, self.batch / self.num_batches) if self.num_batches else None


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """An epoch that is over, or an evaluation.

    Args:
        epoch: its number, the first is 1.
        total_epochs: the last epoch there will be.
        seconds: how long it took, validation included.
        values: loss and metrics, ``val_`` ones included, by the names that the history uses.
        phase: ``"train"`` for an epoch of training, ``"evaluate"`` or ``"predict"`` for one walk over data.
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
        values: for each name (``loss``, ``val_loss``, ``accuracy``, ...) one value an epoch.
        epochs: the numbers of the epochs, the first is 1; a resumed run starts later.
        findings: what the run was found to suffer from, in the order it was seen.

    Examples:
        >>> HistoryRecord({"loss": (0.9, 0.4), "val_loss": (0.8, 0.5)}, (1, 2)).quantities
        ('loss',)
    """

    values: Mapping[str, tuple[float, ...]]
    epochs: tuple[int, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def quantities(self) -> tuple[str, ...]:
        """What was measured, each named once whether on training or validation data."""
        return tuple(dict.fromkeys(name.removeprefix("val_") for name in self.values))
