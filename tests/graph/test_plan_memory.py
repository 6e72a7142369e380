from __future__ import annotations

import weakref

import torch
from torch import Tensor

from nervure.graph.plan import Plan
from nervure.layers import (
    BatchNormalization,
    Dense,
)
from nervure.layers.step import Step
from nervure.ops.op import Context, Op
from tests.graph.draft import TRAINING, Draft, ramp_like


class Watch:
    """Operations that note what is still in memory while they run.

    Attributes:
        made: weak references to what was made, in order.
        alive: for each call how much of it was still there.
    """

    def __init__(self) -> None:
        self.made: list[weakref.ref[Tensor]] = []
        self.alive: list[int] = []

    def note(self) -> None:
        self.alive.append(sum(reference() is not None for reference in self.made))

    def values(self) -> Op:
        """Adds one to the sum of its inputs, and watches its outputs."""

        def forward(*xs: Tensor) -> tuple[Tensor, int]:
            self.note()
            y = torch.stack(xs).sum(0) + 1
            self.made.append(weakref.ref(y))
            return y, len(xs)

        def backward(dy: Tensor, cache: int) -> tuple[Tensor, ...]:
            return (dy,) * cache

        return Op("values", forward, backward)

    def caches(self) -> Op:
        """Adds one, and watches its caches."""

        def forward(x: Tensor) -> tuple[Tensor, Tensor]:
            self.note()
            kept = x.clone()
            self.made.append(weakref.ref(kept))
            return x + 1, kept

        def backward(dy: Tensor, cache: Tensor) -> tuple[Tensor]:
            self.note()
            return (dy,)

        return Op("caches", forward, backward)


def chain_of(op: Op, length: int) -> Plan:
    steps = tuple(Step(f"s{number}/output", f"s{number}", op, (number,), (number + 1,)) for number in range(length))
    return Plan(steps, 1, (length,))


def test_a_value_is_dropped_when_its_last_reader_is_done() -> None:
    watch = Watch()
    (y,) = chain_of(watch.values(), 6).forward([torch.zeros(2)], Context()).outputs
    assert watch.alive == [0, 1, 1, 1, 1, 1]
    assert y.tolist() == [6, 6]
    assert [reference() is None for reference in watch.made] == [True] * 5 + [False]


def test_a_value_stays_until_the_link_that_reads_it_last() -> None:
    watch = Watch()
    op = watch.values()
    inputs = [(0,), (1,), (2,), (3, 1), (4,), (5,)]
    steps = tuple(Step(f"{n}/output", "a", op, slots, (n + 1,)) for n, slots in enumerate(inputs))
    Plan(steps, 1, (6,)).forward([torch.zeros(2)], Context())
    assert watch.alive == [0, 1, 2, 2, 1, 1]


def test_a_value_that_nobody_reads_is_dropped_at_once() -> None:
    watch = Watch()
    op = watch.values()
    steps = tuple(Step(f"{n}/output", "a", op, (0,), (n + 1,)) for n in range(3))
    Plan(steps, 1, (3,)).forward([torch.zeros(2)], Context())
    assert watch.alive == [0, 0, 0]


def test_asking_keeps_no_cache() -> None:
    watch = Watch()
    chain_of(watch.caches(), 5).forward([torch.zeros(2)], Context())
    assert watch.alive == [0] * 5
    assert all(reference() is None for reference in watch.made)


def test_caches_go_one_after_another_on_the_way_back() -> None:
    watch = Watch()
    plan = chain_of(watch.caches(), 5)
    walk = plan.forward([torch.zeros(2)], TRAINING, keep_caches=True)
    assert watch.alive == [0, 1, 2, 3, 4]
    watch.alive.clear()
    plan.backward([torch.ones(2)], walk.caches, needs_dinputs=True)
    assert watch.alive == [5, 4, 3, 2, 1]
    assert walk.caches == [None] * 5


def test_commits_hold_no_cache() -> None:
    draft = Draft((4,))
    plan = draft.plan(draft.call(BatchNormalization(), draft.call(Dense(3), 0)))
    draft.store()
    walk = plan.forward(draft.inputs(), TRAINING, keep_caches=True)
    commits = plan.commits(walk.caches)
    kept = weakref.ref(walk.caches[1].x)
    plan.backward([ramp_like(walk.outputs[0])], walk.caches)
    assert kept() is None
    assert [commit.parameter.name for commit in commits] == ["moving_mean", "moving_variance"]
