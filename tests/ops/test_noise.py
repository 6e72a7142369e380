from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.noise import ALPHA_DROPOUT, GAUSSIAN_DROPOUT, GAUSSIAN_NOISE
from nervure.ops.op import Context, Op
from nervure.randomness import normal as drawn
from tests.gradient_check import assert_near, check_gradients, normal
from tests.op_rules import check_rules

TRAINING = Context(training=True, seed=5, step=2)
CASES: list[tuple[Op, dict[str, Any]]] = [
    (GAUSSIAN_NOISE, {"stddev": 0.3, "stream": 1}),
    (GAUSSIAN_DROPOUT, {"rate": 0.4, "stream": 1}),
    (ALPHA_DROPOUT, {"rate": 0.3, "stream": 1}),
    (ALPHA_DROPOUT, {"rate": 0.3, "stream": 1, "noise_shape": (None, 1, 4)}),
]


@pytest.mark.parametrize(("op", "options"), CASES)
def test_the_derivative_is_that_of_both_witnesses_and_the_rules_hold(op: Op, options: dict[str, Any]) -> None:
    x = normal(0, 3, 5, 4)
    check_gradients(op, (x,), context=TRAINING, **options)
    check_rules(op, (x,), context=TRAINING, **options)
    check_rules(op, (x,), context=Context(), **options)


@settings(max_examples=10)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=3), st.integers(0, 10**6), st.floats(0.1, 0.9))
def test_gaussian_noise_is_the_formula(shape: list[int], seed: int, amount: float) -> None:
    x, context = normal(seed, *shape), Context(training=True, seed=seed, step=1)
    noise = drawn(context.key(3), tuple(shape)).numpy()
    y, _ = GAUSSIAN_NOISE.forward(x, stddev=amount, stream=3, context=context)
    assert_near(y, x.numpy() + amount * noise, 1e-12, "summand")
    y, _ = GAUSSIAN_DROPOUT.forward(x, rate=amount, stream=3, context=context)
    assert_near(y, x.numpy() * (1 + np.sqrt(amount / (1 - amount)) * noise), 1e-12, "factor")


@pytest.mark.parametrize(("op", "options"), CASES)
def test_mean_and_variance_are_what_they_should_be(op: Op, options: dict[str, Any]) -> None:
    x = normal(0, 4000, 5, 4)
    y, _ = op.forward(x, context=TRAINING, **options)
    assert abs(float((y - x).mean())) < 0.02
    variance = {"gaussian_noise": 1 + 0.3**2, "gaussian_dropout": 1 + 0.4 / 0.6, "alpha_dropout": 1.0}[op.name]
    assert abs(float(y.var()) - variance) < 0.06


def test_alpha_dropout_puts_one_value_in_place_of_what_it_drops() -> None:
    x = normal(0, 50, 40)
    y, cache = ALPHA_DROPOUT.forward(x, rate=0.3, stream=1, context=TRAINING)
    values, counts = np.unique(y.numpy(), return_counts=True)
    assert abs(counts.max() / y.numel() - 0.3) < 0.04
    dropped = y == float(values[counts.argmax()])
    (dx,) = ALPHA_DROPOUT.backward(torch.ones_like(y), cache)
    assert torch.equal(dx == 0, dropped)


@pytest.mark.parametrize(("op", "options"), CASES)
def test_at_inference_and_without_noise_the_input_is_handed_on(op: Op, options: dict[str, Any]) -> None:
    x = normal(0, 3, 5, 4)
    assert op.forward(x, context=Context(), **options)[0] is x
    none = {**options, "stddev" if op is GAUSSIAN_NOISE else "rate": 0.0}
    y, cache = op.forward(x, context=TRAINING, **none)
    assert y is x
    assert op.backward(x, cache)[0] is x


@pytest.mark.parametrize(("op", "options"), CASES)
def test_every_step_and_every_stream_draws_other_numbers(op: Op, options: dict[str, Any]) -> None:
    x = normal(0, 3, 5, 4)

    def run(context: Context, stream: int) -> torch.Tensor:
        y: torch.Tensor = op.forward(x, context=context, **{**options, "stream": stream})[0]
        return y

    first = run(TRAINING, 1)
    assert torch.equal(first, run(TRAINING, 1))
    assert not torch.equal(first, run(Context(training=True, seed=5, step=3), 1))
    assert not torch.equal(first, run(TRAINING, 2))
