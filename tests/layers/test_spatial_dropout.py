from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import Input, SpatialDropout1D, SpatialDropout2D, SpatialDropout3D
from nervure.randomness import set_seed
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers, walk

KINDS = (SpatialDropout1D, SpatialDropout2D, SpatialDropout3D)


def ones(kind: type, channels: int = 50) -> np.ndarray:
    return np.ones((4, *(3,) * kind.num_axes, channels), "float32")


@pytest.mark.parametrize("kind", KINDS)
def test_spatial_dropouts_keep_the_rules_of_layers(kind: type) -> None:
    check_layer_rules(lambda: kind(0.5), (*(3,) * kind.num_axes, 4))
    check_layer_rules(lambda: kind(rate=0.3, seed=7, name="drop"), (*(3,) * kind.num_axes, 4))


@pytest.mark.parametrize("kind", KINDS)
def test_whole_channels_are_dropped_and_the_others_scaled(kind: type) -> None:
    y = np.asarray(kind(0.25, seed=1)(ones(kind), training=True))
    per_channel = y.reshape(4, -1, 50)
    assert bool((per_channel == per_channel[:, :1]).all())
    kept = per_channel[:, 0]
    assert {round(float(number), 5) for number in kept.flatten()} == {0.0, round(1 / 0.75, 5)}
    assert 0.1 < (kept == 0).mean() < 0.4
    assert len({tuple(sample) for sample in kept}) == 4, "every sample has its own mask"


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_dropped_has_no_gradient(kind: type) -> None:
    walked = walk(kind(0.5), [ones(kind)])
    assert walked.dinputs[0] is not None
    assert bool((walked.dinputs[0] == walked.y).all())


@pytest.mark.parametrize("kind", KINDS)
def test_at_inference_and_at_rate_zero_nothing_happens(kind: type) -> None:
    x = numbers(0, 2, *(3,) * kind.num_axes, 4)
    assert np.array_equal(kind(0.5)(x), x)
    assert np.array_equal(kind(0.0)(x, training=True), x)


def test_its_own_seed_chooses_the_masks() -> None:
    set_seed(1)
    x = ones(SpatialDropout2D)
    first, same, other = (SpatialDropout2D(0.5, seed=seed)(x, training=True) for seed in (1, 1, 2))
    assert np.array_equal(first, same)
    assert not np.array_equal(first, other)


def test_the_mask_of_time_steps_is_handed_on() -> None:
    assert SpatialDropout1D.passes_mask


@pytest.mark.parametrize("kind", KINDS)
def test_what_cannot_be_meant_is_refused(kind: type) -> None:
    assert_says(ArgumentError, lambda: kind(1.5), kind.__name__, "rate")
    assert_says(ArgumentError, lambda: kind(0.5, seed="a"), kind.__name__, "seed")
    assert_says(ShapeError, lambda: kind(0.5)(Input((8,))), kind.__name__, "(N, 8)")


def test_channels_first_is_refused_with_the_way_out() -> None:
    assert_says(ArgumentError, lambda: SpatialDropout2D(0.5, "channels_first"), "x.transpose(0, 2, 3, 1)")
