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
from tests.torch_bodies import torch_bodies


@st.composite
def poolings(draw: st.DrawFn) -> tuple[tuple[int, ...], dict[str, Any]]:
    """The shape of a sequence, a picture or a volume, and how it is pooled."""
    num_axes = draw(st.integers(1, 3))
    largest = 6 - num_axes  # volumes of many cells are slow in the oracle

    def sizes() -> tuple[int, ...]:
        return draw(st.tuples(*[st.integers(1, min(largest, 4))] * num_axes))

    padding, pool_size = draw(st.sampled_from(["valid", "same"])), sizes()
    strides = pool_size if draw(st.booleans()) else sizes()
    smallest = pool_size if padding == "valid" else (1,) * num_axes
    picture = [draw(st.integers(least, least + largest)) for least in smallest]
    shape = (draw(st.integers(1, 2)), *picture, draw(st.integers(1, 3)))
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
@pytest.mark.parametrize(("padding", "step"), [("valid", 2), ("same", 2), ("same", 1)])
@pytest.mark.parametrize("num_axes", [1, 2, 3])
def test_the_rules_of_every_operation_hold(op: Op, padding: str, step: int, num_axes: int) -> None:
    x = apart(0, 2, *(5,) * min(num_axes, 2), *(3,) * (num_axes - 2), 2)
    check_rules(op, (x,), pool_size=(2,) * num_axes, strides=(step,) * num_axes, padding=padding)


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


@pytest.mark.parametrize(
    ("pool_size", "strides"),
    [
        ((2, 2), (2, 2)),
        ((3, 3), (2, 2)),
        ((2, 2), (1, 1)),
        ((3,), (2,)),
        ((2, 3, 2), (2, 2, 1)),
        ((3, 2, 2), (3, 2, 2)),
    ],
)
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_the_public_bodies_give_the_same_gradients(
    pool_size: tuple[int, ...], strides: tuple[int, ...], padding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    x = apart(1, 2, *(7, 6, 5)[: len(pool_size)], 3)
    for op, body in (
        (MAX_POOLING, torch_private.public_max_pool),
        (AVERAGE_POOLING, torch_private.public_average_pool),
    ):
        with torch_bodies():
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


def test_keras_gives_the_same_numbers_for_sequences_and_volumes() -> None:
    import keras

    for sizes in ((9,), (5, 6, 4)):
        x = apart(2, 2, *sizes, 3)
        for padding in ("same", "valid"):
            options = {"pool_size": (2,) * len(sizes), "strides": (2,) * len(sizes), "padding": padding}
            expected = keras.ops.max_pool(x, **options, data_format="channels_last")
            assert_near(MAX_POOLING.forward(x, **options)[0], expected, 1e-12, f"max {options}")
        options = {"pool_size": (3,) * len(sizes), "strides": (1,) * len(sizes), "padding": "valid"}
        expected = keras.ops.average_pool(x, **options, data_format="channels_last")
        assert_near(AVERAGE_POOLING.forward(x, **options)[0], expected, 1e-12, f"average {options}")
