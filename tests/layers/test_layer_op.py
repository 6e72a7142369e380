from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import Dense, Input, Layer
from nervure.layers.layer_op import SeveralOutputsCache, op_of
from nervure.models import Sequential
from nervure.ops.op import Context
from nervure.testing import check_layer
from tests.layers.layer_rules import assert_says, numbers, walk


class Scale(Layer):
    """Multiplies each feature by a weight; what its backward returns can be chosen."""

    answer: Any = None

    def build(self, input_shape: Any) -> None:
        self.factor = self.add_weight("factor", (input_shape[-1],), "ones")
        self.seen = self.add_weight("seen", (), "zeros", trainable=False)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def forward(self, x: Tensor, context: Context) -> tuple[Tensor, Tensor]:
        return x * self.factor.array, x

    def backward(self, dy: Tensor, x: Tensor) -> Any:
        return self.answer or (dy * self.factor.array, {"factor": (dy * x).sum(0)})


class Parts(Layer):
    """Any number of outputs: its input, once and again."""

    num_outputs = 2

    def __init__(self, count: int = 2, as_list: bool = False) -> None:
        super().__init__()
        self.count, self.as_list = count, as_list

    def compute_output_shape(self, input_shape: Any) -> Any:
        return (input_shape,) * 2

    def forward(self, x: Tensor, context: Context) -> tuple[Any, str]:
        parts = [x * (number + 1) for number in range(self.count)]
        return parts if self.as_list else tuple(parts), "kept"

    def backward(self, dy: tuple[Tensor, ...], cache: str) -> tuple[Tensor, dict[str, Tensor]]:
        assert cache == "kept"
        return sum((part * (number + 1) for number, part in enumerate(dy)), torch.zeros(())), {}


X = numbers(0, 3, 4)


def test_a_layer_becomes_a_pair_named_after_its_class() -> None:
    layer = Scale()
    layer(X)
    op = op_of(layer)
    assert (op.name, op.needs_context, op.casts_parameters, op.computes_in_float32, op.is_checked) == (
        "Scale", True, False, True, True,
    )  # fmt: skip
    x = torch.from_numpy(X)
    y, cache = op.forward(x, layer.factor.array, layer.seen.array, context=Context())
    assert torch.equal(y, x)
    dx, dfactor, dseen = op.backward(torch.ones(3, 4), cache)
    assert dx is not None
    assert dfactor is not None
    assert torch.equal(dx, torch.ones(3, 4))
    assert np.allclose(dfactor, X.sum(0), atol=1e-6)
    assert dseen is None


def test_a_weight_that_is_not_trained_needs_no_gradient() -> None:
    walked = walk(Scale(), [X])
    assert list(walked.dparameters) == ["factor"]


def test_several_outputs_come_as_a_tuple_whatever_the_layer_gives() -> None:
    for as_list in (False, True):
        layer = Parts(as_list=as_list)
        (first, second), cache = op_of(layer).forward(torch.from_numpy(X), context=Context())
        assert torch.equal(2 * first, second)
        assert isinstance(cache, SeveralOutputsCache)
        assert cache.kept == "kept"
        assert [tuple(zero.shape) for zero in cache.zeros] == [(3, 4)] * 2
        assert all(zero.untyped_storage().nbytes() == 4 for zero in cache.zeros), "zeros take no memory"


def test_an_output_that_nobody_read_has_a_gradient_of_zeros() -> None:
    op = op_of(Parts())
    _, cache = op.forward(torch.from_numpy(X), context=Context())
    assert torch.equal(op.backward((None, torch.ones(3, 4)), cache)[0], torch.full((3, 4), 2.0))
    assert torch.equal(op.backward((torch.ones(3, 4), torch.ones(3, 4)), cache)[0], torch.full((3, 4), 3.0))


def test_another_number_of_outputs_than_declared_is_refused() -> None:
    assert_says(ArgumentError, lambda: Parts(3)(X), "Parts 'parts'", "num_outputs", "expected: 2", "3")


def test_gradients_that_are_missing_are_refused_while_training() -> None:
    def trained(answer: Any) -> Any:
        layer = Scale(name="mine")
        layer.answer = answer
        return walk(layer, [X])

    dx = torch.ones(3, 4)
    assert_says(ArgumentError, lambda: trained((dx, {})), "Scale 'mine'", "'factor'", "would never be trained")
    assert_says(ArgumentError, lambda: trained((dx, {"facter": torch.ones(4)})), "no gradient for 'factor'")
    assert_says(
        ShapeError, lambda: trained((dx, {"factor": torch.ones(3, 4)})), "'factor'", "(4,)", "(3, 4)", "Sum over"
    )
    assert_says(ShapeError, lambda: trained((dx, {"factor": torch.ones(1)})), "'factor'", "(1,)")
    assert_says(ArgumentError, lambda: trained(((dx, dx), {"factor": torch.ones(4)})), "number of input gradients")
    assert trained((None, {"factor": torch.ones(4)})).dinputs == (None,)


def test_a_frozen_layer_may_leave_its_gradients_out() -> None:
    layer = Scale()
    layer.answer = (torch.ones(3, 4), {})
    layer(X)
    layer.factor.trainable = False
    assert walk(layer, [X]).dparameters == {}


class Jitter(Layer):
    """Adds noise of its own while training."""

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def forward(self, x: Tensor, context: Context) -> tuple[Tensor, None]:
        return (x + context.normal(x) if context.training else x), None

    def backward(self, dy: Tensor, cache: None) -> tuple[Tensor, dict[str, Tensor]]:
        return dy, {}


def test_a_layer_finds_the_stream_of_its_place_in_the_context() -> None:
    x = torch.zeros(3, 4)
    y, _ = op_of(Jitter(), stream=5).forward(x, context=Context(True, seed=2, step=9))
    assert torch.equal(y, Context(True, seed=2, step=9, stream=5).normal(x))


def test_layers_of_ones_own_draw_apart_from_each_other_and_the_same_run_after_run() -> None:
    def noise_of(seed: int) -> tuple[np.ndarray[Any, Any], ...]:
        model = Sequential([Input((4,)), Jitter(), Jitter(), Dense(1)])
        model.compile("sgd", "mse")
        model.fit(np.zeros((4, 4)), np.zeros(4), verbose=0, seed=seed, preflight=False)
        trace = model.trace(np.zeros((1, 4)), training=True)
        return trace["jitter/output"], trace["jitter_1/output"]

    first, both = noise_of(1)
    assert not np.allclose(both - first, first)
    assert np.array_equal(noise_of(1), (first, both))
    assert not np.allclose(noise_of(2)[0], first)


def test_a_layer_that_draws_from_its_context_keeps_every_rule() -> None:
    assert check_layer(Jitter(), (4,)).passed
