from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from nervure.ops.batch_normalization import BATCH_NORMALIZATION
from nervure.ops.convolution import CONVOLUTION
from nervure.ops.dropout import DROPOUT
from nervure.ops.normalized import CONVOLUTION_NORMALIZED, NORMALIZED
from nervure.ops.op import Context
from nervure.ops.pooling import AVERAGE_POOLING, MAX_POOLING
from nervure.ops.rectifiers import RELU
from tests.gradient_check import apart, assert_near, normal

TRAINING = Context(training=True, seed=3, step=5)
NORMALIZATION: dict[str, Any] = {
    "axis": -1, "momentum": 0.9, "epsilon": 1e-3, "scale": True, "center": True, "frozen": False,
}  # fmt: skip
WINDOWS: dict[str, Any] = {"pool_size": (2, 2), "strides": (2, 2)}
DROPOUT_OPTIONS: dict[str, Any] = {"rate": 0.4, "stream": 2}
POOLINGS = {"max": MAX_POOLING, "average": AVERAGE_POOLING}
TAILS: list[dict[str, Any]] = [
    {}, {"relu": True}, {"pooling": "max"}, {"relu": True, "pooling": "max"}, {"pooling": "average"},
    {"pooling": "max", "dropout": DROPOUT_OPTIONS}, {"pooling": "average", "dropout": DROPOUT_OPTIONS},
]  # fmt: skip


def statistics(channels: int) -> tuple[Tensor, ...]:
    return normal(1, channels), normal(2, channels), normal(3, channels), normal(4, channels).exp()


def followers(tail: dict[str, Any]) -> list[tuple[Any, dict[str, Any]]]:
    """The operations that ``tail`` stands for, with their options."""
    found: list[tuple[Any, dict[str, Any]]] = [(RELU, {})] if tail.get("relu") else []
    if "pooling" in tail:
        found.append((POOLINGS[tail["pooling"]], WINDOWS))
    return [*found, (DROPOUT, {**DROPOUT_OPTIONS, "context": TRAINING})] if "dropout" in tail else found


def step_by_step(x: Tensor, parameters: tuple[Tensor, ...], tail: dict[str, Any]) -> tuple[Tensor, ...]:
    """y, then the gradients for a dy that is y's cosine."""
    y, cache = BATCH_NORMALIZATION.forward(x, *parameters, context=TRAINING, **NORMALIZATION)
    caches = []
    for op, options in followers(tail):
        y, follower_cache = op.forward(y, **options)
        caches.append((op, follower_cache))
    dy = torch.cos(3 * y)
    for op, follower_cache in reversed(caches):
        (dy,) = op.backward(dy, follower_cache)
    return y, *(gradient for gradient in BATCH_NORMALIZATION.backward(dy, cache) if gradient is not None)


@pytest.mark.parametrize("tail", TAILS, ids=str)
def test_normalization_with_its_tail_equals_the_steps_it_replaces(tail: dict[str, Any]) -> None:
    x, parameters = apart(0, 3, 7, 6, 5), statistics(5)
    y, cache = NORMALIZED.forward(x, *parameters, context=TRAINING, normalization=NORMALIZATION, **tail)
    gradients = [gradient for gradient in NORMALIZED.backward(torch.cos(3 * y), cache) if gradient is not None]
    for found, expected in zip([y, *gradients], step_by_step(x, parameters, tail), strict=True):
        assert_near(found, expected, 1e-12, str(tail))


@pytest.mark.parametrize("has_bias", [True, False])
@pytest.mark.parametrize("before_relu", [True, False])
def test_a_convolution_with_normalization_equals_the_steps_it_replaces(before_relu: bool, has_bias: bool) -> None:
    x, convolution = normal(0, 2, 6, 5, 2), {"strides": (1, 1), "padding": "same"}
    weights = (normal(5, 3, 3, 2, 4), normal(6, 4))[: 1 + has_bias]
    z, linear = CONVOLUTION.forward(x, *weights, **convolution)
    between, mask = RELU.forward(z) if before_relu else (z, None)
    expected, plain = BATCH_NORMALIZATION.forward(between, *statistics(4), context=TRAINING, **NORMALIZATION)
    dz, *rest = BATCH_NORMALIZATION.backward(torch.cos(3 * expected), plain)
    dz = RELU.backward(dz, mask)[0] if before_relu else dz
    y, cache = CONVOLUTION_NORMALIZED.forward(
        x, *weights, *statistics(4), context=TRAINING, num_weights=len(weights), convolution=convolution,
        before_relu=before_relu, normalization=NORMALIZATION,
    )  # fmt: skip
    assert_near(y, expected, 1e-12, "y")
    gradients = CONVOLUTION_NORMALIZED.backward(torch.cos(3 * expected), cache)
    separate = (*CONVOLUTION.backward(dz, linear), *rest)
    for number, (found, other) in enumerate(zip(gradients, separate, strict=True)):
        assert (found is None) == (other is None)
        if found is not None and other is not None:
            # The bias before a normalization moves nothing: without a ReLU its gradient is rounding alone.
            assert_near(found, other, 1e-11, f"gradient {number}", largest=1.0)


def test_the_gradient_of_the_picture_is_left_out_where_nobody_wants_it() -> None:
    x, weights = normal(0, 2, 6, 5, 2), (normal(5, 3, 3, 2, 4), normal(6, 4))
    y, cache = CONVOLUTION_NORMALIZED.forward(
        x, *weights, *statistics(4), context=TRAINING, num_weights=2, convolution={}, before_relu=True,
        normalization=NORMALIZATION,
    )  # fmt: skip
    assert CONVOLUTION_NORMALIZED.backward(torch.ones_like(y), cache, needs_dx=False)[0] is None


def test_a_dropout_rate_of_zero_and_inference_draw_no_mask() -> None:
    x, parameters = apart(0, 3, 4, 4, 5), statistics(5)
    for context, rate in ((TRAINING, 0.0), (Context(), 0.4)):
        options = {"pooling": "max", "dropout": {"rate": rate, "stream": 1}, "normalization": NORMALIZATION}
        _, cache = NORMALIZED.forward(x, *parameters, context=context, **options)
        assert cache.tail.rate is None


def test_a_frozen_normalization_keeps_its_statistics() -> None:
    x, parameters = apart(0, 3, 4, 4, 5), statistics(5)
    frozen = {**NORMALIZATION, "frozen": True}
    _, cache = NORMALIZED.forward(x, *parameters, context=TRAINING, normalization=frozen, pooling="max")
    assert NORMALIZED.commits is not None
    assert NORMALIZED.commits(cache, *parameters) == {}
    assert torch.equal(cache.plain.mean, parameters[2])


def test_neither_what_was_pooled_nor_what_was_activated_is_kept() -> None:
    x, parameters = apart(0, 3, 4, 4, 5), statistics(5)
    _, cache = NORMALIZED.forward(
        x, *parameters, context=TRAINING, normalization=NORMALIZATION, relu=True, pooling="max"
    )
    kept = [part for part in (*cache, *cache.plain) if isinstance(part, Tensor) and part.ndim == 4]
    assert sum(part.numel() * part.element_size() for part in kept) == x.numel() * 8 + x.numel() // 4
