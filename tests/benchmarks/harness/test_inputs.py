from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.harness.inputs import inputs_of, load, save
from benchmarks.harness.running import shuffled
from benchmarks.works.table import WORKS

DENSE = replace(WORKS["dense-4-8-3"], batch=4, steps=3)


def test_everybody_reads_what_was_saved(tmp_path: Path) -> None:
    made = inputs_of(DENSE, shuffled)
    save(made, tmp_path / "inputs.npz")
    read = load(tmp_path / "inputs.npz")
    assert np.array_equal(read.x, made.x)
    assert np.array_equal(read.orders, made.orders)
    assert [len(layer) for layer in read.weights] == [2, 2]
    assert all(
        np.array_equal(one, other)
        for layer, again in zip(made.weights, read.weights, strict=True)
        for one, other in zip(layer, again, strict=True)
    )


def test_orders_are_those_of_our_fit_and_come_again() -> None:
    made = inputs_of(DENSE, shuffled)
    assert sorted(made.order(0)) == list(range(12))
    assert made.order(0).tolist() != made.order(1).tolist()
    assert made.order(len(made.orders)).tolist() == made.order(0).tolist()


def test_turns_go_on_where_the_last_one_ended() -> None:
    work = replace(WORKS["gru-32-100-16-64"], batch=2, warm=1, steps=2)
    made = inputs_of(work)
    assert len(made.batches(work, 0).x) == 2
    assert np.array_equal(made.batches(work, 1).y, made.y[2:8])
    assert np.array_equal(made.batches(work, 2).y, made.y[8:14])
    assert np.array_equal(made.batches(work, 9).x[0], made.x[50 % len(made.x)])


def test_a_program_that_only_starts_has_no_samples() -> None:
    assert inputs_of(WORKS["help"]).x.size == 0
