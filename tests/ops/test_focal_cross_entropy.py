from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from nervure.ops.cross_entropy import BINARY_CROSSENTROPY, CATEGORICAL_CROSSENTROPY
from nervure.ops.focal_cross_entropy import (
    BINARY_FOCAL_CROSSENTROPY,
    CATEGORICAL_FOCAL_CROSSENTROPY,
    FUSED,
    SIGMOID_BINARY_FOCAL_CROSSENTROPY,
    SOFTMAX_CATEGORICAL_FOCAL_CROSSENTROPY,
)
from nervure.ops.loss_op import LossOp
from nervure.ops.op import Op
from nervure.ops.softmax import SOFTMAX
from tests.gradient_check import assert_near, normal
from tests.loss_rules import check_loss, run
from tests.oracles import losses as oracle

SHAPES = st.lists(st.integers(1, 3), min_size=1, max_size=3)
GAMMAS = st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.5])


def targets(seed: int, shape: tuple[int, ...], classes: int) -> Tensor:
    return torch.from_numpy(np.random.default_rng(seed).integers(0, classes, shape))


def one_hot(numbers: Tensor, classes: int) -> Tensor:
    return torch.eye(classes, dtype=torch.float64)[numbers]


def outputs(seed: int, from_logits: bool, *shape: int) -> Tensor:
    if from_logits:
        return normal(seed, *shape) * 2
    return torch.from_numpy(np.random.default_rng(seed).uniform(0.1, 0.9, shape))


@settings(max_examples=25)
@given(SHAPES, st.integers(1, 4), st.booleans(), GAMMAS, st.sampled_from([None, 0.25, 1.0]), st.integers(0, 10**6))
def test_yes_or_no_gives_the_oracles_values_and_the_derivative_of_both_witnesses(
    shape: list[int], width: int, from_logits: bool, gamma: float, alpha: float | None, seed: int
) -> None:
    op = SIGMOID_BINARY_FOCAL_CROSSENTROPY if from_logits else BINARY_FOCAL_CROSSENTROPY
    y_pred = outputs(seed, from_logits, *shape, width)
    y_true = targets(seed, (*shape, width), 2).double()
    options: dict[str, Any] = {"gamma": gamma, "apply_class_balancing": alpha is not None, "alpha": alpha or 0.0}
    values, _ = op.forward(y_pred, y_true, **options)
    expected = oracle.binary_focal_crossentropy(y_true.numpy(), y_pred.numpy(), from_logits, gamma, alpha)
    assert_near(values, expected, 1e-11, op.name, largest=1e-2)
    check_loss(op, y_pred, y_true, **options)
    check_loss(op, y_pred, y_true, label_smoothing=0.2, **options)


@settings(max_examples=25)
@given(SHAPES, st.integers(2, 5), st.booleans(), GAMMAS, st.integers(0, 10**6))
def test_one_hot_targets_give_the_oracles_values_and_the_derivative_of_both_witnesses(
    shape: list[int], classes: int, from_logits: bool, gamma: float, seed: int
) -> None:
    op = SOFTMAX_CATEGORICAL_FOCAL_CROSSENTROPY if from_logits else CATEGORICAL_FOCAL_CROSSENTROPY
    y_pred = outputs(seed, from_logits, *shape, classes)
    y_true = one_hot(targets(seed, tuple(shape), classes), classes)
    values, _ = op.forward(y_pred, y_true, gamma=gamma, alpha=0.5)
    expected = oracle.categorical_focal_crossentropy(y_true.numpy(), y_pred.numpy(), from_logits, gamma, 0.5)
    assert_near(values, expected, 1e-11, op.name, largest=1e-2)
    check_loss(op, y_pred, y_true, gamma=gamma, alpha=0.5)
    weights = torch.linspace(0.1, 0.9, classes).tolist()
    check_loss(op, y_pred, y_true, gamma=gamma, alpha=weights, label_smoothing=0.2)


def test_without_focus_it_is_the_plain_cross_entropy() -> None:
    p, y = outputs(0, False, 4, 3), one_hot(targets(1, (4,), 3), 3)
    for focal, plain, options in (
        (BINARY_FOCAL_CROSSENTROPY, BINARY_CROSSENTROPY, {"gamma": 0.0}),
        (CATEGORICAL_FOCAL_CROSSENTROPY, CATEGORICAL_CROSSENTROPY, {"gamma": 0.0, "alpha": 1.0}),
    ):
        for a, b in zip(run(focal, p, y, options), run(plain, p, y, {}), strict=True):
            assert_near(a, b, 1e-12, focal.name)


@pytest.mark.parametrize(("steps", "op"), FUSED.items(), ids=lambda part: getattr(part, "name", ""))
@pytest.mark.parametrize("gamma", [0.0, 0.5, 2.0])
def test_a_fused_pair_equals_the_steps_it_replaces(steps: tuple[Op, LossOp], op: LossOp, gamma: float) -> None:
    activation, separate = steps
    logits, y_true = normal(3, 6, 4), one_hot(targets(4, (6,), 4), 4)
    leaf = logits.clone().requires_grad_()
    p = leaf.softmax(-1) if activation is SOFTMAX else leaf.sigmoid()
    values, cache = separate.forward(p.detach(), y_true, gamma=gamma)
    p.backward(separate.backward(torch.ones_like(values), cache))
    fused_values, fused_cache = op.forward(logits, y_true, gamma=gamma)
    assert leaf.grad is not None
    assert op.predictions is not None
    assert_near(fused_values, values, 1e-11, "value")
    assert_near(op.backward(torch.ones_like(values), fused_cache), leaf.grad, 1e-11, "gradient")
    assert_near(op.predictions(fused_cache), p.detach(), 1e-12, "probabilities")


@pytest.mark.parametrize("op", [CATEGORICAL_FOCAL_CROSSENTROPY, SOFTMAX_CATEGORICAL_FOCAL_CROSSENTROPY])
def test_the_class_axis_and_the_weights_of_classes_can_stand_anywhere(op: LossOp) -> None:
    y_pred, last = outputs(0, False, 2, 3, 4), one_hot(targets(1, (2, 4), 3), 3)
    options: dict[str, Any] = {"alpha": [0.1, 0.5, 0.9]}
    there = run(op, y_pred, last.movedim(-1, 1), {"axis": 1, **options})
    here = run(op, y_pred.movedim(1, -1), last, options)
    assert_near(there[0], here[0], 1e-12, op.name)
    assert_near(there[1].movedim(1, -1), here[1], 1e-12, f"gradient of {op.name}")


@pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 2.0])
def test_sure_answers_leave_no_number_that_is_not_one(gamma: float) -> None:
    p, y = torch.tensor([[1.0, 0.0], [0.0, 1.0]]), torch.tensor([[1.0, 0.0], [1.0, 0.0]])
    for op in (BINARY_FOCAL_CROSSENTROPY, CATEGORICAL_FOCAL_CROSSENTROPY):
        values, gradient = run(op, p, y, {"gamma": gamma})
        assert bool(values.isfinite().all())
        assert bool(gradient.isfinite().all())
        assert gradient[0].tolist() == [0.0, 0.0]


def test_logits_that_are_sure_and_wrong_keep_their_gradient() -> None:
    z, y = torch.tensor([[100.0, -100.0]]), torch.tensor([[0.0, 1.0]])
    values, gradient = run(SOFTMAX_CATEGORICAL_FOCAL_CROSSENTROPY, z, y, {"alpha": 1.0})
    assert values.tolist() == pytest.approx([200.0])
    assert gradient.tolist() == [pytest.approx([1.0, -1.0])]
    values, gradient = run(SIGMOID_BINARY_FOCAL_CROSSENTROPY, z, y, {})
    assert values.tolist() == pytest.approx([100.0])
    assert gradient.tolist() == [pytest.approx([0.5, -0.5])]
    values, gradient = run(SIGMOID_BINARY_FOCAL_CROSSENTROPY, z, 1 - y, {})
    assert values.tolist() == [0.0]
    assert gradient.tolist() == [[0.0, 0.0]]
