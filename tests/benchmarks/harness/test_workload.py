from __future__ import annotations

from dataclasses import replace

from benchmarks.harness.network import BatchNormalization
from benchmarks.works.table import WORKS


def test_peers_train_by_the_recipe_only_where_it_is_theirs_too() -> None:
    assert WORKS["shell-to-99"].peers_recipe is None
    assert WORKS["shell-to-99-recipe"].peers_recipe == WORKS["shell-to-99"].recipe


def test_a_recipe_brings_its_momentum() -> None:
    work = WORKS["shell-to-99"]
    changed = work.trained_by(work.recipe).network
    assert {layer.momentum for layer in changed if isinstance(layer, BatchNormalization)} == {0.9}
    assert work.trained_by(None) is work


def test_as_many_samples_are_made_as_a_turn_can_use() -> None:
    assert replace(WORKS["dense-4-8-3"], batch=4, steps=3).num_samples == 12
    assert WORKS["predict-256"].num_samples == 256
    assert WORKS["accuracy"].num_samples == 10_000


def test_one_output_with_sigmoid_says_yes_or_no() -> None:
    assert WORKS["dense-2-16-16-1"].is_binary
    assert not WORKS["lecture-cnn"].is_binary
