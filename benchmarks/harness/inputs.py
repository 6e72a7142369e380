"""The arrays that all contenders get: samples in order, initial weights, the orders of epochs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks.harness.network import Array, Weights, first_weights
from benchmarks.harness.workload import Samples, Workload

SEED = 1
ORDERS = 32  # epochs for which an order is provided; afterwards the orders repeat

OrderOf = Callable[[int], Array]


class Inputs(NamedTuple):
    """The arrays that a contender reads before its first turn.

    Attributes:
        x: (N, ...), in the order of the steps.
        y: (N,).
        orders: (epochs, N), the order of each epoch; (0, 0) without shuffling.
        weights: those of each layer with weights, in Keras' layouts.
    """

    x: Array
    y: Array
    orders: Array
    weights: Weights

    def batches(self, work: Workload, turn: int) -> Samples:
        """The batches of a turn, one after the other; turn 0 has only the warm-up batches."""
        first = work.warm + (turn - 1) * (work.warm + work.steps) if turn else 0
        count = work.warm + work.steps if turn else work.warm
        rows = np.arange(first * work.batch, (first + count) * work.batch)
        return Samples(self.x.take(rows, axis=0, mode="wrap"), self.y.take(rows, mode="wrap"))

    def order(self, epoch: int) -> Array:
        """The order of the samples in an epoch."""
        order: Array = self.orders[epoch % len(self.orders)]
        return order


def inputs_of(work: Workload, order_of: Callable[[int, int], OrderOf] | None = None) -> Inputs:
    """Creates the arrays.

    Args:
        work: the workload.
        order_of: returns the order of each epoch for a number of samples and a batch size, if epochs are shuffled.
    """
    if work.samples is None:
        return Inputs(np.zeros(0), np.zeros(0), np.zeros((0, 0), "int64"), [])
    x, y = work.samples(work.num_samples)
    settled = work.task == "predict"
    weights = first_weights(work.network, x.shape[1:], SEED, settled) if work.network else []
    orders = np.zeros((0, 0), "int64")
    if work.task == "epochs" and order_of is not None:
        order = order_of(len(x), work.batch)
        orders = np.stack([order(epoch) for epoch in range(ORDERS)])
    return Inputs(x, y, orders, weights)


def save(inputs: Inputs, path: Path) -> None:
    """Writes them as one file of arrays."""
    flat: dict[str, Any] = {
        f"weight-{layer}-{number}": array
        for layer, arrays in enumerate(inputs.weights)
        for number, array in enumerate(arrays)
    }
    np.savez(path, x=inputs.x, y=inputs.y, orders=inputs.orders, **flat)


def load(path: Path) -> Inputs:
    """Reads a file written by :func:`save`."""
    with np.load(path, allow_pickle=False) as stored:
        weights: Weights = []
        for name in (name for name in stored.files if name.startswith("weight-")):
            if name.endswith("-0"):
                weights.append([])
            weights[-1].append(stored[name])
        return Inputs(stored["x"], stored["y"], stored["orders"], weights)
