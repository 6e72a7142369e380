"""History: what ``fit`` returns."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from numbers import Real
from typing import Any

from nervure.records.finding import Finding
from nervure.records.history import HistoryRecord
from nervure.training.callbacks.callback import Callback, Logs
from nervure.training.remembered import remembered


class History(Callback):
    """The loss and the metrics of each epoch.

    Attributes:
        history: one list per label, as in Keras: ``history.history["val_accuracy"]``.
        epoch: the numbers of the epochs, counted from 0.
        seed: the seed of shuffling and masks, so that the run can be repeated.
        precision: the precision between the steps, such as ``"float32"``.
        precision_choice: how it was chosen: ``"given"`` to ``compile``; for ``"auto"`` by ``"rule"`` if a seed was
            given, else ``"measured"``; or ``"saved"`` with the model.
        findings: the problems found during training, each once; they were also printed to stderr.
    """

    def __init__(self) -> None:
        super().__init__()
        self.history: dict[str, list[Any]] = {}
        self.epoch: list[int] = []
        self.seed: int | None = None
        self.precision: str | None = None
        self.precision_choice: str | None = None
        self.findings: list[Finding] = []
        self._epochs: dict[str, list[int]] = {}

    def get_state(self) -> dict[str, Any]:
        """The values of all epochs, and the findings."""
        findings = [dataclasses.asdict(finding) for finding in self.findings]
        return {"history": self.history, "epoch": self.epoch, "epochs": self._epochs, "findings": findings}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Restores them."""
        remembered(state, {"history": {str: [object]}, "epoch": [int], "epochs": {str: [int]}, "findings": [{}]})
        self.history, self.epoch, self._epochs = dict(state["history"]), list(state["epoch"]), dict(state["epochs"])
        # In place: the watcher adds to the same list.
        self.findings[:] = [Finding(**finding) for finding in state["findings"]]

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Records the values of the epoch."""
        self.epoch.append(epoch)
        for label, value in (logs or {}).items():
            self.history.setdefault(label, []).append(value)
            self._epochs.setdefault(label, []).append(epoch)

    @property
    def record(self) -> HistoryRecord:
        """The same as plain values, for drawing and reports.

        Missing values are NaN (``validation_freq=2``); non-scalars (a confusion matrix) are omitted.
        """
        values = {
            label: self._by_epoch(label)
            for label, column in self.history.items()
            if all(isinstance(value, Real) for value in column)
        }
        epochs = tuple(epoch + 1 for epoch in self.epoch)
        return HistoryRecord(values=values, epochs=epochs, findings=tuple(self.findings))

    def _by_epoch(self, label: str) -> tuple[float, ...]:
        known = dict(zip(self._epochs.get(label, self.epoch), self.history[label], strict=False))
        return tuple(float(known.get(epoch, math.nan)) for epoch in self.epoch)

    def plot(self) -> Any:
        """The curves as a matplotlib figure; a notebook shows it."""
        from nervure.render.curves import curves_figure  # not needed for training alone

        return curves_figure(self.record)

    def _repr_html_(self) -> str | None:
        """The notebook display: the curves, or text before the first epoch."""
        from nervure.render.curves import curves_svg

        return curves_svg(self.record, inherit_ink=True) if self.epoch else None

    def __repr__(self) -> str:
        last = ", ".join(
            f"{label}={column[-1]:.4g}" for label, column in self.history.items() if isinstance(column[-1], Real)
        )
        return f"<History of {len(self.epoch)} epochs: {last}>"
