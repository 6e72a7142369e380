"""The tally of an epoch: the mean losses and the metrics, accumulated over its batches."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import torch
from torch import Tensor

from nervure.errors import Unfit
from nervure.metrics import Mean, Metric
from nervure.metrics.mean import StreamedMean
from nervure.training.remembered import remembered
from nervure.training.step import StepResult


class OutputMetric(NamedTuple):
    """A metric of one output.

    Attributes:
        label: its name in the logs, ``accuracy`` or ``digit_accuracy``.
        output: the position of the output it reads.
        metric: the metric.
        weighted: whether it uses sample weights.
    """

    label: str
    output: int
    metric: Metric
    weighted: bool


class Tally:
    """Accumulates the results of the batches of an epoch.

    Args:
        metrics: the metrics of the outputs.
        loss_labels: the label of each output's loss, empty for a single output.
    """

    def __init__(self, metrics: Sequence[OutputMetric], loss_labels: Sequence[str] = ()) -> None:
        self.metrics, self.loss_labels = tuple(metrics), tuple(loss_labels)
        self.loss = Mean(name="loss")
        self.losses = tuple(Mean(name=label) for label in loss_labels)
        self.num_samples = 0

    @property
    def directions(self) -> dict[str, Literal["up", "down"] | None]:
        """For each metric whether larger or smaller is better; None if unknown."""
        return {entry.label: entry.metric.direction for entry in self.metrics}

    @property
    def _all(self) -> tuple[Metric, ...]:
        return (self.loss, *self.losses, *(entry.metric for entry in self.metrics))

    def reset(self) -> None:
        """Starts an epoch."""
        for metric in self._all:
            metric.reset_state()
        self.num_samples = 0

    def add(
        self,
        result: StepResult,
        targets: Sequence[Tensor | None],
        sample_weights: Sequence[Tensor | None],
        size: int,
    ) -> None:
        """Adds one batch; nothing is read back, so no batch waits for the device.

        Args:
            result: the results of the step.
            targets: one entry per output; empty if the data has none.
            sample_weights: likewise.
            size: the number of samples: a small last batch counts less.
        """
        self.num_samples += size
        self.loss.update_state(result.loss, sample_weight=float(size))
        if self.losses:
            for mean, loss in zip(self.losses, (loss for loss in result.losses if loss is not None), strict=True):
                mean.update_state(loss, sample_weight=float(size))
        for entry in self.metrics:
            target = targets[entry.output] if targets else None
            if target is not None:
                weight = sample_weights[entry.output] if entry.weighted and sample_weights else None
                if not entry.metric.counts_masked and result.masks:
                    weight = _masked(weight, result.masks[entry.output])
                entry.metric.update_state(target, result.predictions[entry.output], sample_weight=weight)

    def set_sums(self, sums: Sequence[float], num_samples: int) -> None:
        """Replaces the accumulated sums with the sums over the epoch so far.

        Args:
            sums: over the samples, of the loss and of each metric, all of which are means.
            num_samples: their number.
        """
        self.num_samples = num_samples
        for mean, total in zip((self.loss, *(entry.metric for entry in self.metrics)), sums, strict=True):
            assert isinstance(mean, StreamedMean)
            mean.set_sums(total, float(num_samples))

    @property
    def sums(self) -> list[float]:
        """The argument for :meth:`set_sums`: the sums over the epoch so far."""
        return [float(mean.state["total"]) for mean in (self.loss, *(entry.metric for entry in self.metrics))]

    def get_state(self) -> dict[str, Any]:
        """The sums of all means and metrics, for a checkpoint."""
        return {"num_samples": self.num_samples, "sums": [dict(metric.state) for metric in self._all]}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Restores what :meth:`get_state` returned."""
        remembered(state, {"num_samples": int, "sums": [{str: Tensor}]})
        self.num_samples = state["num_samples"]
        if len(state["sums"]) != len(self._all):
            raise Unfit(f"sums: {len(state['sums'])}")
        for metric, sums in zip(self._all, state["sums"], strict=True):
            if sums.keys() != metric.state.keys():
                raise Unfit(f"sums: {', '.join(sums)}")
            metric.state = dict(sums)

    def results(self) -> dict[str, Any]:
        """The means and metrics so far, by label; the loss first."""
        named: dict[str, Any] = {"loss": self.loss.result()}
        named.update((mean.name, mean.result()) for mean in self.losses)
        named.update((entry.label, entry.metric.result()) for entry in self.metrics)
        return named


def _masked(weight: Tensor | None, mask: Tensor | None) -> Tensor | None:
    """``weight``, one per sample or time step, and 0 where a time step is padding."""
    if mask is None:
        return weight
    if weight is None:
        return mask.to(torch.float32)
    aligned = weight.squeeze(-1) if weight.ndim == mask.ndim + 1 and weight.shape[-1] == 1 else weight
    return aligned.reshape(*aligned.shape, *(1 for _ in range(mask.ndim - aligned.ndim))) * mask


class LazyLogs(Mapping[str, Any]):
    """The tally as the ``logs`` of a batch callback: computed on first access, then cached."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    @functools.cached_property
    def _values(self) -> dict[str, Any]:
        return self._tally.results()

    def __getitem__(self, label: str) -> Any:
        return self._values[label]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return repr(self._values)
