"""One training step of a recurrent layer: nervure beside PyTorch's ``nn.LSTM`` and ``nn.GRU``, and Keras on torch.

The network is the layer, Dense(10), cross-entropy and Adam. Each contender runs in its own process, in turns
(A B A B ...), on the same sequences in the same order, from the same initial weights; nervure and Keras with a plain
``fit``, PyTorch with the loop of its tutorials. A run ends after ``--steps`` steps or ``--seconds``. Prints the median
and the shortest step, the ratios to PyTorch and Keras, and the mean loss until some steps, which is the same for all.
Everything takes about ten minutes.

Run:  python benchmarks/recurrent_step.py [--layer LSTM] [--shape 64,28,28,128] [--rounds 3] [--steps 200]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

CONTENDERS = ("pytorch", "keras on torch", "nervure")
SHAPES = ("64,28,28,128", "32,100,16,64", "8,50,4,16", "64,200,64,256")  # batch, time, features, units
CLASSES, WARM_UP, LEARNING_RATE = 10, 5, 1e-3

TOLD = (1, 20, 40)  # steps until which the mean loss is told

Weights = list[np.ndarray]
Work = tuple[np.ndarray, np.ndarray]
Timed = tuple[list[float], dict[int, float]]


class Race(NamedTuple):
    """What everybody does.

    Attributes:
        layer: "LSTM" or "GRU".
        batch: sequences a step.
        time: steps of a sequence.
        features: numbers a step has.
        units: of the layer.
    """

    layer: str
    batch: int
    time: int
    features: int
    units: int

    @property
    def gates(self) -> int:
        """How many sums a unit has."""
        return 4 if self.layer == "LSTM" else 3


def batches(race: Race, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The same sequences for everybody: digits row by row where the shape is theirs, else noise with a hidden tune."""
    rows = race.batch * count
    if (race.time, race.features) == (28, 28):
        from nervure.data import digits

        x, y = digits()
        order = np.resize(np.random.default_rng(0).permutation(len(x)), rows)
        return (x[order] / 255).astype("float32"), y[order].astype("int64")
    generator = np.random.default_rng(0)
    y = generator.integers(0, CLASSES, rows)
    tunes = generator.standard_normal((CLASSES, race.time, race.features))
    x = generator.standard_normal((rows, race.time, race.features)) + 0.5 * tunes[y]
    return x.astype("float32"), y.astype("int64")


def first_weights(race: Race) -> Weights:
    """Initial weights in Keras' layout: kernel, recurrent kernel, bias; then those of the dense layer."""
    generator, columns = np.random.default_rng(1), race.gates * race.units

    def drawn(*shape: int) -> np.ndarray:
        limit = np.sqrt(6 / (shape[0] + shape[1]))
        return generator.uniform(-limit, limit, shape).astype("float32")

    bias = np.zeros((columns,) if race.layer == "LSTM" else (2, columns), "float32")
    if race.layer == "LSTM":
        bias[race.units : 2 * race.units] = 1
    dense = [drawn(race.units, CLASSES), np.zeros(CLASSES, "float32")]
    return [drawn(race.features, columns), drawn(race.units, columns), bias, *dense]


def fitted(model: Any, callback: type[Any], race: Race, work: Work, seconds: float) -> Timed:
    """A plain ``fit`` in the order of the data; the time from one batch's end to the next one's, and mean losses."""
    ends, means = [time.perf_counter()], {}

    class Watch(callback):  # type: ignore[misc]
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            if batch + 1 in TOLD:  # to ask for a number costs time
                means[batch + 1] = float(logs["loss"])
            ends.append(time.perf_counter())
            if batch > max(TOLD) and ends[-1] - ends[0] > seconds:
                self.model.stop_training = True

    model.fit(*work, batch_size=race.batch, shuffle=False, verbose=0, callbacks=[Watch()])
    return np.diff(ends).tolist(), means


def nervure_run(race: Race, work: Work, seconds: float) -> Timed:
    """nervure."""
    from nervure import layers
    from nervure.callbacks import Callback
    from nervure.models import Sequential
    from nervure.optimizers import Adam

    recurrent = getattr(layers, race.layer)(race.units)
    model = Sequential([layers.Input(work[0].shape[1:]), recurrent, layers.Dense(CLASSES, activation="softmax")])
    model.set_weights(first_weights(race))
    model.compile(Adam(LEARNING_RATE), "sparse_categorical_crossentropy")
    return fitted(model, Callback, race, work, seconds)


def keras_run(race: Race, work: Work, seconds: float) -> Timed:
    """Keras on torch."""
    os.environ["KERAS_BACKEND"] = "torch"
    import keras

    recurrent = getattr(keras.layers, race.layer)(race.units)
    dense = keras.layers.Dense(CLASSES, activation="softmax")
    model = keras.Sequential([keras.Input(work[0].shape[1:]), recurrent, dense])
    model.set_weights(first_weights(race))
    model.compile(keras.optimizers.Adam(LEARNING_RATE), "sparse_categorical_crossentropy")
    return fitted(model, keras.callbacks.Callback, race, work, seconds)


def pytorch_run(race: Race, work: Work, seconds: float) -> Timed:
    """The network and the loop as PyTorch's tutorials write them."""
    import torch
    from torch import nn

    recurrent = getattr(nn, race.layer)(race.features, race.units, batch_first=True)
    dense = nn.Linear(race.units, CLASSES)
    give_pytorch(race, recurrent, dense)
    optimizer = torch.optim.Adam([*recurrent.parameters(), *dense.parameters()], LEARNING_RATE, eps=1e-7)
    loss_of = nn.CrossEntropyLoss()
    ends, total, means = [time.perf_counter()], 0.0, {}
    for number, first in enumerate(range(0, len(work[0]), race.batch), 1):
        x, y = (torch.from_numpy(part[first : first + race.batch]) for part in work)
        loss = loss_of(dense(recurrent(x)[0][:, -1]), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += float(loss.detach())
        if number in TOLD:
            means[number] = total / number
        ends.append(time.perf_counter())
        if number > max(TOLD) and ends[-1] - ends[0] > seconds:
            break
    return np.diff(ends).tolist(), means


def give_pytorch(race: Race, recurrent: Any, dense: Any) -> None:
    """The first weights in PyTorch's layout: gates in rows, of a GRU the reset gate before the update gate."""
    import torch

    kernel, recurrent_kernel, bias, dense_kernel, dense_bias = map(torch.from_numpy, first_weights(race))

    def turned(columns: Any) -> Any:
        gates = list(columns.chunk(race.gates, -1))
        if race.layer == "GRU":
            gates[:2] = gates[1::-1]
        return torch.cat(gates, -1).T if columns.ndim > 1 else torch.cat(gates)

    biases = (bias, torch.zeros_like(bias)) if race.layer == "LSTM" else bias
    with torch.no_grad():
        recurrent.weight_ih_l0.copy_(turned(kernel))
        recurrent.weight_hh_l0.copy_(turned(recurrent_kernel))
        recurrent.bias_ih_l0.copy_(turned(biases[0]))
        recurrent.bias_hh_l0.copy_(turned(biases[1]))
        dense.weight.copy_(dense_kernel.T)
        dense.bias.copy_(dense_bias)


def contend(name: str, race: Race, steps: int, seconds: float) -> None:
    """Times one contender; prints its steps in seconds and its mean losses as JSON."""
    runs: dict[str, Callable[[Race, Work, float], Timed]] = {
        "pytorch": pytorch_run,
        "keras on torch": keras_run,
        "nervure": nervure_run,
    }
    taken, means = runs[name](race, batches(race, WARM_UP + steps), seconds)
    print(json.dumps({"seconds": taken[WARM_UP:], "means": list(means.values())}))


def table(race: Race, rounds: int, steps: int, seconds: float) -> None:
    """Runs the contenders in turns and prints their medians."""
    measured: dict[str, list[dict[str, list[float]]]] = {name: [] for name in CONTENDERS}
    shape = ",".join(map(str, race[1:]))
    for _ in range(rounds):
        for name in CONTENDERS:
            command = [sys.executable, __file__, "--contender", name, "--layer", race.layer, "--shape", shape]
            command += ["--steps", str(steps), "--seconds", str(seconds)]
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            measured[name].append(json.loads(told.splitlines()[-1]))
            time.sleep(1)  # worker threads spin for a while after their last job
    print(f"\n{race.layer}, batch {race.batch}, {race.time} steps, {race.features} features, {race.units} units")
    print(f"{'':16}{'median ms':>10}{'lowest':>9}{'highest':>9}{'shortest':>10}   mean loss until {TOLD}")
    middles = {}
    for name, runs in measured.items():
        medians = sorted(1e3 * statistics.median(run["seconds"]) for run in runs)
        middles[name] = statistics.median(medians)
        shortest = 1e3 * min(min(run["seconds"]) for run in runs)
        curve = "  ".join(f"{mean:.4f}" for mean in runs[0]["means"])
        print(f"{name:16}{middles[name]:10.3f}{medians[0]:9.3f}{medians[-1]:9.3f}{shortest:10.3f}   {curve}")
    ratios = [f"{middles[peer] / middles['nervure']:.2f} x {peer}" for peer in CONTENDERS[:-1]]
    print(f"nervure: {', '.join(ratios)}", flush=True)


def main() -> None:
    """Runs the contenders in turns, for the layers and shapes asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--layer", choices=("LSTM", "GRU"))
    parser.add_argument("--shape", help="batch,time,features,units; all of the usual ones by default")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--contender", choices=CONTENDERS)
    given = parser.parse_args()
    races = [
        Race(layer, *map(int, shape.split(",")))
        for layer in ([given.layer] if given.layer else ["LSTM", "GRU"])
        for shape in ([given.shape] if given.shape else SHAPES)
    ]
    if given.contender:
        contend(given.contender, races[0], given.steps, given.seconds)
        return
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.2f}")
    for race in races:
        table(race, given.rounds, given.steps, given.seconds)


if __name__ == "__main__":
    main()
