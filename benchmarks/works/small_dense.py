"""Small dense networks: whole epochs of a plain ``fit`` with its progress bar."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from benchmarks.harness.network import Dense, Network
from benchmarks.harness.workload import AtLeast, AtMost, Samples, Workload
from benchmarks.works.data import centers, two_rings

_PEERS = (
    "torch-eager",
    "torch-plain-adam",
    "torch-fused-adam",
    "torch-compile",
    "scikit-learn",
    "keras-tensorflow",
    "keras-torch",
)


def _network(*units: int) -> Network:
    """ReLU inside; tanh for telling two rings apart."""
    inside = "tanh" if units[0] == 2 else "relu"
    hidden = [Dense(size, inside) for size in units[1:-1]]
    return (*hidden, Dense(units[-1], "sigmoid" if units[-1] == 1 else "softmax"))


def _samples(*units: int) -> Callable[[int], Samples]:
    return two_rings if units[0] == 2 else partial(centers, units[0], max(2, units[-1]))


def _work(units: tuple[int, ...], batch: int, steps: int, *goals: AtLeast | AtMost) -> Workload:
    name = "-".join(map(str, units))
    return Workload(
        f"dense-{name}", f"{name}, a training step of a plain fit, batch {batch}, Adam", "epochs",
        ("nervure", *_PEERS, "keras-jax", "jax-scan"), _samples(*units), _network(*units),
        batch=batch, steps=steps, seconds=0.6, goals=goals, expected=100,
    )  # fmt: skip


WORKS = (
    _work((2, 16, 16, 1), 32, 100,
          AtMost("2-16-16-1 step: at most 2 microseconds", 2e-6), AtLeast("2-16-16-1 step", 100.0)),
    _work((1000, 16, 16, 1), 128, 50, AtLeast("1000-16-16-1, batch 128", 7.0)),
    _work((784, 128, 10), 128, 100, AtLeast("784-128-10, batch 128", 2.5)),
)  # fmt: skip
# Besides the goals: the other sizes that decisions were based on.
MORE = (
    _work((4, 8, 3), 16, 100),
    _work((32, 64, 64, 10), 64, 100),
    _work((784, 512, 512, 10), 128, 50),
)  # fmt: skip
