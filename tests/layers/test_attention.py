from __future__ import annotations

import pytest

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import AdditiveAttention, Attention, Input
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers

KINDS = (Attention, AdditiveAttention)


@pytest.mark.parametrize(
    ("make", "shapes", "num_parameters"),
    [
        (Attention, ((3, 4), (5, 4)), 0),
        (lambda: Attention(True, "concat", 0.2, seed=1), ((3, 4), (5, 6), (5, 4)), 2),
        (lambda: Attention(use_scale=True), ((3, 4), (3, 4)), 1),
        (AdditiveAttention, ((3, 4), (5, 4)), 4),
        (lambda: AdditiveAttention(False, 0.3), ((3, 4), (5, 6), (5, 4)), 0),
    ],
)
def test_attention_keeps_the_rules_of_layers(make: object, shapes: tuple, num_parameters: int) -> None:
    check_layer_rules(make, *shapes, num_parameters=num_parameters)


@pytest.mark.parametrize("kind", KINDS)
def test_the_weights_are_a_second_output(kind: type) -> None:
    y, weights = kind()([numbers(0, 2, 3, 4), numbers(1, 2, 5, 4)], return_attention_scores=True)
    assert (y.shape, weights.shape) == ((2, 3, 4), (2, 3, 5))
    assert weights.sum(-1) == pytest.approx(1, abs=1e-5)
    drawn = kind()([Input((3, 4)), Input((None, 4))], return_attention_scores=True, use_causal_mask=True)
    assert [tensor.shape for tensor in drawn] == [(None, 3, 4), (None, 3, None)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_way_it_was_called_is_part_of_its_configuration(kind: type) -> None:
    x = numbers(0, 2, 4, 3)
    layer = kind()
    y = layer([x, x], use_causal_mask=True)
    copy = kind.from_config(layer.get_config())
    copy([x, x])
    copy.set_weights(layer.get_weights())
    assert copy([x, x]) == pytest.approx(y)
    assert_says(ArgumentError, lambda: layer([x, x]), "called differently", "use_causal_mask=True")


def test_a_causal_query_sees_nothing_that_comes_later() -> None:
    x = numbers(0, 1, 4, 3)
    _, weights = Attention()([x, x], return_attention_scores=True, use_causal_mask=True)
    assert all(weights[0, i, j] == 0 for i in range(4) for j in range(i + 1, 4))


def test_what_cannot_be_meant_is_refused() -> None:
    assert_says(ArgumentError, lambda: Attention(score_mode="cosine"), "score_mode='cosine'")
    assert_says(ArgumentError, lambda: Attention(dropout=1.0), "dropout")
    assert_says(ArgumentError, lambda: AdditiveAttention(dropout=-1), "AdditiveAttention", "dropout")
    assert_says(ShapeError, lambda: Attention()(Input((3, 4))), "[query, value]")
    assert_says(ShapeError, lambda: Attention()([Input((4,)), Input((4,))]), "[(N, 4), (N, 4)]")
    assert_says(ShapeError, lambda: Attention()([Input((3, 4)), Input((5, 6))]), "Dense", "(N, 5, 6)")
    assert_says(ShapeError, lambda: AdditiveAttention()([Input((3, None)), Input((5, 6))]), "(N, 3, ?)")
