"""The work of each ``nervure bench`` contender in its own process: ``fit``, or the loop of PyTorch's tutorials."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from nervure import layers
from nervure.data import digits
from nervure.models import Sequential
from nervure.models.zoo import lecture_cnn
from nervure.optimizers import Adam
from nervure.randomness import set_seed
from nervure.render.terminal import write

_RATE, _EPSILON, _SEED = 1e-3, 1e-7, 0


class Race(NamedTuple):
    """The task that all contenders train.

    Attributes:
        batch: samples per step.
        warm_up: steps before the clock starts.
        steps: timed steps.
        data: returns the samples and the targets.
        ours: the nervure network, with its loss.
        theirs: the same in PyTorch.
        loss: the name of the loss in Keras.
        loss_of: the same in PyTorch, from logits.
    """

    batch: int
    warm_up: int
    steps: int
    data: Callable[[int], tuple[NDArray[np.float32], NDArray[np.float32] | NDArray[np.int64]]]
    ours: Callable[[], Sequential]
    theirs: Callable[[], nn.Module]
    loss: str
    loss_of: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


def _pictures(count: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    x, y = digits()
    order = np.resize(np.random.default_rng(_SEED).permutation(len(x)), count)
    return x[order, ..., None].astype("float32"), y[order].astype("int64")


def _rows(count: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    x, y = _pictures(count)
    return x[..., 0] / np.float32(255), y


def _rings(count: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Points inside and outside of a circle."""
    x = np.random.default_rng(_SEED).uniform(-1, 1, (count, 2)).astype("float32")
    return x, (np.square(x).sum(1, keepdims=True) < 0.5).astype("float32")


def _small_dense() -> Sequential:
    hidden = [layers.Dense(16, activation="tanh") for _ in range(2)]
    return Sequential([layers.Input((2,)), *hidden, layers.Dense(1, activation="sigmoid")])


def _their_small_dense() -> nn.Module:
    return nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1))


def _recurrent() -> Sequential:
    return Sequential([layers.Input((28, 28)), layers.LSTM(128), layers.Dense(10, activation="softmax")])


class _TheirRecurrent(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lstm, self.dense = nn.LSTM(28, 128, batch_first=True), nn.Linear(128, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The logits of the last step."""
        y: torch.Tensor = self.dense(self.lstm(x)[0][:, -1])
        return y


class _Rescaling(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Gray levels from 0 to 1."""
        return x / 255


def lecture_cnn_in_pytorch() -> nn.Module:
    """The lecture's network written for PyTorch; returns logits."""

    def block(inputs: int, filters: int) -> list[nn.Module]:
        made: list[nn.Module] = []
        for number in (inputs, filters):
            made += [nn.Conv2d(number, filters, 3, padding=1), nn.ReLU(), nn.BatchNorm2d(filters, 1e-3, 0.01)]
        return [*made, nn.MaxPool2d(2), nn.Dropout(0.4)]

    dense = [nn.Flatten(), nn.Linear(3136, 128), nn.ReLU(), nn.Linear(128, 10)]
    return nn.Sequential(_Rescaling(), *block(1, 32), *block(32, 64), *dense)


def _our_cnn() -> Sequential:
    return lecture_cnn(momentum=0.99)


_CATEGORICAL, _BINARY = "sparse_categorical_crossentropy", "binary_crossentropy"
RACES = {
    "cnn": Race(128, 4, 16, _pictures, _our_cnn, lecture_cnn_in_pytorch, _CATEGORICAL, nn.functional.cross_entropy),
    "dense": Race(
        32, 100, 4000, _rings, _small_dense, _their_small_dense, _BINARY, nn.functional.binary_cross_entropy_with_logits
    ),
    "lstm": Race(64, 5, 60, _rows, _recurrent, _TheirRecurrent, _CATEGORICAL, nn.functional.cross_entropy),
}


class Measured(NamedTuple):
    """The result of a process: seconds per step, and the mean loss of the timed steps."""

    seconds: float
    loss: float


def run_ours(race: Race, precision: str) -> Measured:
    """A plain ``fit``, without the progress bar."""
    set_seed(_SEED)
    x, y = race.data(race.batch * race.steps)
    model = race.ours()
    model.compile(Adam(_RATE), race.loss, precision=precision)
    warm = race.batch * race.warm_up
    model.fit(x[:warm], y[:warm], batch_size=race.batch, shuffle=False, verbose=0)
    start = time.perf_counter()
    history = model.fit(x, y, batch_size=race.batch, shuffle=False, verbose=0).history
    return Measured((time.perf_counter() - start) / race.steps, float(history["loss"][-1]))


def begin_as_keras_does(module: nn.Module) -> None:
    """The same kind of initial weights for all contenders: otherwise the losses would not be comparable."""
    if isinstance(module, (nn.Conv2d, nn.Linear)):
        nn.init.xavier_uniform_(module.weight)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    if isinstance(module, nn.LSTM):
        of_inputs, of_states, bias, second_bias = module.parameters()
        nn.init.xavier_uniform_(of_inputs)
        nn.init.orthogonal_(of_states.T)
        nn.init.zeros_(bias)
        nn.init.zeros_(second_bias)
        nn.init.ones_(bias[module.hidden_size : 2 * module.hidden_size])


def run_pytorch(race: Race, channels_last: bool) -> Measured:
    """The loop of PyTorch's tutorials; ``channels_last`` adds the advice of its performance guide."""
    # No seed is set: in a new process torch always starts from the same one.
    x, y = (torch.from_numpy(part) for part in race.data(race.batch * race.steps))
    model = race.theirs().apply(begin_as_keras_does)
    if x.ndim == 4:
        x = x.permute(0, 3, 1, 2).contiguous()
    if channels_last:
        model, x = model.to(memory_format=torch.channels_last), x.contiguous(memory_format=torch.channels_last)  # type: ignore[call-overload]
        torch.set_flush_denormal(True)
    optimizer = torch.optim.Adam(model.parameters(), _RATE, eps=_EPSILON, fused=True if channels_last else None)
    losses: list[float] = []
    start = 0.0
    for number in [*range(race.warm_up), *range(race.steps)]:
        if len(losses) == race.warm_up:
            start = time.perf_counter()
        rows = slice(number * race.batch, (number + 1) * race.batch)
        loss = race.loss_of(model(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        losses.append(float(loss.detach()))
    return Measured((time.perf_counter() - start) / race.steps, sum(losses[race.warm_up :]) / race.steps)


def main() -> None:
    """Runs the contender named on the command line and prints what it measured as JSON."""
    race, library, variant = sys.argv[1:]
    measured = (
        run_ours(RACES[race], variant)
        if library == "nervure"
        else run_pytorch(RACES[race], variant == "channels_last")
    )  # fmt: skip
    write(sys.stdout, json.dumps(measured._asdict()) + "\n")
