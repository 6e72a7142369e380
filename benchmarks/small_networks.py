"""Small dense networks, microseconds a training step: a plain ``fit`` beside PyTorch and scikit-learn.

Each contender runs in its own process, in turns (A B A B ...), from the same weights over the same batches with Adam;
prints the median and the shortest time a step, the ratio of the best peer to nervure, and the losses that go with it.
nervure's time is that of whole epochs of ``fit`` with its display, checks and history, between callbacks at their ends.

Run:  python benchmarks/small_networks.py [--rounds 3] [--seconds 1.5] [--threads 2] [--net 2-16-16-1]
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

SEED = 1
EPOCHS_OF_CURVE = 3  # whose losses are printed

Arrays = list[np.ndarray[Any, Any]]


class Net(NamedTuple):
    """Units of each layer, inputs first, samples a step, samples an epoch."""

    units: tuple[int, ...]
    batch: int
    samples: int

    @property
    def name(self) -> str:
        """As the command line takes it: ``2-16-16-1``."""
        return "-".join(map(str, self.units))


NETS = [
    Net((2, 16, 16, 1), 32, 3200),
    Net((4, 8, 3), 16, 1600),
    Net((32, 64, 64, 10), 64, 6400),
    Net((1000, 16, 16, 1), 128, 6400),
    Net((784, 128, 10), 128, 12800),
    Net((784, 512, 512, 10), 128, 6400),
]


def task(net: Net) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Samples of something that can be learned: two rings, or classes around centres."""
    drawn, classes = np.random.default_rng(0), max(2, net.units[-1])
    y = drawn.integers(0, classes, net.samples)
    if net.units[0] == 2:
        angle, radius = drawn.uniform(0, 2 * np.pi, net.samples), 1.0 + y + drawn.normal(0, 0.2, net.samples)
        return np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1).astype("float32"), y
    centres = drawn.standard_normal((classes, net.units[0]))
    return (0.3 * centres[y] + drawn.standard_normal((net.samples, net.units[0]))).astype("float32"), y


def first_weights(net: Net) -> Arrays:
    """Glorot kernels and zero biases, kernel (inputs, units) and bias of each layer in turn."""
    drawn, arrays = np.random.default_rng(1), []
    for inputs, units in zip(net.units, net.units[1:], strict=False):
        limit = np.sqrt(6 / (inputs + units))
        arrays += [drawn.uniform(-limit, limit, (inputs, units)).astype("float32"), np.zeros(units, "float32")]
    return arrays


def orders(net: Net) -> Callable[[int], Any]:
    """The order of the samples in each epoch: that of nervure's ``fit``, for everybody."""
    from nervure.data import ArrayDataset

    dataset = ArrayDataset(np.zeros(net.samples), batch_size=net.batch)
    return lambda epoch: dataset.order(epoch, SEED)


class Clock:
    """Times epochs until the seconds are over."""

    def __init__(self, net: Net, seconds: float) -> None:
        self.steps, self.end = -(-net.samples // net.batch), time.perf_counter() + seconds
        self.started = time.perf_counter()
        self.times: list[float] = []
        self.losses: list[float] = []

    def epoch(self, loss: float) -> bool:
        """Notes an epoch; True once it is time to stop."""
        now = time.perf_counter()
        self.times.append((now - self.started) / self.steps * 1e6)
        self.losses.append(loss)
        self.started = time.perf_counter()
        return now > self.end and len(self.times) >= EPOCHS_OF_CURVE

    def told(self) -> dict[str, Any]:
        """The times without the first, which warms up; the best epoch and the losses."""
        later = self.times[1:]
        return {"median": statistics.median(later), "best": min(later), "losses": self.losses[:EPOCHS_OF_CURVE]}


def run_nervure(net: Net, seconds: float) -> dict[str, Any]:
    """A plain ``fit``, stopped by a callback at the end of an epoch."""
    from nervure.callbacks import Callback
    from nervure.layers import Dense, Input
    from nervure.models import Sequential

    x, y = task(net)
    last = Dense(1, activation="sigmoid") if net.units[-1] == 1 else Dense(net.units[-1], activation="softmax")
    hidden = [Dense(units, activation="tanh" if net.units[0] == 2 else "relu") for units in net.units[1:-1]]
    model = Sequential([Input((net.units[0],)), *hidden, last])
    model.compile("adam", "binary_crossentropy" if net.units[-1] == 1 else "sparse_categorical_crossentropy")
    model.set_weights(first_weights(net))
    clock = Clock(net, seconds)

    class Timer(Callback):
        def on_train_begin(self, logs: Any = None) -> None:
            clock.started = time.perf_counter()

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            self.model.stop_training = clock.epoch(logs["loss"])

    model.fit(x, y, batch_size=net.batch, epochs=10**6, seed=SEED, callbacks=[Timer()])
    return clock.told()


def run_pytorch(net: Net, seconds: float, **options: Any) -> dict[str, Any]:
    """The loop as PyTorch's tutorials write it."""
    import torch
    from torch import nn

    x, y = (torch.from_numpy(array) for array in task(net))
    is_binary, weights = net.units[-1] == 1, first_weights(net)
    y = y.float()[:, None] if is_binary else y
    parts: list[nn.Module] = []
    for inputs, units in zip(net.units, net.units[1:], strict=False):
        parts += [nn.Linear(inputs, units), nn.Tanh() if net.units[0] == 2 else nn.ReLU()]
    model = nn.Sequential(*parts[:-1])
    with torch.no_grad():
        for parameter, array in zip(model.parameters(), weights, strict=True):
            parameter.copy_(torch.from_numpy(array.T if array.ndim == 2 else array))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7, **options)
    loss_of = nn.BCEWithLogitsLoss() if is_binary else nn.CrossEntropyLoss()
    order_of, clock, epoch, is_over = orders(net), Clock(net, seconds), 0, False
    while not is_over:
        total = torch.zeros(())
        for rows in order_of(epoch).split(net.batch):
            loss = loss_of(model(x[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(rows)
        epoch, is_over = epoch + 1, clock.epoch(float(total) / net.samples)
    return clock.told()


def run_scikit_learn(net: Net, seconds: float) -> dict[str, Any]:
    """``partial_fit`` batch by batch; its weights begin where its own draws put them."""
    from sklearn.neural_network import MLPClassifier

    x, y = task(net)
    activation = "tanh" if net.units[0] == 2 else "relu"
    model = MLPClassifier(net.units[1:-1], activation=activation, alpha=0.0, epsilon=1e-7, random_state=0)
    order_of, clock, epoch, is_over, classes = orders(net), Clock(net, seconds), 0, False, np.unique(y)
    while not is_over:
        total = 0.0
        for rows in np.split(order_of(epoch).numpy(), range(net.batch, net.samples, net.batch)):
            model.partial_fit(x[rows], y[rows], classes=classes)
            total += model.loss_ * len(rows)
        epoch, is_over = epoch + 1, clock.epoch(total / net.samples)
    return clock.told()


CONTENDERS: dict[str, Callable[[Net, float], dict[str, Any]]] = {
    "nervure fit": run_nervure,
    "pytorch eager": lambda net, seconds: run_pytorch(net, seconds, foreach=False),
    "pytorch foreach": lambda net, seconds: run_pytorch(net, seconds, foreach=True),
    "pytorch fused": lambda net, seconds: run_pytorch(net, seconds, fused=True),
    "scikit-learn": run_scikit_learn,
}


def told_by(name: str, net: Net, given: argparse.Namespace) -> dict[str, Any] | None:
    """What a contender measures in a process of its own; None where its library is not installed."""
    command = [sys.executable, __file__, "--contender", name, "--net", net.name, "--seconds", str(given.seconds)]
    settings = {**os.environ, "OMP_NUM_THREADS": str(given.threads)}
    done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    time.sleep(0.3)  # worker threads spin for a while after their last job
    if done.returncode and "ModuleNotFoundError" in done.stderr:
        return None
    if done.returncode:
        raise RuntimeError(done.stderr)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def compare(net: Net, given: argparse.Namespace) -> None:
    """Runs the contenders in turns on one network and prints its part of the table."""
    rounds: dict[str, list[dict[str, Any]]] = {}
    for _ in range(given.rounds):
        for name in CONTENDERS:
            told = told_by(name, net, given)
            if told is not None:
                rounds.setdefault(name, []).append(told)
    medians = {name: statistics.median(one["median"] for one in found) for name, found in rounds.items()}
    best_peer = min(value for name, value in medians.items() if name != "nervure fit")
    print(f"\n{net.name}, batch {net.batch}: best peer / nervure {best_peer / medians['nervure fit']:.1f}")
    for name, found in rounds.items():
        best = min(one["best"] for one in found)
        losses = "  ".join(f"{loss:.4f}" for loss in found[0]["losses"])
        ratio = medians[name] / medians["nervure fit"]
        print(f"  {name:18}{medians[name]:10.2f}{best:10.2f}{ratio:9.1f}   {losses}", flush=True)


def main() -> None:
    """Prints the table, or runs one contender."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.5, help="of each contender in each round")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--net", choices=[net.name for net in NETS])
    parser.add_argument("--contender", choices=list(CONTENDERS))
    given = parser.parse_args()
    nets = [net for net in NETS if given.net in (None, net.name)]
    if given.contender:
        print(json.dumps(CONTENDERS[given.contender](nets[0], given.seconds)))
        return
    print(f"{given.threads} threads, load {os.getloadavg()[0]:.2f}; microseconds a step")
    print(f"  {'':18}{'median':>10}{'best':>10}{'ratio':>9}   loss of epochs 1, 2, 3")
    for net in nets:
        compare(net, given)


if __name__ == "__main__":
    main()
