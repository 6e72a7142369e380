from __future__ import annotations

from typing import Any

import numpy as np

from nervure import layers, models
from nervure.explain.rules.heads import Heads, drops, has_gate
from nervure.layers import MultiHeadAttention
from tests.explain.asking import call_of
from tests.explain.proving import data


def heads_of(**options: Any) -> Heads:
    x, mask = layers.Input((3, 2), name="x"), layers.Input((3, 3), name="mask")
    y = MultiHeadAttention(2, 3, value_dim=1, name="heads", **options)(x, x, attention_mask=mask, use_causal_mask=True)
    seen = np.ones((1, 3, 3))
    seen[0, 2, 0] = 0
    explanation = models.Model([x, mask], y).explain([data((3, 2), 1), seen])
    return Heads(call_of(explanation, "heads/output"))


def test_parameters_by_their_names() -> None:
    heads = heads_of(use_gate=True)
    assert heads.parameters == ("query", "key", "gate", "value", "output")
    assert [heads.owner(heads.position(name)) for name in heads.parameters] == [(n, False) for n in heads.parameters]
    assert heads.owner(heads.position("gate", is_bias=True)) == ("gate", True)
    assert heads.kernel("output").shape == (2, 1, 2)
    assert (heads.size, heads.value_size, heads.heads, heads.queries, heads.values) == (3, 1, 2, 3, 3)
    assert heads_of(use_bias=False).bias("query", (0, 0)) == []


def test_all_masks_together() -> None:
    heads = heads_of()
    assert [heads.seen((0, head, t)) for head in range(2) for t in range(3)] == [[0], [0, 1], [1, 2]] * 2
    assert [list(np.flatnonzero(row)) for row in heads.seen_array().reshape(6, 3)] == [[0], [0, 1], [1, 2]] * 2


def test_what_a_call_has() -> None:
    assert has_gate(heads_of(use_gate=True).call)
    assert not has_gate(heads_of().call)
    assert not drops(heads_of(dropout=0.5).call), "at inference nothing is dropped"


def test_projections_that_are_outputs_follow_the_weights() -> None:
    assert heads_of().handed_out == {}
    assert heads_of(activity_regularizer="l2", use_gate=True).handed_out == {
        1: "query", 2: "key", 3: "gate", 4: "value",
    }  # fmt: skip
    assert heads_of(activity_regularizer="l2").outputs_of("key") == [], "nothing goes back without a loss"
