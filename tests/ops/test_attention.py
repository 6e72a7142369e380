from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from nervure.kernels.dropout import dropout_apply
from nervure.ops.attention import ATTENTION, AttentionForm
from nervure.ops.op import Context
from tests.gradient_check import assert_near, check_gradients, normal
from tests.op_rules import check_rules
from tests.oracles import attention as oracle

TRAINING = Context(training=True, seed=3, step=1)


def parameters_of(form: AttentionForm, features: int) -> tuple[Tensor, ...]:
    scale = normal(7, features) if form.scores == "additive" else torch.tensor(0.7, dtype=torch.float64)
    weight = (torch.tensor(1.3, dtype=torch.float64),) if form.scores == "concat" else ()
    return (*((scale,) if form.use_scale else ()), *weight)


@settings(max_examples=40)
@given(
    st.sampled_from(["dot", "concat", "additive"]), st.booleans(), st.booleans(), st.booleans(), st.booleans(),
    st.booleans(), st.booleans(), st.integers(0, 10**6),
)  # fmt: skip
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(
    scores: str, has_key: bool, query_mask: bool, value_mask: bool, use_scale: bool, is_causal: bool, returns: bool,
    seed: int,
) -> None:  # fmt: skip
    form = AttentionForm(scores, has_key, query_mask, value_mask, use_scale, is_causal, returns)
    query, value = normal(seed, 2, 3, 4), normal(seed + 1, 2, 5, 6 if has_key else 4)
    keys = (normal(seed + 2, 2, 5, 4),) if has_key else ()
    real = torch.tensor([[1, 1, 0], [1, 0, 1]]), torch.tensor([[1, 1, 0, 1, 0], [1, 0, 0, 1, 1]])
    masks = tuple(mask.double() for mask, wanted in zip(real, (query_mask, value_mask), strict=True) if wanted)
    parameters = parameters_of(form, 4)
    y, _ = ATTENTION.forward(query, value, *keys, *masks, *parameters, form=form, context=Context())
    outputs = y if returns else (y,)

    sees = np.ones((2, 3, 5), bool)
    if value_mask:
        sees &= real[1].numpy()[:, None] == 1
    if is_causal:
        sees &= np.tri(3, 5, dtype=bool)
    scale: Any = parameters[0].numpy() if use_scale else 1.0
    expected, weights = oracle.attend(
        query.numpy(), value.numpy(), (keys or (value,))[0].numpy(), sees, scores, scale, 1.3
    )
    if query_mask:
        expected = expected * real[0].numpy()[..., None]
    for ours, theirs in zip(outputs, (expected, weights), strict=False):
        assert_near(ours, theirs, 1e-10, "attention", largest=1.0)
    check_gradients(ATTENTION, (query, value, *keys, *masks), parameters, form=form, context=Context(), most_places=8)


@pytest.mark.parametrize("scores", ["dot", "concat", "additive"])
def test_the_rules_of_every_operation_hold(scores: str) -> None:
    form = AttentionForm(scores, has_key=True, use_scale=True, rate=0.3, is_causal=True)
    inputs = normal(0, 3, 4, 2), normal(1, 3, 4, 3), normal(2, 3, 4, 2)
    for context in (Context(), TRAINING):
        check_rules(ATTENTION, inputs, parameters_of(form, 2), form=form, context=context)


def test_dropout_of_the_weights_is_drawn_again_on_the_way_back() -> None:
    form = AttentionForm(rate=0.4, returns_scores=True)
    query, value = normal(0, 2, 3, 4), normal(1, 2, 50, 4)
    keeps = dropout_apply(torch.ones(2, 3, 50, dtype=torch.float64), 0.4, TRAINING.key(0))

    def formula(query: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        weights = torch.softmax(query @ value.mT, -1) * keeps
        return weights @ value, weights

    check_gradients(ATTENTION, (query, value), form=form, context=TRAINING, most_places=8, reference=formula)
    (_, weights), _ = ATTENTION.forward(query, value, form=form, context=TRAINING)
    assert 0.25 < float((weights == 0).double().mean()) < 0.55
