from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from nervure.kernels.dropout import dropout_apply
from nervure.ops.multi_head_attention import MULTI_HEAD_ATTENTION, HeadsForm
from nervure.ops.op import Context, Op
from tests.gradient_check import assert_near, check_gradients, normal
from tests.op_rules import check_rules
from tests.oracles import attention as oracle

TRAINING = Context(training=True, seed=3, step=1)


def parameters_of(form: HeadsForm, features: tuple[int, int, int], outputs: tuple[int, ...]) -> dict[str, Tensor]:
    """Two heads, keys of size 3, values of size 2."""
    query, key, value = features
    shapes = {"query": (query, 2, 3), "key": (key, 2, 3), "gate": (query, 2, 2), "value": (value, 2, 2)}
    if not form.use_gate:
        shapes.pop("gate")
    found: dict[str, Tensor] = {}
    for number, (name, shape) in enumerate({**shapes, "attention_output": (2, 2, *outputs)}.items()):
        found[f"{name}/kernel"] = normal(20 + number, *shape) / 2
        if form.use_bias:
            found[f"{name}/bias"] = normal(30 + number, *shape[2 if name == "attention_output" else 1 :])
    return found


@settings(max_examples=30)
@given(
    st.booleans(), st.sets(st.sampled_from(["query", "value", "attention"])), st.booleans(), st.booleans(),
    st.booleans(), st.sampled_from([None, 2]), st.booleans(), st.booleans(), st.integers(0, 10**6),
)  # fmt: skip
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(
    has_key: bool, masked: set[str], use_bias: bool, use_gate: bool, is_causal: bool, window: int | None,
    returns: bool, projections: bool, seed: int,
) -> None:  # fmt: skip
    names = tuple(name for name in ("query", "value", "attention") if name in masked)
    form = HeadsForm(has_key, names, use_bias, use_gate, is_causal, window, returns, projections)
    query, value = normal(seed, 2, 3, 4), normal(seed + 1, 2, 4, 5)
    keys = (normal(seed + 2, 2, 4, 2),) if has_key else ()
    real = {
        "query": torch.ones(2, 3), "value": torch.tensor([[1.0, 1, 0, 1], [1, 1, 1, 0]]),
        "attention": torch.tensor([[1.0, 0, 1, 1], [1, 1, 0, 0], [0, 1, 1, 1]]).expand(2, 3, 4),
    }  # fmt: skip
    parameters = parameters_of(form, (4, 2 if has_key else 5, 5), (4,))
    masks = tuple(real[name].double() for name in names)
    tensors = (query, value, *keys, *masks)
    y, _ = MULTI_HEAD_ATTENTION.forward(*tensors, *parameters.values(), form=form, context=Context())
    sees = np.ones((2, 3, 4), bool)
    if "value" in masked:
        sees &= real["value"].numpy()[:, None] == 1
    if "attention" in masked:
        sees &= real["attention"].numpy() == 1
    if is_causal:
        sees &= np.tri(3, 4, dtype=bool)
    if window:
        sees &= np.abs(np.arange(3)[:, None] - np.arange(4)) < window
    if sees.any(-1).all() and use_bias:
        plain = {name: parameter.numpy() for name, parameter in parameters.items()}
        expected = oracle.heads(query.numpy(), value.numpy(), (keys or (value,))[0].numpy(), sees, plain)
        assert_near(y[0] if returns or projections else y, expected, 1e-10, "heads", largest=1.0)
    check_gradients(
        MULTI_HEAD_ATTENTION if projections else _without_key_bias(form, len(tensors)),
        tensors, tuple(parameters.values()), form=form, context=Context(), most_places=6,
    )  # fmt: skip


def _without_key_bias(form: HeadsForm, num_inputs: int) -> Op:
    """The operation; the gradient of the keys' bias, which moves all scores of a query alike, is only seen to be 0."""

    def backward(dy: Any, cache: Any) -> tuple[Tensor | None, ...]:
        gradients = list(MULTI_HEAD_ATTENTION.backward(dy, cache))
        if form.use_bias:
            assert float(gradients[num_inputs + 3].abs().max()) < 1e-12
            gradients[num_inputs + 3] = None
        return tuple(gradients)

    return MULTI_HEAD_ATTENTION._replace(backward=backward)


@pytest.mark.parametrize("context", [Context(), TRAINING], ids=["inference", "training"])
def test_the_rules_of_every_operation_hold(context: Context) -> None:
    form = HeadsForm(has_key=True, use_gate=True, is_causal=True, rate=0.3)
    inputs = normal(0, 3, 4, 4), normal(1, 3, 4, 5), normal(2, 3, 4, 2)
    parameters = tuple(p / 2 for p in parameters_of(form, (4, 2, 5), (3, 2)).values())
    check_rules(MULTI_HEAD_ATTENTION, inputs, parameters, form=form, context=context)


def test_dropout_of_the_weights_is_drawn_again_on_the_way_back() -> None:
    form = HeadsForm(rate=0.4, returns_scores=True)
    inputs = normal(0, 2, 3, 4), normal(1, 2, 6, 5)
    parameters = tuple(parameters_of(form, (4, 5, 5), (4,)).values())
    keeps = dropout_apply(torch.ones(2, 2, 3, 6, dtype=torch.float64), 0.4, TRAINING.key(0))

    def formula(query: Tensor, value: Tensor, *weights: Tensor) -> tuple[Tensor, Tensor]:
        q, k, v = (
            torch.einsum("nsd,dhk->nhsk", x, weights[2 * i]) + weights[2 * i + 1].unsqueeze(1)
            for i, x in enumerate((query, value, value))
        )
        p = torch.softmax(q @ k.mT / 3**0.5, -1)
        return torch.einsum("nhtv,hvo->nto", (p * keeps) @ v, weights[6]) + weights[7], p

    op = _without_key_bias(form, 2)
    check_gradients(op, inputs, parameters, form=form, context=TRAINING, most_places=6, reference=formula)


def test_a_query_that_sees_nothing_takes_the_mean() -> None:
    form = HeadsForm(masks=("value",), returns_scores=True)
    inputs = normal(0, 1, 3, 4), normal(1, 1, 5, 5), torch.zeros(1, 5, dtype=torch.float64)
    parameters = parameters_of(form, (4, 5, 5), (4,)).values()
    (y, weights), _ = MULTI_HEAD_ATTENTION.forward(*inputs, *parameters, form=form, context=Context())
    assert torch.allclose(weights, torch.full_like(weights, 0.2))
    assert bool(y.isfinite().all())
