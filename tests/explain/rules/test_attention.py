from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from nervure import layers, models, optimizers
from nervure.explain.explanation import Explanation
from nervure.explain.rules.attention import Attending, largest_array, softmax_gradient
from nervure.explain.rules.sized import Sized
from nervure.layers import AdditiveAttention, Attention, Dense, Masking
from tests.explain.asking import call_of
from tests.explain.proving import assert_corruption_is_found, data, proved

QUERIES, VALUES, KEYS = (2, 2), (3, 2), (3, 2)


def proved_attention(layer: Any, x: list[Any], *, masks: bool = False, **called: bool) -> Explanation:
    """A network of one layer of attention, every number of it verified."""
    inputs = [layers.Input(part.shape[1:], name=name) for part, name in zip(x, ("q", "v", "k"), strict=False)]
    read = [Masking()(part) for part in inputs] if masks else inputs
    outputs = layer(read, **called)
    parts = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    network = models.Model(inputs, layers.Concatenate(-1)([Dense(1)(part) for part in parts]))
    network.compile(optimizers.SGD(0.1), "mse")
    y = np.asarray(network.predict(x, verbose=0))
    for precision in ("float32", "float64"):
        explanation = network.explain(x, y + data(y.shape[1:], len(y), 7), precision=precision)
        assert explanation.verify(everything=True).opaque == 0
    return explanation


SCORES: list[Any] = [
    *(
        Attention(use_scale=scale, score_mode=mode)
        for scale, mode in itertools.product((False, True), ("dot", "concat"))
    ),
    AdditiveAttention(),
    AdditiveAttention(use_scale=False),
]


@pytest.mark.covering
@pytest.mark.parametrize("layer", SCORES)
@pytest.mark.parametrize("num_inputs", [2, 3])
def test_every_number_agrees(layer: Any, num_inputs: int) -> None:
    proved_attention(layer, [data(shape, 2, seed) for seed, shape in enumerate((QUERIES, VALUES, KEYS)[:num_inputs])])


@pytest.mark.parametrize(("causal", "scores"), list(itertools.product((False, True), repeat=2)))
def test_who_sees_whom(causal: bool, scores: bool) -> None:
    x = [data(shape, 2, seed) for seed, shape in enumerate((QUERIES, VALUES))]
    x[0][0, 1], x[1][0, 1], x[1][1] = 0, 0, 0  # a query, a value, and all values of a sample are padding
    layer = Attention(dropout=0.4, name="attention")
    explanation = proved_attention(layer, x, masks=True, use_causal_mask=causal, return_attention_scores=scores)
    assert explanation.value_of("attention/weights", (0, 0, 1)).value == 0
    assert explanation.gradient_of("attention/scores", (0, 0, 1)).value == 0
    attending = Attending(call_of(explanation, "attention/output"))
    assert attending.seen(1, 0) == []
    assert attending.seen(0, 0) == ([0] if causal else [0, 2])
    assert not attending.is_query(0, 1)
    rows = [attending.seen(n, i) for n in range(2) for i in range(2)]
    assert [list(np.flatnonzero(row)) for row in attending.seen_array().reshape(4, 3)] == rows
    assert "drawn at random" in str(explanation.value_of("attention/dropout", (0, 0, 0)))


def test_only_the_weights_are_read() -> None:
    q = layers.Input((2, 2), name="q")
    _, weights = Attention(name="attention")([q, q], return_attention_scores=True)
    network = models.Model(q, Dense(1)(weights))
    network.compile(optimizers.SGD(0.1), "mse")
    explanation = network.explain(data((2, 2), 2), data((2, 1), 2))
    assert explanation.verify(everything=True).opaque == 0
    assert str(explanation.gradient_of("attention/weights", (0, 1, 0))).splitlines()[1] == (
        "  dE/dA[0,1,0] = dE/dh₂[0,1,0]"
    )


def test_two_values_by_hand() -> None:
    """Scores 0 and ln 3 give the weights 1/4 and 3/4."""
    x = [np.array([[[1.0]]]), np.array([[[0.0], [np.log(3.0)]]])]
    explanation = proved_attention(Attention(name="attention"), x)
    assert explanation.value_of("attention/scores", (0, 0, 1)).value == pytest.approx(np.log(3))
    assert explanation.value_of("attention/weights", (0, 0, 1)).value == pytest.approx(0.75)
    assert str(explanation.value_of("attention/weights", (0, 0, 1))).splitlines()[1:4] == [
        "  A[0,0,1] = exp(S[0,0,1] - S_max[0,0]) / (exp(S[0,0,0] - S_max[0,0]) + exp(S[0,0,1] - S_max[0,0]))",
        "           = exp(1.09861 - 1.09861) / (exp(0 - 1.09861) + exp(1.09861 - 1.09861))",
        "           = 0.75",
    ]
    assert str(explanation.value_of("attention/output", (0, 0, 0))).splitlines()[1] == (
        "  h[0,0,0] = A[0,0,0]·x₂[0,0,0] + A[0,0,1]·x₂[0,1,0]"
    )


def test_rows_that_see_nothing_have_a_largest_score_too() -> None:
    scores = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert largest_array(scores, np.array([[True, False], [False, False]])).tolist() == [1, 4]


def test_the_gradient_of_softmax_adds_up_to_nothing() -> None:
    p, gradient = np.array([0.25, 0.75]), np.array([1.0, -2.0])
    assert softmax_gradient(Sized(), p, gradient).sum() == pytest.approx(0)
    assert (
        softmax_gradient(Sized(absolute=True), p, abs(gradient)) >= abs(softmax_gradient(Sized(), p, gradient))
    ).all()


def test_changed_numbers_are_found() -> None:
    x = [data(shape, 2, seed) for seed, shape in enumerate((QUERIES, VALUES))]
    assert_corruption_is_found(proved_attention(Attention(name="attention"), x), "value", "attention/output", (1, 0, 1))
    assert_corruption_is_found(
        proved_attention(Attention(use_scale=True, name="attention"), x), "gradient", "attention/scale", ()
    )


def test_self_attention_behind_a_layer() -> None:
    draw = layers.Input((3, 2), name="input")
    network = models.Model(draw, Attention()([draw, draw]))
    network.compile(optimizers.SGD(0.1), "mse")
    explanation = network.explain(data((3, 2), 2), data((3, 2), 2, 1))
    assert explanation.verify(everything=True).opaque == 0
    assert proved(Attention(), (3, 2), (3, 2)).value > 0
