"""Drawn runs for the tests of checkpoints: networks, optimizers, data and callbacks, and all the bits of an outcome."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch

from nervure import Input, Model, Sequential, set_seed
from nervure.callbacks import (
    Callback,
    CSVLogger,
    EarlyStopping,
    LearningRateScheduler,
    ModelCheckpoint,
    ReduceLROnPlateau,
    SwapEMAWeights,
)
from nervure.data import ArrayDataset
from nervure.layers import LSTM, BatchNormalization, Dense, Dropout, Flatten
from nervure.optimizers import SGD, Adam, AdamW, Nadam, RMSprop
from nervure.optimizers.schedules import CosineDecay
from tests.models.networks import numbers

NUM_SAMPLES, CLASSES = 44, 3


def data(num_samples: int = NUM_SAMPLES) -> tuple[Any, Any]:
    """Sequences of five steps of three numbers, and labels that can be learned from them."""
    x = numbers(num_samples, 5, 3)
    return x, (x[:, :, 0].sum(1) > 0).astype("int64") + (x[:, :, 1].sum(1) > 1)


def network(kind: str, optimizer: Any, metrics: Any = ("accuracy",)) -> Model:
    """A network whose steps run in native stretches ("dense", "lstm"), or one by one ("masked")."""
    middle: dict[str, list[Any]] = {
        "dense": [Flatten(), Dense(8, activation="tanh")],
        "lstm": [LSTM(4), Dense(8, activation="relu")],
        "masked": [Flatten(), Dense(8), BatchNormalization(momentum=0.8), Dropout(0.3)],
    }
    model = Sequential([Input((5, 3)), *middle[kind], Dense(CLASSES, activation="softmax")])
    model.compile(optimizer, "sparse_categorical_crossentropy", metrics=list(metrics))
    return model


class Raising(Callback):
    """Ends a run with an error after so many steps; it lets the network run many in one call before."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after

    def batches_until_due(self) -> int | None:
        left = self.after - self._calls
        return left if left > 0 else None

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        if self._calls == self.after:
            raise RuntimeError("interrupted")

    @property
    def _calls(self) -> int:
        assert self.training_step is not None
        return self.training_step.optimizer.calls


class Counting(Callback):
    """A callback of one's own, with a state."""

    def __init__(self) -> None:
        super().__init__()
        self.losses: list[float] = []

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.losses.append(dict(logs)["loss"])

    def get_state(self) -> dict[str, Any]:
        return {"losses": np.array(self.losses)}

    def set_state(self, state: Any) -> None:
        self.losses = state["losses"].tolist()


OPTIMIZERS: dict[str, Any] = {
    "sgd": lambda: SGD(0.1, momentum=0.9, nesterov=True),
    "adam": lambda: Adam(0.01),
    "rmsprop": lambda: RMSprop(0.01),
    "schedule": lambda: Adam(CosineDecay(0.02, 30)),
    "average": lambda: AdamW(0.01, use_ema=True, ema_momentum=0.9, ema_overwrite_frequency=7),
    "gathered": lambda: Nadam(0.01, gradient_accumulation_steps=3, clipnorm=1.0),
}
CALLBACKS: dict[str, Any] = {
    "none": lambda folder: [],
    "stopping": lambda folder: [EarlyStopping("val_loss", patience=1, min_delta=0.01, restore_best_weights=True)],
    "plateau": lambda folder: [ReduceLROnPlateau("loss", patience=0, min_delta=0.1), CSVLogger(folder / "log.csv")],
    "files": lambda folder: [ModelCheckpoint(folder / "best-{epoch}.safetensors", "val_loss", save_best_only=True)],
    "swapping": lambda folder: [SwapEMAWeights(swap_on_epoch=True)],
    "own": lambda folder: [Counting(), CSVLogger(folder / "log.csv")],
    "rates": lambda folder: [LearningRateScheduler(lambda epoch, rate: rate * 0.7)],
}


def _fits(optimizer: str, callbacks: str) -> bool:
    rates = callbacks in ("plateau", "rates")
    return (callbacks == "swapping") == (optimizer == "average") and not (rates and optimizer == "schedule")


CONFIGURATIONS = [
    (kind, optimizer, callbacks)
    for kind, optimizer, callbacks in itertools.product(("dense", "lstm", "masked"), OPTIMIZERS, CALLBACKS)
    if _fits(optimizer, callbacks)
]


class Drawn:
    """One of the drawn runs: it can be begun as often as needed, and gives the same bits each time."""

    def __init__(self, number: int, folder: Path) -> None:
        self.kind, self.optimizer, self.callbacks = CONFIGURATIONS[number * 7 % len(CONFIGURATIONS)]
        draws = np.random.default_rng(number)
        self.save_every = int(draws.integers(1, 5))
        self.stop = int(draws.integers(1, 16))
        self.is_dataset, self.validation_freq = bool(draws.integers(2)), 1 + int(draws.integers(2))
        self.steps_per_epoch = 4 if draws.integers(4) == 0 else None
        self.folder = folder
        folder.mkdir()

    def fit(self, *more: Callback, **options: Any) -> dict[str, Any]:
        """Trains a new network; everything that must not differ."""
        set_seed(1)  # each run begins as one of a process of its own would
        model = network(self.kind, OPTIMIZERS[self.optimizer]())
        listed = CALLBACKS[self.callbacks](self.folder)
        x, y = data()
        samples = {"x": ArrayDataset(x, y, batch_size=8)} if self.is_dataset else {"x": x, "y": y, "batch_size": 8}
        history = model.fit(
            **samples, epochs=4, verbose=0, validation_data=data(10), validation_freq=self.validation_freq,
            steps_per_epoch=self.steps_per_epoch, callbacks=[*listed, *more], diagnose=False, **options,
        )  # fmt: skip
        return outcome(model, history, listed, self.folder)


def outcome(model: Any, history: Any, callbacks: Any = (), folder: Path | None = None) -> dict[str, Any]:
    """Every bit that a run ends with, as plain values."""
    state = {name: _bits(value) for name, value in model.optimizer.state().items()}
    files = sorted(folder.glob("*.csv")) if folder is not None else []
    return {
        "weights": [_bits(weight) for weight in model.get_weights()],
        "optimizer": {**state, "calls": model.optimizer.calls, "traded": model.optimizer.has_traded},
        "history": json.dumps(history.history),
        "epochs": history.epoch,
        "seed": history.seed,
        "callbacks": [{key: _bits(value) for key, value in each.get_state().items()} for each in callbacks],
        "files": {path.name: path.read_text() for path in files},
    }


def _bits(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        value = value.numpy()
    if isinstance(value, list):
        return [_bits(item) for item in value]
    return value.tobytes().hex() if isinstance(value, np.ndarray) else value
