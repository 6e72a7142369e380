"""Native kernels beside the code before them: nobody's network became slower."""

from __future__ import annotations

from collections.abc import Callable

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


def _work(name: str, title: str, network: Network, samples: Callable[[int], Samples], steps: int) -> Workload:
    return Workload(
        f"before-after-{name}", f"{title}, a training step, batch 32", "steps", ("nervure", "nervure-torch-bodies"),
        samples, network, batch=32, steps=steps, warm=5, rounds=5, expected=25,
        goals=(AtLeast(f"no slower than before: {title}", 1.0, "nervure-torch-bodies"),),
    )  # fmt: skip


WORKS = (
    _work("small-cnn", "small CNN", _SMALL_CNN, digits, 60),
    _work("dense", "dense 784-128-64-10", _DENSE, flat_digits, 200),
    _work("lstm", "LSTM of 64 units over rows of digits", _LSTM, rows_of_digits, 60),
    _work("residual", "functional residual network", _RESIDUAL, digits, 30),
)
NAMES = tuple(work.name for work in WORKS)
