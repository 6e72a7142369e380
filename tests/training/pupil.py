"""Something small that can be trained, without a model around it: a plan, its loss, and the run over some samples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from nervure.data import Dataset, as_dataset
from nervure.graph.fusion import fuse
from nervure.graph.heads import with_heads
from nervure.layers import Dense, Layer
from nervure.losses import Loss, MeanSquaredError
from nervure.metrics import Metric
from nervure.optimizers import SGD, Optimizer
from nervure.training.callbacks import Callback, CallbackList
from nervure.training.loop import Run, Validation, run
from nervure.training.step import TrainingStep
from nervure.training.tally import OutputMetric, Tally
from tests.graph.draft import Draft


class Pupil:
    """Who is trained: a chain of layers.

    Args:
        layers: the chain; one Dense(1) by default.
        sample_shape: of its input.
        loss: at its end.
        optimizer: moves the weights.
        metrics: counted at its end.
        dtype: of the weights.
        seed: of the masks.
    """

    def __init__(
        self,
        layers: Sequence[Layer] | None = None,
        sample_shape: tuple[int, ...] = (3,),
        loss: Loss | None = None,
        optimizer: Optimizer | None = None,
        metrics: Sequence[Metric] = (),
        dtype: torch.dtype = torch.float32,
        seed: int = 7,
    ) -> None:
        self.stop_training = False
        self.draft, slot = Draft(sample_shape, dtype=dtype), 0
        for layer in [Dense(1)] if layers is None else layers:
            slot = self.draft.call(layer, slot)
        self.plan = self.draft.plan(slot, dtype=dtype)
        self.store = self.draft.store()
        self.loss = MeanSquaredError() if loss is None else loss
        cut, heads = with_heads(self.plan, [self.loss])
        self.optimizer = SGD(0.05) if optimizer is None else optimizer
        self.step = TrainingStep(fuse(cut), heads, [1.0], self.store, self.optimizer, seed)
        self.metrics = tuple(metrics)

    def tally(self) -> Tally:
        """A fresh one."""
        return Tally([OutputMetric(metric.name, 0, metric, False) for metric in self.metrics])

    def fit(
        self,
        dataset: Dataset | tuple[Any, Any],
        callbacks: Sequence[Callback] = (),
        epochs: int = 1,
        held_out: Dataset | tuple[Any, Any] | None = None,
        every: int | tuple[int, ...] = 1,
        **options: Any,
    ) -> Run:
        """Trains it; returns the run that is over."""
        validation = None if held_out is None else Validation(data_of(held_out), self.tally(), every)
        tally = self.tally()
        params = {"epochs": epochs, "validates": held_out is not None, "directions": tally.directions}
        listeners = CallbackList(list(callbacks), self, params)
        listeners.set_step(self.step)
        made = Run(self, self.step, data_of(dataset), tally, listeners, epochs, validation=validation, **options)
        run(made)
        return made

    def get_weights(self) -> list[np.ndarray[Any, Any]]:
        """Copies of all arrays, layer after layer."""
        return [array for layer in self.draft.layers for array in layer.get_weights()]

    def set_weights(self, weights: list[Any]) -> None:
        """Sets them."""
        rest = list(weights)
        for layer in self.draft.layers:
            layer.set_weights([rest.pop(0) for _ in layer.parameters])

    def state(self) -> list[torch.Tensor]:
        """Copies of all that a training step may move."""
        buffers = [segment.values for segment in self.store.segments] + list(self.optimizer.slots.values())
        return [buffer.clone() for buffer in buffers]


def data_of(given: Dataset | tuple[Any, Any]) -> Dataset:
    """A dataset of arrays in batches of 4, in their order; a dataset as it is."""
    return given if isinstance(given, Dataset) else as_dataset(*given, batch_size=4, shuffle=False)


def line(count: int = 10, seed: int = 0) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Samples of a linear function of three numbers."""
    x = np.random.default_rng(seed).standard_normal((count, 3)).astype("float32")
    return x, (x @ np.array([1.0, -2.0, 0.5], "float32") + 0.25)[:, None].astype("float32")


class Log(Callback):
    """Writes down every event with its number."""

    def __init__(self, what: Callable[[str], bool] = lambda event: True) -> None:
        self.events: list[str] = []
        self.logs: list[tuple[str, dict[str, Any]]] = []
        self._what = what

    def _note(self, event: str, number: int | None, logs: Any) -> None:
        if self._what(event):
            self.events.append(event if number is None else f"{event} {number}")
            self.logs.append((event, dict(logs or {})))

    def on_train_begin(self, logs: Any = None) -> None:
        self._note("train_begin", None, logs)

    def on_train_end(self, logs: Any = None) -> None:
        self._note("train_end", None, logs)

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._note("epoch_begin", epoch, logs)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self._note("epoch_end", epoch, logs)

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        self._note("train_batch_begin", batch, logs)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._note("train_batch_end", batch, logs)

    def on_test_begin(self, logs: Any = None) -> None:
        self._note("test_begin", None, logs)

    def on_test_end(self, logs: Any = None) -> None:
        self._note("test_end", None, logs)

    def on_test_batch_begin(self, batch: int, logs: Any = None) -> None:
        self._note("test_batch_begin", batch, logs)

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        self._note("test_batch_end", batch, logs)

    def of(self, event: str) -> list[dict[str, Any]]:
        """The logs that came with an event."""
        return [logs for name, logs in self.logs if name == event]
