"""One batch, as a dataset passes it to the network."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor


class Batch(NamedTuple):
    """Samples stacked along the first axis of every tensor. Never write into the tensors: they may be views.

    Attributes:
        x: one tensor per input, ``(size, ...)``.
        y: one tensor per target, ``(size, ...)``; empty if there are no targets.
        sample_weight: one entry per target: the weights, ``(size, ...)``, or None if all weights are 1.
        size: the number of samples.
    """

    x: tuple[Tensor, ...]
    y: tuple[Tensor, ...]
    sample_weight: tuple[Tensor | None, ...]
    size: int
