from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from nervure.kernels.dropout import dropout_apply
from nervure.ops.dropout import DROPOUT
from nervure.ops.op import Context
from tests.gradient_check import check_gradients, normal
from tests.op_rules import check_rules

TRAINING = Context(training=True, seed=3, step=5)


def masked_by(mask: Tensor) -> Any:
    def formula(x: Tensor) -> Tensor:
        return x * mask

    return formula


@settings(max_examples=25)
@given(
    st.lists(st.integers(1, 5), min_size=1, max_size=4),
    st.sampled_from([0.1, 0.4, 0.5, 0.9]),
    st.integers(0, 1000),
    st.integers(0, 10**6),
    st.data(),
)
def test_the_derivative_is_the_mask_of_the_forward_pass(
    shape: list[int], rate: float, stream: int, seed: int, data: st.DataObject
) -> None:
    noise_shape = data.draw(st.none() | st.tuples(*(st.sampled_from([None, 1, size]) for size in shape)))
    x = normal(seed, *shape)
    options = {"rate": rate, "stream": stream, "noise_shape": noise_shape}
    sizes = [size if given is None else given for given, size in zip(noise_shape or shape, shape, strict=True)]
    mask = dropout_apply(torch.ones(sizes, dtype=torch.float64), rate, TRAINING.key(stream))
    y, _ = DROPOUT.forward(x, context=TRAINING, **options)
    assert torch.allclose(y, x * mask, rtol=1e-15, atol=0)
    check_gradients(DROPOUT, (x,), context=TRAINING, reference=masked_by(mask), most_places=15, **options)


@pytest.mark.parametrize("noise_shape", [None, (None, 1, 4)])
def test_the_rules_of_every_operation_hold(noise_shape: tuple[int | None, ...] | None) -> None:
    x = normal(0, 3, 5, 4)
    check_rules(DROPOUT, (x,), context=TRAINING, rate=0.3, stream=1, noise_shape=noise_shape)
    check_rules(DROPOUT, (x,), context=Context(), rate=0.3, stream=1, noise_shape=noise_shape)


@pytest.mark.parametrize(("context", "rate"), [(Context(), 0.5), (TRAINING, 0.0)])
def test_at_inference_and_at_rate_zero_nothing_is_dropped_or_copied(context: Context, rate: float) -> None:
    x = normal(0, 4, 4)
    y, cache = DROPOUT.forward(x, rate=rate, stream=0, context=context)
    assert y is x
    assert DROPOUT.backward(x, cache)[0] is x


def test_at_rate_one_everything_is_dropped() -> None:
    x = normal(0, 4, 4)
    for noise_shape in (None, (4, 1)):
        y, cache = DROPOUT.forward(x, rate=1.0, stream=0, context=TRAINING, noise_shape=noise_shape)
        assert not y.any()
        assert not DROPOUT.backward(x, cache)[0].any()


def test_sums_stay_the_same_on_average() -> None:
    y, _ = DROPOUT.forward(torch.ones(100_000), rate=0.4, stream=0, context=TRAINING)
    assert y.mean().item() == pytest.approx(1, abs=0.01)
    assert (y == 0).float().mean().item() == pytest.approx(0.4, abs=0.01)


def test_every_step_and_stream_draws_its_own_mask_and_the_same_one_again() -> None:
    x = torch.ones(64)

    def mask(seed: int, step: int, stream: int) -> tuple[float, ...]:
        context = Context(training=True, seed=seed, step=step)
        return tuple(DROPOUT.forward(x, rate=0.5, stream=stream, context=context)[0].tolist())

    drawn = {mask(seed, step, stream) for seed in range(3) for step in range(3) for stream in range(3)}
    assert len(drawn) == 27
    assert mask(1, 2, 0) == mask(1, 2, 0)


def test_an_axis_of_size_one_in_the_noise_shape_shares_its_decisions() -> None:
    y, _ = DROPOUT.forward(torch.ones(8, 6, 5), rate=0.5, stream=0, context=TRAINING, noise_shape=(None, 1, None))
    assert torch.equal(y, y[:, :1].expand(8, 6, 5))
    assert 0 < y.mean().item() < 2


def test_infinity_and_nan_vanish_where_they_are_dropped() -> None:
    x = torch.tensor([math.nan, math.inf]).repeat(32)
    for noise_shape in (None, (64,), (1,)):
        y, _ = DROPOUT.forward(x, rate=0.5, stream=0, context=TRAINING, noise_shape=noise_shape)
        kept = DROPOUT.forward(torch.ones(64), rate=0.5, stream=0, context=TRAINING, noise_shape=noise_shape)[0] > 0
        assert bool((y[~kept] == 0).all())
        assert not y[kept].isfinite().any()
