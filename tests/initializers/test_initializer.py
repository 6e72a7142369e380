from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure import initializers
from nervure.initializers.initializer import Initializer

SHAPES = {"Identity": (3, 4), "GivenArray": (2, 2)}
EVERY = sorted(
    {cls for cls in initializers.TABLE.values() if cls is not initializers.GivenArray}, key=lambda c: c.__name__
)


@pytest.mark.parametrize("cls", EVERY)
def test_draw_gives_float64_of_the_shape_asked_for(cls: type[Initializer]) -> None:
    values = cls().draw(SHAPES.get(cls.__name__, (3, 3, 4, 8)), key=11)
    assert values.dtype == torch.float64
    assert values.shape == SHAPES.get(cls.__name__, (3, 3, 4, 8))
    assert values.is_contiguous()


@pytest.mark.parametrize("cls", EVERY)
def test_the_same_key_gives_the_same_values(cls: type[Initializer]) -> None:
    shape = SHAPES.get(cls.__name__, (6, 5))
    assert torch.equal(cls().draw(shape, key=5), cls().draw(shape, key=5))


@pytest.mark.parametrize("cls", EVERY)
def test_a_configuration_makes_an_equal_initializer(cls: type[Initializer]) -> None:
    first = cls()
    second = cls.from_config(first.get_config())
    assert second.get_config() == first.get_config()
    shape = SHAPES.get(cls.__name__, (6, 5))
    assert torch.equal(first.draw(shape, key=5), second.draw(shape, key=5))


def test_calling_an_initializer_gives_an_array_that_stays_the_same() -> None:
    he = initializers.HeNormal()
    values = he((4, 3))
    assert isinstance(values, np.ndarray)
    assert values.dtype == np.float32
    np.testing.assert_array_equal(values, he((4, 3)))
    assert he((4, 3), dtype="float64").dtype == np.float64


def test_repr_reads_like_the_call_that_made_it() -> None:
    assert repr(initializers.RandomNormal(stddev=0.1, seed=3)) == "RandomNormal(stddev=0.1, seed=3)"
