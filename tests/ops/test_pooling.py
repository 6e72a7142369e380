from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from nervure.kernels import torch_private
from nervure.ops.op import Op
from nervure.ops.pooling import AVERAGE_POOLING, MAX_POOLING
from tests.gradient_check import apart, assert_near, check_gradients, normal
from tests.op_rules import check_rules
from tests.oracles import pooling as oracle


@st.composite
def poolings(draw: st.DrawFn) -> tuple[tuple[int, ...], dict[str, Any]]:
    """The shape of a picture, and how it is pooled."""
    padding = draw(st.sampled_from(["valid", "same"]))
    pool_size = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    strides = draw(st.one_of(st.just(pool_size), st.tuples(st.integers(1, 4), st.integers(1, 4))))
    smallest = pool_size if padding == "valid" else (1, 1)
    height, width = (draw(st.integers(least, least + 5)) for least in smallest)
    shape = draw(st.integers(1, 2)), height, width, draw(st.integers(1, 3))
    return shape, {"pool_size": pool_size, "strides": strides, "padding": padding}


@settings(max_examples=40)
@given(poolings(), st.integers(0, 10**6))
def test_max_pooling_is_that_of_the_oracle_and_of_both_witnesses(
    drawn: tuple[tuple[int, ...], dict[str, Any]], seed: int
) -> None:
    shape, options = drawn
    x = apart(seed, *shape)
    y, cache = MAX_POOLING.forward(x, **options)
    assert_near(y, oracle.max_pooling(x.numpy(), **options), 1e-12, "y")
    assert y.is_contiguous()
    dy = torch.cos(20 * y)
    (dx,) = MAX_POOLING.backward(dy, cache)
    assert_near(dx, oracle.max_pooling_gradient(dy.numpy(), x.numpy(), **options), 1e-12, "dx")
    assert dx.is_contiguous()
    check_gradients(MAX_POOLING, (x,), most_places=15, **options)


@settings(max_examples=40)
@given(poolings(), st.integers(0, 10**6))
def test_average_pooling_is_that_of_the_oracle_and_of_both_witnesses(
    drawn: tuple[tuple[int, ...], dict[str, Any]], seed: int
) -> None:
    shape, options = drawn
    x = normal(seed, *shape)
    y, cache = AVERAGE_POOLING.forward(x, **options)
    assert_near(y, oracle.average_pooling(x.numpy(), **options), 1e-12, "y")
    assert y.is_contiguous()
    dy = torch.cos(2 * y)
    (dx,) = AVERAGE_POOLING.backward(dy, cache)
    assert_near(dx, oracle.average_pooling_gradient(dy.numpy(), x.numpy(), **options), 1e-12, "dx")
    assert dx.is_contiguous()
    check_gradients(AVERAGE_POOLING, (x,), most_places=15, **options)


@pytest.mark.parametrize("op", [MAX_POOLING, AVERAGE_POOLING])
@pytest.mark.parametrize(("padding", "strides"), [("valid", (2, 2)), ("same", (2, 2)), ("same", (1, 1))])
def test_the_rules_of_every_operation_hold(op: Op, padding: str, strides: tuple[int, int]) -> None:
    check_rules(op, (apart(0, 2, 5, 5, 2),), pool_size=(2, 2), strides=strides, padding=padding)


def test_of_equal_numbers_the_first_wins() -> None:
    x = torch.zeros(1, 2, 2, 1)
    _, cache = MAX_POOLING.forward(x, pool_size=(2, 2), strides=(2, 2))
    (dx,) = MAX_POOLING.backward(torch.ones(1, 1, 1, 1), cache)
    assert dx.flatten().tolist() == [1, 0, 0, 0]


@pytest.mark.parametrize("strides", [(1, 1), (2, 2)])
def test_cells_outside_never_win_even_against_very_negative_numbers(strides: tuple[int, int]) -> None:
    x = torch.full((1, 3, 3, 1), -1e30)
    y, _ = MAX_POOLING.forward(x, pool_size=(2, 2), strides=strides, padding="same")
    assert bool((y == -1e30).all())


@pytest.mark.parametrize("place", [(0, 0), (1, 1), (2, 2)])
@pytest.mark.parametrize("strides", [(1, 1), (2, 2)])
def test_nan_passes_wherever_it_stands_in_the_window(place: tuple[int, int], strides: tuple[int, int]) -> None:
    x = torch.zeros(1, 3, 3, 1)
    x[0, place[0], place[1], 0] = math.nan
    for op in (MAX_POOLING, AVERAGE_POOLING):
        y, _ = op.forward(x, pool_size=(3, 3), strides=strides, padding="same")
        assert bool(y[0, 0, 0, 0].isnan()) == (max(place) < 2)


def test_the_average_at_a_border_counts_only_what_is_inside() -> None:
    for strides in ((1, 1), (2, 2)):
        y, _ = AVERAGE_POOLING.forward(torch.ones(1, 3, 3, 2), pool_size=(2, 2), strides=strides, padding="same")
        assert bool((y == 1).all())


@pytest.mark.parametrize(("pool_size", "strides"), [((2, 2), (2, 2)), ((3, 3), (2, 2)), ((2, 2), (1, 1))])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_the_public_bodies_give_the_same_gradients(
    pool_size: tuple[int, int], strides: tuple[int, int], padding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    x = apart(1, 2, 7, 6, 3)
    for op, body in (
        (MAX_POOLING, torch_private.public_max_pool),
        (AVERAGE_POOLING, torch_private.public_average_pool),
    ):
        y, cache = op.forward(x, pool_size=pool_size, strides=strides, padding=padding)
        (private,) = op.backward(y, cache)
        with monkeypatch.context() as patch:
            patch.setattr(torch_private, "_body", lambda name, device, body=body: body)
            (public,) = op.backward(y, cache)
        assert private is not None
        assert public is not None
        assert_near(public, private, 1e-12, op.name)
        assert public.is_contiguous()


def test_the_caches_hold_no_picture() -> None:
    x = apart(0, 2, 6, 6, 3)
    for op in (MAX_POOLING, AVERAGE_POOLING):
        _, cache = op.forward(x, pool_size=(2, 2), strides=(2, 2))
        assert not any(isinstance(value, Tensor) and value.shape == x.shape for value in cache)


def test_keras_gives_the_same_numbers() -> None:
    import keras

    x = apart(2, 2, 7, 8, 3)
    for pool_size, strides, padding in (((2, 2), (2, 2), "same"), ((3, 2), (2, 1), "same"), ((2, 3), (3, 1), "valid")):
        options = {"pool_size": pool_size, "strides": strides, "padding": padding}
        expected = keras.ops.max_pool(x, **options, data_format="channels_last")
        assert_near(MAX_POOLING.forward(x, **options)[0], expected, 1e-12, f"max {options}")
    for pool_size, padding in (((3, 3), "same"), ((2, 3), "valid")):
        # With unequal margins Keras on torch repeats the border; TensorFlow, which we follow, does not.
        options = {"pool_size": pool_size, "strides": (1, 1), "padding": padding}
        expected = keras.ops.average_pool(x, **options, data_format="channels_last")
        assert_near(AVERAGE_POOLING.forward(x, **options)[0], expected, 1e-12, f"average {options}")
