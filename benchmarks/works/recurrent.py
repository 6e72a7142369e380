"""LSTM and GRU of four shapes, with Dense(10), cross-entropy and Adam."""

from __future__ import annotations

from functools import partial

from benchmarks.harness.network import Dense, Recurrent
from benchmarks.harness.workload import AtLeast, Workload
from benchmarks.works.data import sequences

_SHAPES = ((64, 28, 28, 128), (32, 100, 16, 64), (8, 50, 4, 16), (64, 200, 64, 256))  # batch, time, features, units
_SMALLEST, _LARGEST = _SHAPES[2], _SHAPES[3]
_BESIDE_TORCH = {"LSTM": 1.7, "GRU": 2.2}


def _work(kind: str, shape: tuple[int, int, int, int]) -> Workload:
    batch, time, features, units = shape
    ratio = 20.0 if kind == "LSTM" and shape == _SMALLEST else _BESIDE_TORCH[kind]
    row, is_largest = f"{kind} step, {batch} x {time} x {features}, {units} units", shape == _LARGEST
    # A step of the smallest takes less than a Python call: like small dense networks, it is timed by whole epochs of a
    # plain fit, for all contenders.
    clock = "epochs" if shape == _SMALLEST else "steps"
    return Workload(
        f"{kind.lower()}-{batch}-{time}-{features}-{units}", f"{row}, a training step", clock,
        ("nervure", "torch-eager", "keras-torch", "keras-tensorflow", "keras-jax"),
        partial(sequences, time, features), (Recurrent(kind, units), Dense(10, "softmax")),
        batch=batch, steps=4 if is_largest else {_SMALLEST: 100}.get(shape, 20), warm=2 if is_largest else 5,
        expected=150 if is_largest else 60,
        goals=(AtLeast(row, ratio, "torch-eager"), AtLeast(row, 5.0, "keras-torch")),
    )  # fmt: skip


WORKS = tuple(_work(kind, shape) for kind in ("LSTM", "GRU") for shape in _SHAPES)
