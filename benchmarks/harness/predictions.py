"""The minimum time of a kernel: its operations divided by the machine's rate, its bytes divided by the bandwidth.

Calculated from shapes, not measured: float32 products (two operations per multiply-add; those of Winograd's F(4x4, 3x3)
are a quarter of the direct ones, not counting its transforms), and the data that must be read and written once.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from benchmarks.harness.figures import digits, summaries
from benchmarks.harness.network import first_weights
from benchmarks.harness.result import Result
from benchmarks.harness.tables import table
from benchmarks.works.lecture_cnn import LECTURE_CNN
from benchmarks.works.table import WORKS

_FLOAT = 4  # bytes
BATCH = 128
_WINOGRAD = 4  # factor of saved products


class Kernel(NamedTuple):
    """The work of a kernel, or of a whole step.

    Attributes:
        title: its title in the table.
        operations: additions and products.
        bytes: the bytes read and written.
        work: the workload whose figure is the measured one; empty if the workload "kernels" has it by the title.
    """

    title: str
    operations: float
    bytes: float
    work: str = ""


def _convolution(operation: str, side: int, channels: int, filters: int) -> Kernel:
    pixels = BATCH * side**2
    fewer = _WINOGRAD if channels > 4 else 1
    return Kernel(
        f"3x3 convolution, {operation}, {BATCH}: {side}x{side}, {channels} -> {filters}",
        2 * 9 * pixels * channels * filters / fewer, _FLOAT * pixels * (channels + filters),
    )  # fmt: skip


def _dense(batch: int, units: tuple[int, ...], work: str) -> Kernel:
    """Forward, the weights' gradients, and the inputs' gradients except for the first layer."""
    pairs = list(pairwise(units))
    products = sum(inputs * outputs * (2 if number == 0 else 3) for number, (inputs, outputs) in enumerate(pairs))
    weights = sum(inputs * outputs for inputs, outputs in pairs)
    title = f"dense {'-'.join(map(str, units))}, a whole step of {batch}"
    return Kernel(title, 2 * batch * products, _FLOAT * (batch * units[0] + 7 * weights), work)


def _recurrent(gates: int, shape: tuple[int, int, int, int], work: str) -> Kernel:
    """Forward, the gradient of the states and of the weights; inputs of the first layer need none."""
    batch, time, features, units = shape
    products = batch * time * gates * units * (2 * (features + units) + units)
    moved = _FLOAT * batch * time * (features + 2 * (gates + 2) * units)
    title = f"{'LSTM' if gates == 4 else 'GRU'} of {units} over {batch} x {time} x {features}, a whole step"
    return Kernel(title, 2 * products, moved, work)


_CELLS = BATCH * 28 * 28 * 32  # after the lecture network's first two convolutions
WEIGHTS = sum(array.size for arrays in first_weights(LECTURE_CNN, (28, 28, 1)) for array in arrays)

KERNELS = (
    _convolution("forward", 28, 1, 32),
    *(_convolution(operation, 28, 32, 32) for operation in ("forward", "input gradient", "weight gradient")),
    *(_convolution(operation, 14, 64, 64) for operation in ("forward", "input gradient", "weight gradient")),
    Kernel("batch statistics, 128: 28x28, 32", 3 * _CELLS, _FLOAT * _CELLS),
    Kernel("batch normalization with pooling and dropout", 2 * _CELLS, _FLOAT * _CELLS * 1.25 + _CELLS / 4),
    Kernel("its gradient, two passes", 6 * _CELLS, _FLOAT * _CELLS * 3.5 + _CELLS / 2),
    Kernel("Adam, the lecture network's weights", 12 * WEIGHTS, 7 * _FLOAT * WEIGHTS),
    _dense(32, (2, 16, 16, 1), "dense-2-16-16-1"),
    _dense(128, (784, 128, 10), "dense-784-128-10"),
    _recurrent(4, (64, 28, 28, 128), "lstm-64-28-28-128"),
    _recurrent(3, (64, 28, 28, 128), "gru-64-28-28-128"),
)  # fmt: skip


def measured(kernel: Kernel, results: Mapping[str, Result]) -> float | None:
    """The measured seconds; None if it was not measured."""
    if kernel.work:
        result = results.get(kernel.work)
        ours = None if result is None else summaries(WORKS[kernel.work], result).get("nervure")
        return ours.median if ours and ours.figures else None
    readings = _readings(results, "kernels", "nervure")
    return min((reading[kernel.title] for reading in readings if kernel.title in reading), default=None)


def rates(results: Mapping[str, Result]) -> Mapping[str, float]:
    """The best rates of the machine; empty if they were not measured."""
    readings = _readings(results, "rates", "torch-eager")
    return {name: max(reading[name] for reading in readings) for name in readings[0]} if readings else {}


def predictions(results: Mapping[str, Result]) -> str:
    """The two numbers of each kernel and the measured one; empty if the machine was not measured."""
    best = rates(results)
    if not best:
        return ""
    rows = []
    for kernel in KERNELS:
        by_operations, by_bytes = kernel.operations / best["float32 operations"], kernel.bytes / best["bytes"]
        taken = measured(kernel, results)
        limit = max(by_operations, by_bytes)
        rows.append([
            kernel.title, *(digits(1e3 * value) for value in (by_operations, by_bytes)),
            "not measured" if taken is None else digits(1e3 * taken),
            "-" if taken is None else f"{digits(taken / limit)} x",
        ])  # fmt: skip
    head = ("kernel", "operations / rate, ms", "bytes / bandwidth, ms", "measured, ms", "to the larger of both")
    return f"{_machine(best)}\n\n{table(head, rows)}"


def _machine(best: Mapping[str, float]) -> str:
    return (
        f"The machine's best: {digits(best['float32 operations'] / 1e9)} GFLOP/s in float32 and "
        f"{digits(best['bfloat16 operations'] / 1e9)} in bfloat16 (products of 2048 x 2048 by PyTorch), a copy moves "
        f"{digits(best['bytes'] / 1e9)} GB/s, read and written together."
    )


def _readings(results: Mapping[str, Result], work: str, contender: str) -> list[dict[str, float]]:
    result = results.get(work)
    entry = None if result is None else result.entry(contender)
    return [] if entry is None else [reading["values"] for reading in entry.readings]
