"""How many threads compute: what was measured to be faster, wherever no bit of a result depends on it.

Kernels of nervure cut work by shapes alone, so their bits are those of one thread. torch's libraries cut some sums by
the number of threads (the weight gradients of convolutions that are not ours, matrix products of odd sizes), so whether
a network's bits depend on it is not believed but looked at: the same work is done with one thread and with all, and its
results are compared bit by bit.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.data import Batch
from nervure.kernels.denormals import flushing_denormals
from nervure.losses import Loss
from nervure.models.graph_model import GraphModel
from nervure.models.preparation import prepared_step

_MOST_ROUNDS, _MOST_SECONDS = 5, 1.0
# More threads leave less for others, so they must gain something.
_NEEDED_RATIO = 0.95

Trial = Callable[[], Sequence[Tensor]]


class ThreadChoice(NamedTuple):
    """How many threads compute, and why.

    Attributes:
        threads: how many.
        how: "asked", "recorded", "only" (there is one processor), "measured" or "rule".
        out_of: how many there could have been.
    """

    threads: int
    how: str
    out_of: int


@contextmanager
def computing_with(threads: int) -> Iterator[None]:
    """Inside this block so many threads share an operation; afterwards as many as before.

    Examples:
        >>> with computing_with(1):
        ...     torch.get_num_threads()
        1
    """
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def chosen_threads(trials: Sequence[Trial]) -> ThreadChoice:
    """One thread or all: the faster of the two, or by rule all where bits depend on it.

    A clock decides differently on a busy machine, so it is asked only where that changes no bit.

    Args:
        trials: pieces of the work, one for each size of a batch; each gives the tensors that are compared, all of its
            own memory. The first one is timed.
    """
    most = torch.get_num_threads()
    if most == 1:
        return ThreadChoice(1, "only", most)
    if not all(_is_same(trial, most) for trial in trials):
        return ThreadChoice(most, "rule", most)
    one, all_threads = _seconds(trials[0], most)
    return ThreadChoice(most if all_threads < _NEEDED_RATIO * one else 1, "measured", most)


def recorded_threads(config: Mapping[str, Any], how: str) -> ThreadChoice | None:
    """What the configuration of a run records; None where that is no number of threads.

    Examples:
        >>> recorded_threads({"threads": 2}, "recorded").threads
        2
    """
    kept = config.get("threads")
    return ThreadChoice(kept, how, torch.get_num_threads()) if isinstance(kept, int) and kept > 0 else None


def steps_of(
    model: GraphModel, losses: Sequence[Loss | None], batch: Batch, seed: int, sizes: Sequence[int]
) -> list[Trial]:
    """Differentiations of a batch and of its beginnings, none applied, whose gradients and losses are compared.

    Args:
        model: compiled.
        losses: of its outputs.
        batch: real samples.
        seed: of the steps.
        sizes: how many samples of the batch each trial takes.
    """
    step = prepared_step(model, losses, seed)

    def trial(size: int) -> Sequence[Tensor]:
        few = Batch(
            tuple(x[:size] for x in batch.x),
            tuple(y[:size] for y in batch.y),
            tuple(None if weight is None else weight[:size] for weight in batch.sample_weight),
            size,
        )
        with torch.no_grad(), flushing_denormals():
            result, _ = step.differentiate(few)
            return result.loss.clone(), step.store.trainable.add_gradients().clone()

    return [lambda size=size: trial(size) for size in sizes]  # type: ignore[misc]


def _is_same(trial: Trial, threads: int) -> bool:
    """Whether one thread and so many give the same bits."""
    results = []
    for count in (1, threads):
        with computing_with(count):
            results.append(trial())
    return all(torch.equal(_bits(one), _bits(other)) for one, other in zip(*results, strict=True))


def _bits(tensor: Tensor) -> Tensor:
    return tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8)


def _seconds(trial: Trial, threads: int) -> tuple[float, float]:
    """With one thread and with so many, in turns: whatever else the machine does disturbs both alike."""
    used, began = [0.0, 0.0], time.perf_counter()
    for number in range(1 + _MOST_ROUNDS):
        for place, count in enumerate((1, threads)):
            with computing_with(count):
                started = time.perf_counter()
                trial()
                # In the first round memory is taken and threads are started.
                used[place] = (0.0 if number <= 1 else used[place]) + time.perf_counter() - started
        if number and time.perf_counter() - began > _MOST_SECONDS:
            break
    return used[0], used[1]
