from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from nervure.ops.cross_entropy import (
    BINARY_CROSSENTROPY,
    CATEGORICAL_CROSSENTROPY,
    EPSILON,
    FUSED,
    SIGMOID_BINARY_CROSSENTROPY,
    SOFTMAX_CATEGORICAL_CROSSENTROPY,
    SOFTMAX_SPARSE_CATEGORICAL_CROSSENTROPY,
    SPARSE_CATEGORICAL_CROSSENTROPY,
)
from nervure.ops.loss_op import LossOp
from nervure.ops.op import Op
from nervure.ops.softmax import SOFTMAX
from tests.gradient_check import assert_near, normal
from tests.loss_rules import check_loss, run
from tests.oracles import losses as oracle

SHAPES = st.lists(st.integers(1, 3), min_size=1, max_size=3)


def probabilities(seed: int, *shape: int) -> Tensor:
    """Positive numbers that do not sum to 1: the pairs divide by their sum."""
    return torch.from_numpy(np.random.default_rng(seed).uniform(0.1, 0.9, shape))


def labels(seed: int, shape: tuple[int, ...], classes: int) -> Tensor:
    return torch.from_numpy(np.random.default_rng(seed).integers(0, classes, shape))


def one_hot(numbers: Tensor, classes: int) -> Tensor:
    return torch.eye(classes, dtype=torch.float64)[numbers]


@settings(max_examples=20)
@given(SHAPES, st.integers(2, 5), st.booleans(), st.sampled_from([0.0, 0.1, 1.0]), st.integers(0, 10**6))
def test_one_hot_targets_give_the_oracles_values_and_the_derivative_of_both_witnesses(
    shape: list[int], classes: int, from_logits: bool, smoothing: float, seed: int
) -> None:
    op = SOFTMAX_CATEGORICAL_CROSSENTROPY if from_logits else CATEGORICAL_CROSSENTROPY
    y_pred = normal(seed, *shape, classes) * 2 if from_logits else probabilities(seed, *shape, classes)
    y_true = one_hot(labels(seed, tuple(shape), classes), classes)
    values, _ = op.forward(y_pred, y_true, label_smoothing=smoothing)
    expected = oracle.categorical_crossentropy(y_true.numpy(), y_pred.numpy(), from_logits, smoothing)
    assert_near(values, expected, 1e-12, op.name)
    check_loss(op, y_pred, y_true, label_smoothing=smoothing)


@settings(max_examples=20)
@given(SHAPES, st.integers(2, 5), st.booleans(), st.integers(0, 10**6))
def test_class_numbers_give_the_oracles_values_and_the_derivative_of_both_witnesses(
    shape: list[int], classes: int, from_logits: bool, seed: int
) -> None:
    op = SOFTMAX_SPARSE_CATEGORICAL_CROSSENTROPY if from_logits else SPARSE_CATEGORICAL_CROSSENTROPY
    y_pred = normal(seed, *shape, classes) * 2 if from_logits else probabilities(seed, *shape, classes)
    y_true = labels(seed, tuple(shape), classes)
    values, _ = op.forward(y_pred, y_true)
    expected = oracle.sparse_categorical_crossentropy(y_true.numpy(), y_pred.numpy(), from_logits)
    assert_near(values, expected, 1e-12, op.name)
    check_loss(op, y_pred, y_true)


@settings(max_examples=20)
@given(SHAPES, st.integers(1, 4), st.booleans(), st.sampled_from([0.0, 0.2]), st.integers(0, 10**6))
def test_yes_or_no_gives_the_oracles_values_and_the_derivative_of_both_witnesses(
    shape: list[int], outputs: int, from_logits: bool, smoothing: float, seed: int
) -> None:
    op = SIGMOID_BINARY_CROSSENTROPY if from_logits else BINARY_CROSSENTROPY
    y_pred = normal(seed, *shape, outputs) * 2 if from_logits else probabilities(seed, *shape, outputs)
    y_true = labels(seed, (*shape, outputs), 2).double()
    values, _ = op.forward(y_pred, y_true, label_smoothing=smoothing)
    expected = oracle.binary_crossentropy(y_true.numpy(), y_pred.numpy(), from_logits, smoothing)
    assert_near(values, expected, 1e-12, op.name)
    check_loss(op, y_pred, y_true, label_smoothing=smoothing)


@pytest.mark.parametrize(
    "op",
    [
        CATEGORICAL_CROSSENTROPY,
        SOFTMAX_CATEGORICAL_CROSSENTROPY,
        SPARSE_CATEGORICAL_CROSSENTROPY,
        SOFTMAX_SPARSE_CATEGORICAL_CROSSENTROPY,
    ],
    ids=lambda op: op.name,
)
def test_the_class_axis_can_stand_anywhere(op: LossOp) -> None:
    y_pred, numbers = probabilities(0, 2, 3, 4), labels(1, (2, 4), 3)
    last = one_hot(numbers, 3)
    y_true = numbers if "sparse" in op.name else last.movedim(-1, 1)
    there, gradient = run(op, y_pred, y_true, {"axis": 1})
    here, expected = run(op, y_pred.movedim(1, -1), numbers if "sparse" in op.name else last, {})
    assert_near(there, here, 1e-12, op.name)
    assert_near(gradient.movedim(1, -1), expected, 1e-12, f"gradient of {op.name}")


@pytest.mark.parametrize(("steps", "op"), FUSED.items(), ids=lambda part: getattr(part, "name", ""))
def test_a_fused_pair_equals_the_steps_it_replaces(steps: tuple[Op, LossOp], op: LossOp) -> None:
    activation, separate = steps
    logits, numbers = normal(3, 6, 4), labels(4, (6,), 4)
    y_true = numbers if "sparse" in op.name else one_hot(numbers, 4)
    leaf = logits.clone().requires_grad_()
    p = leaf.softmax(-1) if activation is SOFTMAX else leaf.sigmoid()
    values, cache = separate.forward(p.detach(), y_true)
    p.backward(separate.backward(torch.ones_like(values), cache))
    fused_values, fused_gradient = run(op, logits, y_true, {})
    assert leaf.grad is not None
    assert_near(fused_values, values, 1e-12, "value")
    assert_near(fused_gradient, leaf.grad, 1e-12, "gradient")


def test_the_gradient_by_the_logits_is_probability_minus_target() -> None:
    z, y = normal(0, 4, 3), one_hot(labels(1, (4,), 3), 3)
    assert_near(run(SOFTMAX_CATEGORICAL_CROSSENTROPY, z, y, {})[1], z.softmax(-1) - y, 1e-12, "softmax")
    assert_near(run(SIGMOID_BINARY_CROSSENTROPY, z, y, {})[1], (z.sigmoid() - y) / 3, 1e-12, "sigmoid")


# What extreme outputs give


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_probabilities_of_zero_and_one_are_clipped_and_have_no_gradient(dtype: torch.dtype) -> None:
    p, y = torch.tensor([[1.0, 0.0], [0.0, 1.0]], dtype=dtype), torch.tensor([[1.0, 0.0], [1.0, 0.0]], dtype=dtype)
    sure, wrong = -math.log(1 - EPSILON), -math.log(EPSILON)
    for op, targets in ((CATEGORICAL_CROSSENTROPY, y), (SPARSE_CATEGORICAL_CROSSENTROPY, torch.tensor([0, 0]))):
        values, gradient = run(op, p, targets, {})
        assert values.tolist() == pytest.approx([sure, wrong], rel=1e-6, abs=5e-8)
        assert bool((gradient == 0).all())
    values, gradient = run(BINARY_CROSSENTROPY, p, y, {})
    assert values.tolist() == pytest.approx([sure, wrong], rel=0.02, abs=5e-8)
    assert bool((gradient == 0).all())


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_logits_of_a_thousand_overflow_nothing_and_keep_their_gradient(dtype: torch.dtype) -> None:
    z, y = torch.tensor([[1000.0, -1000.0]], dtype=dtype), torch.tensor([[0.0, 1.0]])
    for op, targets in (
        (SOFTMAX_CATEGORICAL_CROSSENTROPY, y),
        (SOFTMAX_SPARSE_CATEGORICAL_CROSSENTROPY, torch.tensor([1])),
    ):
        values, gradient = run(op, z, targets, {})
        assert values.tolist() == [2000.0]
        assert gradient.tolist() == [[1.0, -1.0]]
    values, gradient = run(SIGMOID_BINARY_CROSSENTROPY, z, y, {})
    assert values.tolist() == [1000.0]
    assert gradient.tolist() == [[0.5, -0.5]]
    values, gradient = run(SIGMOID_BINARY_CROSSENTROPY, z, 1 - y, {})
    assert values.tolist() == [0.0]
    assert gradient.tolist() == [[0.0, 0.0]]


# Classes that do not count


@pytest.mark.parametrize("op", [SPARSE_CATEGORICAL_CROSSENTROPY, SOFTMAX_SPARSE_CATEGORICAL_CROSSENTROPY])
@pytest.mark.parametrize("ignored", [-1, 255, 2])
def test_an_ignored_class_gives_no_value_and_no_gradient(op: LossOp, ignored: int) -> None:
    y_pred, y_true = probabilities(0, 4, 3), torch.tensor([0, ignored, 1, ignored])
    values, gradient = run(op, y_pred, y_true, {"ignore_class": ignored})
    kept_values, kept_gradient = run(op, y_pred[[0, 2]], torch.tensor([0, 1]), {})
    assert values[[1, 3]].tolist() == [0.0, 0.0]
    assert bool((gradient[[1, 3]] == 0).all())
    assert_near(values[[0, 2]], kept_values, 1e-15, "values that count")
    assert_near(gradient[[0, 2]], kept_gradient, 1e-15, "gradients that count")
    check_loss(op, y_pred, y_true, ignore_class=ignored)


@pytest.mark.parametrize("op", [SPARSE_CATEGORICAL_CROSSENTROPY, SOFTMAX_SPARSE_CATEGORICAL_CROSSENTROPY])
def test_nan_outputs_of_an_ignored_sample_do_not_reach_the_gradient(op: LossOp) -> None:
    y_pred = torch.tensor([[0.5, 0.5], [math.nan, math.nan]])
    options: dict[str, Any] = {"ignore_class": -1}
    values, gradient = run(op, y_pred, torch.tensor([0, -1]), options)
    assert not values.isnan().any()
    assert not gradient.isnan().any()
