from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import AlphaDropout, GaussianDropout, GaussianNoise, Input
from nervure.randomness import set_seed
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers, walk

KINDS = (GaussianNoise, GaussianDropout, AlphaDropout)


@pytest.mark.parametrize("kind", KINDS)
def test_noise_keeps_the_rules_of_layers(kind: type) -> None:
    check_layer_rules(lambda: kind(0.5), (4,))
    check_layer_rules(lambda: kind(0.3, seed=7, name="noise"), (3, 4))


def test_alpha_dropout_shares_its_mask_as_dropout_does() -> None:
    check_layer_rules(lambda: AlphaDropout(0.5, noise_shape=(None, 1, 4)), (3, 4))
    y = np.asarray(AlphaDropout(0.5, (None, 1, None), seed=1)(np.ones((4, 3, 50), "float32"), training=True))
    assert np.array_equal(y, np.broadcast_to(y[:, :1], y.shape))
    assert_says(ShapeError, lambda: AlphaDropout(0.5, (None, 5))(Input((4,))), "AlphaDropout", "(N, 4)")
    assert_says(ArgumentError, lambda: AlphaDropout(0.5, "all"), "AlphaDropout", "noise_shape")


@pytest.mark.parametrize("kind", KINDS)
def test_at_inference_nothing_happens(kind: type) -> None:
    x = numbers(0, 2, 3)
    assert np.array_equal(kind(0.5)(x), x)
    assert np.array_equal(kind(0.0)(x, training=True), x)
    assert not np.array_equal(kind(0.5)(x, training=True), x)
    assert kind.passes_mask


@pytest.mark.parametrize("kind", KINDS)
def test_its_own_seed_chooses_the_numbers(kind: type) -> None:
    set_seed(1)
    x = numbers(0, 20, 30)
    first, same, other = (kind(0.5, seed=seed)(x, training=True) for seed in (1, 1, 2))
    assert np.array_equal(first, same)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("kind", KINDS)
def test_a_walk_back_uses_the_numbers_of_the_walk_forward(kind: type) -> None:
    x = np.ones((50, 20), "float32")
    walked = walk(kind(0.4), [x])
    assert walked.dinputs[0] is not None
    if kind is GaussianDropout:
        assert np.allclose(walked.dinputs[0], walked.y)
    elif kind is GaussianNoise:
        assert bool((walked.dinputs[0] == 1).all())
    else:
        assert np.array_equal(walked.dinputs[0] == 0, walked.y == walked.y.min())


@pytest.mark.parametrize("kind", KINDS)
def test_what_cannot_be_meant_is_refused(kind: type) -> None:
    assert_says(ArgumentError, lambda: kind(-0.5), kind.__name__, "stddev" if kind is GaussianNoise else "rate")
    assert_says(ArgumentError, lambda: kind(0.5, seed="a"), kind.__name__, "seed")
    if kind is not GaussianNoise:
        assert_says(ArgumentError, lambda: kind(1.0), kind.__name__, "rate")
    assert_says(ShapeError, lambda: kind(0.5)([Input((4,)), Input((4,))]), "[(N, 4), (N, 4)]")
