"""What a dataset hands to the network: one batch."""

from __future__ import annotations

from typing import NamedTuple

from torch import Tensor


class Batch(NamedTuple):
    """Some samples, side by side along the first axis of every tensor. Never write into them: they may be views.

    Attributes:
        x: one tensor an input, ``(size, ...)``.
        y: one tensor a target, ``(size, ...)``; empty where there are no targets.
        sample_weight: one entry a target: the weights, ``(size, ...)``, or None where all weigh 1.
        size: how many samples there are.
    """

    x: tuple[Tensor, ...]
    y: tuple[Tensor, ...]
    sample_weight: tuple[Tensor | None, ...]
    size: int
