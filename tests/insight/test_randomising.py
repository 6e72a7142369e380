from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from nervure import Input, Sequential
from nervure.errors import ArgumentError, DataError, ShapeError, UnknownNameError
from nervure.insight import grad_cam, occlusion, randomised_check
from nervure.insight.randomising import rank_correlation
from nervure.layers import Dense, Flatten
from tests.insight.networks import classifier, pictures, set_random_weights


def test_ranks_correlate_as_in_scipy() -> None:
    random = np.random.default_rng(3)
    for _ in range(20):
        a, b = random.integers(0, 6, 40).astype(float), random.integers(0, 9, 40).astype(float)
        assert rank_correlation(a, b) == pytest.approx(spearmanr(a, b).statistic)
    assert rank_correlation(np.arange(5.0), -np.arange(5.0)) == pytest.approx(-1)


@pytest.mark.parametrize("method", ["grad_cam", "saliency", "occlusion"])
def test_maps_change_from_the_last_layer_to_the_first(method: str) -> None:
    model, x = classifier(), pictures(4)
    check = randomised_check(model, x, method)
    stages = check.record.stages
    assert [stage.layer for stage in stages] == [None, "classes", "second", "normalized", "first"]
    assert stages[0].correlation == pytest.approx(1)
    assert check.correlation is not None
    assert abs(check.correlation) < 0.5
    assert check.has_changed
    assert all(len(stage.maps) == 4 for stage in stages)
    assert (stages[0].maps[0].height, stages[0].maps[0].width) == (12, 10)


def test_maps_that_turn_over_in_some_pictures_do_not_make_up_for_others() -> None:
    model, x = classifier(), pictures(4)
    check = randomised_check(model, x, "saliency").record
    each = [randomised_check(model, picture[None], "saliency").record for picture in x]
    for place, stage in enumerate(check.stages):
        alone = [one.stages[place].correlation for one in each]
        assert None not in alone
        assert min(alone) >= 0
        assert stage.correlation == pytest.approx(np.mean(alone))
    assert check.limit == 0.5


def test_squares_that_cover_are_half_a_side_apart() -> None:
    model = Sequential([Input((16, 16, 1)), Flatten(), Dense(2, activation="softmax")])
    x = np.random.default_rng(1).random((2, 16, 16, 1), np.float32)
    maps = randomised_check(model, x, "occlusion").record.stages[0].maps
    assert maps == tuple(occlusion(model, each, square_px=4, stride_px=2).record.map for each in x)


def test_the_model_stays_as_it_is_and_the_seed_decides() -> None:
    model, x = classifier(), pictures(2)
    before, heat = model.get_weights(), grad_cam(model, x[0]).values
    first, same, other = (randomised_check(model, x, seed=seed).record for seed in (1, 1, 2))
    assert first == same
    assert first != other
    for weight, old in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, old)
    np.testing.assert_array_equal(grad_cam(model, x[0]).values, heat)


def test_weights_that_began_as_zeros_become_random_too() -> None:
    model = Sequential([Input((12, 10, 1)), Flatten(), Dense(3, activation="softmax", kernel_initializer="zeros")])
    set_random_weights(model)
    check = randomised_check(model, pictures(2), "saliency")
    assert check.correlation is not None
    assert check.correlation < 0.5
    assert check.has_changed


def test_the_check_says_what_follows_and_draws_itself() -> None:
    check = randomised_check(classifier(), pictures(2))
    lines = repr(check).splitlines()
    assert lines[0] == "as trained: 1.00"
    assert lines[1].startswith("random from classes on: ")
    assert "depend on what the network learned" in lines[-1]
    assert "random from first on" in check.plot().to_svg()


def test_unknown_methods_and_no_pictures_are_told() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'saliency'"):
        randomised_check(classifier(), pictures(1), "salience")
    with pytest.raises(DataError, match="no samples"):
        randomised_check(classifier(), pictures(0))
    with pytest.raises(DataError, match="not numbers"):
        randomised_check(classifier(), "pictures")
    dense = Sequential([Input((12, 10, 1)), Flatten(), Dense(3, activation="softmax")])
    with pytest.raises(ArgumentError, match=r"randomised_check: .* rows and columns"):
        randomised_check(dense, pictures(1))
    with pytest.raises(ShapeError):
        randomised_check(classifier(), pictures(1)[0])
