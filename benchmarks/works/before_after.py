"""Native kernels compared with the code before them: no network became slower."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.harness.network import Convolution, Dense, Flatten, MaxPooling, Network, Recurrent, Rescaling, Residual
from benchmarks.harness.workload import AtLeast, Samples, Workload
from benchmarks.works.data import digits, flat_digits, rows_of_digits

_SMALL_CNN: Network = (
    Rescaling(1 / 255), Convolution(16, "relu"), MaxPooling(), Flatten(), Dense(10, "softmax")
)  # fmt: skip
_RESIDUAL: Network = (
    Rescaling(1 / 255), Convolution(16, "relu"), Residual((Convolution(16, "relu"), Convolution(16))), Flatten(),
    Dense(10, "softmax"),
)  # fmt: skip
_DENSE: Network = (Dense(128, "relu"), Dense(64, "relu"), Dense(10, "softmax"))
_LSTM: Network = (Recurrent("LSTM", 64), Dense(10, "softmax"))


def _work(name: str, title: str, network: Network, samples: Callable[[int], Samples], **changes: Any) -> Workload:
    words = {"task": "steps", "batch": 32, "steps": 60, "warm": 5, "rounds": 5, "expected": 25.0, **changes}
    goal = AtLeast(f"no slower than before: {title}", 1.0, "nervure-torch-bodies")
    return Workload(
        name=f"before-after-{name}", title=f"{title}, a training step, batch 32", network=network, samples=samples,
        contenders=("nervure", "nervure-torch-bodies"), goals=(goal,), **words,
    )  # fmt: skip


WORKS = (
    _work("small-cnn", "small CNN", _SMALL_CNN, digits),
    _work("dense", "dense 784-128-64-10", _DENSE, flat_digits, task="epochs", steps=100),
    _work("lstm", "LSTM of 64 units over rows of digits", _LSTM, rows_of_digits),
    _work("residual", "functional residual network", _RESIDUAL, digits, steps=30),
)
NAMES = tuple(work.name for work in WORKS)
