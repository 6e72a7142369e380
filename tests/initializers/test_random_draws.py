from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure.errors import ArgumentError
from nervure.initializers import RandomNormal, RandomUniform, TruncatedNormal
from nervure.initializers.random_draws import RandomInitializer, truncated_normal

MANY = (400, 500)
RANDOM = [RandomNormal, RandomUniform, TruncatedNormal]


@pytest.mark.parametrize("cls", RANDOM)
def test_another_key_gives_other_values(cls: type[RandomInitializer]) -> None:
    assert not torch.equal(cls().draw((50,), 1), cls().draw((50,), 2))


@pytest.mark.parametrize("cls", RANDOM)
def test_a_seed_of_its_own_replaces_the_key(cls: type[RandomInitializer]) -> None:
    assert torch.equal(cls(seed=3).draw((50,), 1), cls(seed=3).draw((50,), 2))
    assert not torch.equal(cls(seed=3).draw((50,), 1), cls(seed=4).draw((50,), 1))


@pytest.mark.parametrize("seed", [0, -5, 2**40, np.int64(7)])
def test_any_integer_is_a_seed(seed: int) -> None:
    assert torch.isfinite(RandomNormal(seed=seed).draw((5,), 0)).all()


@pytest.mark.parametrize("seed", [1.5, "1", True, [1]])
def test_a_seed_that_is_no_integer_is_refused(seed: object) -> None:
    with pytest.raises(ArgumentError, match="seed must be a whole number"):
        RandomNormal(seed=seed)  # type: ignore[arg-type]


def test_normal_values_have_the_mean_and_deviation_asked_for() -> None:
    values = RandomNormal(mean=1.0, stddev=0.5).draw(MANY, 3)
    assert abs(values.mean().item() - 1.0) < 0.005
    assert abs(values.std().item() - 0.5) < 0.005


def test_uniform_values_fill_their_interval_and_stay_inside() -> None:
    values = RandomUniform(-0.2, 0.6).draw(MANY, 3)
    assert -0.2 < values.min() < -0.1999
    assert 0.5999 < values.max() < 0.6
    assert abs(values.mean().item() - 0.2) < 0.002
    assert abs(values.var().item() - 0.8**2 / 12) < 0.001


def test_truncated_values_stay_within_two_deviations_and_have_the_known_spread() -> None:
    values = truncated_normal(3, MANY)
    assert 1.999 < values.abs().max() <= 2
    assert abs(values.mean().item()) < 0.005
    assert abs(values.std().item() - 0.87962566) < 0.005
    shifted = TruncatedNormal(mean=1.0, stddev=0.1).draw(MANY, 3)
    assert torch.allclose(shifted, 1 + 0.1 * values)


def test_value_number_i_depends_on_key_and_i_alone() -> None:
    assert torch.equal(truncated_normal(9, (10,)), truncated_normal(9, (1000,))[:10])
