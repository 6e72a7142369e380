"""The number of threads: the measured faster choice, unless a result depends on it.

nervure's kernels split work by shape only, so their results do not depend on the number of threads. torch's libraries
split some sums by the number of threads (weight gradients of convolutions outside our kernels, and matrix products
where :mod:`nervure.kernels.products` cannot fix their order). Whether a network's bits depend on it is therefore
measured: the same work runs with one thread and with all, and the results are compared bit by bit.
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
# More threads leave less for other programs, so they must be worth it.
_NEEDED_RATIO = 0.95

Trial = Callable[[], Sequence[Tensor]]


class ThreadChoice(NamedTuple):
    """The number of threads, and the reason.

    Attributes:
        threads: the number of threads.
        how: "asked", "recorded", "only" (there is one processor), "measured" or "rule".
        out_of: the number available.
    """

    threads: int
    how: str
    out_of: int


@contextmanager
def computing_with(threads: int) -> Iterator[None]:
    """Uses that many threads inside the block; restores the previous number afterwards.

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
    """One thread or all: the faster of the two, or all by rule if bits depend on it.

    Timings vary on a busy machine, so they decide only if no bit depends on the choice.

    Args:
        trials: pieces of work, one per batch size; each returns the tensors to compare, in its own memory. The first
            one is timed.
    """
    most = torch.get_num_threads()
    if most == 1:
        return ThreadChoice(1, "only", most)
    if not all(_is_same(trial, most) for trial in trials):
        return ThreadChoice(most, "rule", most)
    one, all_threads = _seconds(trials[0], most)
    return ThreadChoice(most if all_threads < _NEEDED_RATIO * one else 1, "measured", most)


def recorded_threads(config: Mapping[str, Any], how: str) -> ThreadChoice | None:
    """The number recorded in a run's configuration; None if it is invalid.

    Examples:
        >>> recorded_threads({"threads": 2}, "recorded").threads
        2
    """
    kept = config.get("threads")
    return ThreadChoice(kept, how, torch.get_num_threads()) if isinstance(kept, int) and kept > 0 else None


def steps_of(
    model: GraphModel, losses: Sequence[Loss | None], batch: Batch, seed: int, sizes: Sequence[int]
) -> list[Trial]:
    """Backward passes on a batch and on leading parts of it, none applied, whose gradients and losses are compared.

    Args:
        model: compiled.
        losses: of its outputs.
        batch: real samples.
        seed: of the steps.
        sizes: the number of samples of each trial.
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
    """Whether one thread and that many give the same bits."""
    results = []
    for count in (1, threads):
        with computing_with(count):
            results.append(trial())
    return all(torch.equal(_bits(one), _bits(other)) for one, other in zip(*results, strict=True))


def _bits(tensor: Tensor) -> Tensor:
    return tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8)


def _seconds(trial: Trial, threads: int) -> tuple[float, float]:
    """Times one thread and that many in turns, so that other load affects both equally."""
    used, began = [0.0, 0.0], time.perf_counter()
    for number in range(1 + _MOST_ROUNDS):
        for place, count in enumerate((1, threads)):
            with computing_with(count):
                started = time.perf_counter()
                trial()
                # The first round allocates memory and starts threads.
                used[place] = (0.0 if number <= 1 else used[place]) + time.perf_counter() - started
        if number and time.perf_counter() - began > _MOST_SECONDS:
            break
    return used[0], used[1]
