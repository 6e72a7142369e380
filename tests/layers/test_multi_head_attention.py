from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import Input, MultiHeadAttention
from nervure.layers.lowering import Lowering
from nervure.models import Model, clone_model
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers


@pytest.mark.parametrize(
    ("options", "shapes", "num_parameters"),
    [
        ({}, ((3, 4), (5, 6)), 2 * (4 + 1) * 3 + 2 * 2 * (6 + 1) * 3 + 6 * 4 + 4),
        ({"use_bias": False, "value_dim": 2}, ((3, 4), (5, 6)), 24 + 36 + 24 + 16),
        ({"output_shape": [2, 5], "dropout": 0.2, "seed": 1}, ((3, 4), (3, 4)), 3 * 30 + 6 * 10 + 10),
        ({"use_gate": True, "sliding_window": 2, "output_shape": 7}, ((3, 4), (3, 4)), 4 * 30 + 6 * 7 + 7),
        ({"attention_axes": 1, "activity_regularizer": "l2"}, ((3, 2, 4), (5, 2, 4)), 3 * 30 + 6 * 4 + 4),
        ({"attention_axes": [3, 1], "dropout": 0.2}, ((3, 2, 2, 4), (2, 2, 3, 4)), 3 * 30 + 6 * 4 + 4),
    ],
)
def test_it_keeps_the_rules_of_layers(options: dict, shapes: tuple, num_parameters: int) -> None:
    check_layer_rules(lambda: MultiHeadAttention(2, 3, **options), *shapes, num_parameters=num_parameters)


def test_arguments_of_the_call_are_those_of_keras() -> None:
    x, mask = numbers(0, 2, 4, 6), np.ones((2, 4, 4), bool)
    layer = MultiHeadAttention(2, 3)
    y, weights = layer(x, x, x, attention_mask=mask, return_attention_scores=True, use_causal_mask=True)
    assert (y.shape, weights.shape) == ((2, 4, 6), (2, 2, 4, 4))
    assert np.allclose(np.triu(weights, 1), 0)
    assert np.allclose(weights.sum(-1), 1, atol=1e-5)
    assert_says(ArgumentError, lambda: layer(x, x), "called differently", "use_causal_mask=True")


def test_a_model_with_it_can_be_made_again_from_its_description() -> None:
    query, value, key = Input((3, 4)), Input((5, 6)), Input((5, 2))
    model = Model([query, value, key], MultiHeadAttention(2, 3)(query, value, key, use_causal_mask=True))
    copy = clone_model(model)
    copy.set_weights(model.get_weights())
    fed = [numbers(0, 2, 3, 4), numbers(1, 2, 5, 6), numbers(2, 2, 5, 2)]
    assert np.array_equal(copy.predict(fed, verbose=0), model.predict(fed, verbose=0))


def test_what_cannot_be_meant_is_refused() -> None:
    assert_says(ArgumentError, lambda: MultiHeadAttention(0, 3), "num_heads=0")
    for axes in (0, -1, (1, 1), (), "rows", 1.5, True):
        assert_says(ArgumentError, lambda axes=axes: MultiHeadAttention(2, 3, attention_axes=axes), "attention_axes=")
    assert_says(ArgumentError, lambda: MultiHeadAttention(2, 3, output_shape=[0]), "output_shape")
    assert_says(ShapeError, lambda: MultiHeadAttention(2, 3)(Input((4,)), Input((4,))), "layer(x, x)")
    assert_says(ShapeError, lambda: MultiHeadAttention(2, 3)(Input((3, None)), Input((3, 4))), "(N, 3, ?)")
    layer = MultiHeadAttention(2, 3)
    layer(Input((3, 4)), Input((5, 6)))
    assert_says(ShapeError, lambda: layer(Input((3, 4)), Input((5, 7))), "(N, 5, 7)")


def test_what_does_not_fit_along_several_axes_is_refused() -> None:
    picture = Input((3, 4, 2))
    rows = MultiHeadAttention(2, 3, attention_axes=2)
    assert_says(ArgumentError, lambda: MultiHeadAttention(2, 3, attention_axes=3)(picture, picture), "attention_axes=")
    assert_says(ArgumentError, lambda: MultiHeadAttention(2, 3, attention_axes=(1, -3))(picture, picture), "once")
    assert_says(ArgumentError, lambda: rows(Input((3, 4)), Input((3, 4))), "attention_axes=")
    rows = MultiHeadAttention(2, 3, attention_axes=2)
    assert_says(ShapeError, lambda: rows(picture, Input((4, 4, 2))), "[(N, 3, 4, 2), (N, 4, 4, 2)]")
    assert_says(ShapeError, lambda: rows(picture, Input((3, None, 2))), "(N, 3, ?, 2)")
    assert_says(ShapeError, lambda: rows(picture, Input((3, 2))), "the same number of axes")
    rows(picture, picture)
    assert_says(ShapeError, lambda: rows(Input((3, 5, 2)), picture), "(N, 3, 5, 2)")
    masked = MultiHeadAttention(2, 3, attention_axes=2)
    wrong = Input((4, 5))
    assert_says(ShapeError, lambda: masked(picture, picture, attention_mask=wrong), "(N, 3, 2, 4, 4)", "(N, 4, 5)")


def test_rows_of_a_picture_are_attended_to_each_by_itself() -> None:
    x = numbers(0, 2, 3, 4, 6)
    rows, sequence = MultiHeadAttention(2, 3, attention_axes=2), MultiHeadAttention(2, 3)
    found = rows(x, x, use_causal_mask=True)
    sequence(x[:, 0], x[:, 0], use_causal_mask=True)
    sequence.set_weights(rows.get_weights())
    for row in range(3):
        assert np.allclose(found[:, row], sequence(x[:, row], x[:, row], use_causal_mask=True), atol=1e-5)


def test_a_mask_of_whole_rows_is_reported_as_lost() -> None:
    picture = Input((3, 4, 2))
    lowering = Lowering(2)
    layer = MultiHeadAttention(2, 3, attention_axes=2, name="rows")
    layer(picture, picture)
    lowering.mask_of[0], lowering.mask_rank[1] = 1, 2
    layer.lower((0, 0), lowering.layer("rows", 0, layer.built_shape))
    assert lowering.lost_masks
