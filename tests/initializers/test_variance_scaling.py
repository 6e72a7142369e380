from __future__ import annotations

import math

import pytest

from nervure import initializers
from nervure.errors import ArgumentError, UnknownNameError
from nervure.initializers.variance_scaling import VarianceScaling, compute_fans

NAMED = {
    "GlorotUniform": lambda fan_in, fan_out: 2 / (fan_in + fan_out),
    "GlorotNormal": lambda fan_in, fan_out: 2 / (fan_in + fan_out),
    "HeUniform": lambda fan_in, fan_out: 2 / fan_in,
    "HeNormal": lambda fan_in, fan_out: 2 / fan_in,
    "LecunUniform": lambda fan_in, fan_out: 1 / fan_in,
    "LecunNormal": lambda fan_in, fan_out: 1 / fan_in,
}


@pytest.mark.parametrize(
    ("shape", "fans"),
    [
        ((), (1, 1)),
        ((7,), (7, 7)),
        ((784, 10), (784, 10)),
        ((3, 3, 16, 32), (144, 288)),
        ((5, 8, 4), (40, 20)),
        ((2, 3, 4, 5, 6), (120, 144)),
    ],
)
def test_fans_of_dense_and_convolution_kernels(shape: tuple[int, ...], fans: tuple[int, int]) -> None:
    assert compute_fans(shape) == fans


def test_given_axes_replace_the_layout() -> None:
    assert compute_fans((2, 784, 10), input_axes=[1], output_axes=[0, 2]) == (784, 20)
    assert compute_fans((2, 784, 10), input_axes=[1]) == compute_fans((2, 784, 10))


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize("shape", [(300, 500), (3, 3, 40, 80)])
def test_named_initializers_have_the_variance_of_their_papers(name: str, shape: tuple[int, ...]) -> None:
    values = initializers.TABLE[name]().draw(shape, key=2)
    expected = NAMED[name](*compute_fans(shape))
    assert values.var().item() == pytest.approx(expected, rel=0.02)
    assert abs(values.mean().item()) < 5 * math.sqrt(expected / values.numel())


def test_uniform_values_stay_within_their_limit() -> None:
    limit = math.sqrt(6 / (300 + 500))
    values = initializers.GlorotUniform().draw((300, 500), key=2).abs()
    assert 0.999 * limit < values.max() < limit


def test_normal_values_are_cut_off_at_two_of_the_widened_deviations() -> None:
    limit = 2 * math.sqrt(2 / 300) / 0.87962566103423978
    values = initializers.HeNormal().draw((300, 500), key=2).abs()
    assert 0.99 * limit < values.max() <= limit


def test_untruncated_normal_values_have_tails() -> None:
    values = VarianceScaling(distribution="untruncated_normal").draw((300, 500), key=2)
    assert values.var().item() == pytest.approx(1 / 300, rel=0.02)
    assert values.abs().max() > 3.5 * math.sqrt(1 / 300)


def test_fan_out_counts_outputs() -> None:
    assert VarianceScaling(3.0, mode="fan_out").variance((10, 6)) == 0.5


def test_a_fan_of_less_than_one_counts_as_one() -> None:
    assert VarianceScaling(2.0).variance((0, 4)) == 2.0


def test_a_misspelled_mode_gets_a_suggestion() -> None:
    with pytest.raises(UnknownNameError, match="fan_avg"):
        VarianceScaling(mode="fan_average")
    with pytest.raises(UnknownNameError, match="uniform"):
        VarianceScaling(distribution="unifrom")


@pytest.mark.parametrize("scale", [0, -1.0, math.nan])
def test_a_scale_that_is_not_positive_is_refused(scale: float) -> None:
    with pytest.raises(ArgumentError, match="the scale must be above 0"):
        VarianceScaling(scale)
