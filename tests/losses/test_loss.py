from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from nervure import losses
from nervure.errors import ShapeError, StateError, UnknownNameError
from nervure.losses.loss import Loss, values_of
from nervure.losses.table import FUSED, TABLE
from nervure.ops.cross_entropy import CATEGORICAL_CROSSENTROPY
from nervure.ops.loss_op import LossOp
from nervure.ops.op import Op
from nervure.ops.smooth_activations import SIGMOID
from nervure.ops.softmax import SOFTMAX
from tests.gradient_check import assert_near, normal

NAMES = (
    *("mse", "mae", "half_squared_error", "bce", "categorical_crossentropy", "sparse_categorical_crossentropy"),
    *("binary_focal_crossentropy", "categorical_focal_crossentropy", "categorical_generalized_cross_entropy"),
    *("hinge", "squared_hinge", "categorical_hinge", "huber", "log_cosh", "mape", "msle", "cosine_similarity", "kld"),
    *("poisson", "dice", "tversky", "circle"),
)
CLASS_NUMBERS = ("sparse_categorical_crossentropy", "categorical_generalized_cross_entropy", "circle")
# One value for the whole batch, unless they are told the axis.
REGIONS = {"dice": {"axis": -1}, "tversky": {"axis": -1}}


def batch(name: str, seed: int, samples: int, classes: int) -> tuple[Tensor, Tensor]:
    """Targets and outputs of a classifier, as the loss ``name`` wants them."""
    numbers = torch.from_numpy(np.random.default_rng(seed).integers(0, classes, samples))
    y_pred = normal(seed, samples, classes).softmax(-1)
    return (numbers, y_pred) if name in CLASS_NUMBERS else (torch.eye(classes)[numbers].double(), y_pred)


@settings(max_examples=40)
@given(
    st.sampled_from(NAMES),
    st.sampled_from(["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", None]),
    st.booleans(),
    st.integers(0, 10**6),
)
def test_backward_is_the_derivative_of_forward(name: str, reduction: str, weighted: bool, seed: int) -> None:
    y_true, y_pred = batch(name, seed, 4, 3)
    loss = TABLE[name](reduction=reduction, **REGIONS.get(name, {}))
    weights = normal(seed + 1, 4).abs() if weighted else None
    leaf = y_pred.clone().requires_grad_()
    value, _ = loss.forward(y_true, leaf, weights)
    (expected,) = torch.autograd.grad(value.sum(), leaf)
    _, cache = loss.forward(y_true, y_pred, weights)
    assert_near(loss.backward(cache), expected, 1e-10, name)


@pytest.mark.parametrize("name", NAMES)
def test_the_loss_is_float32_at_least_and_the_gradient_is_typed_like_the_output(name: str) -> None:
    y_true, y_pred = batch(name, 0, 4, 3)
    for dtype in (torch.bfloat16, torch.float16, torch.float32, torch.float64):
        loss = losses.get(name)
        value, cache = loss.forward(y_true, y_pred.to(dtype))
        assert value.shape == ()
        assert value.dtype == (torch.float64 if dtype == torch.float64 else torch.float32)
        assert loss.backward(cache).dtype == dtype


@pytest.mark.parametrize(("steps", "pair"), FUSED.items(), ids=lambda part: getattr(part, "name", ""))
def test_a_fused_pair_takes_the_place_of_the_losses_own(steps: tuple[Op, LossOp], pair: LossOp) -> None:
    activation, own = steps
    loss = losses.get(own.name)
    y_true, logits = batch(own.name, 0, 5, 4)
    leaf = logits.clone().requires_grad_()
    p = leaf.sigmoid() if activation is SIGMOID else leaf.softmax(-1)
    value, cache = loss.forward(y_true, logits, op=pair)
    expected, own_cache = loss.forward(y_true, p.detach())
    p.backward(loss.backward(own_cache))
    assert float(value) == pytest.approx(float(expected), abs=1e-12)
    assert_near(loss.predictions(cache, pair), p.detach(), 1e-12, "probabilities")
    assert leaf.grad is not None
    assert_near(loss.backward(cache, pair), leaf.grad, 1e-12, "gradient")


def test_the_gradient_of_a_fused_cross_entropy_is_probability_minus_target() -> None:
    y_true, logits = batch("categorical_crossentropy", 0, 5, 4)
    loss, pair = losses.CategoricalCrossentropy(), FUSED[SOFTMAX, CATEGORICAL_CROSSENTROPY]
    _, cache = loss.forward(y_true, logits, op=pair)
    assert_near(loss.backward(cache, pair), (logits.softmax(-1) - y_true) / 5, 1e-12, "gradient")


def test_labels_of_one_number_a_sample_fit_a_single_output() -> None:
    for name in ("mse", "mae", "half_squared_error", "bce", "binary_focal_crossentropy", "hinge", "huber", "poisson"):
        y_pred = torch.tensor([[0.25], [0.5]])
        loss = losses.get(name)
        flat, _ = loss.forward(torch.tensor([1, 0]), y_pred)
        column, cache = loss.forward(torch.tensor([[1.0], [0.0]]), y_pred)
        assert float(flat) == float(column)
        assert loss.backward(cache).shape == (2, 1)


@pytest.mark.parametrize("dtype", [torch.uint8, torch.int32, torch.bool, torch.float64])
def test_targets_of_any_type_are_prepared_once_and_for_all(dtype: torch.dtype) -> None:
    numbers = torch.tensor([1, 0])
    dense = losses.MeanSquaredError().prepare(numbers.to(dtype), (2, 1))
    assert dense.dtype == torch.float32
    assert dense.shape == (2, 1)
    sparse = losses.SparseCategoricalCrossentropy().prepare(numbers.to(dtype)[:, None], (2, 3))
    assert sparse.dtype == torch.int64
    assert sparse.tolist() == [1, 0]


def test_prepared_targets_are_not_copied() -> None:
    y_true = torch.zeros(2, 1)
    assert losses.MeanSquaredError().prepare(y_true, (2, 1)) is y_true
    assert losses.MeanSquaredError().prepare(y_true, (2, 1), torch.float64).dtype == torch.float64


def test_a_call_gives_a_numpy_number_of_the_outputs_type() -> None:
    loss = losses.MeanSquaredError()
    assert isinstance(loss([[1.0]], [[3.0]]), np.float32)
    assert isinstance(loss(np.ones((1, 1)), np.ones((1, 1))), np.float64)
    assert isinstance(loss([[1]], torch.tensor([[3]])), np.float32)
    assert float(loss([[1.0]], [[3.0]])) == 4.0
    assert losses.MeanSquaredError(reduction=None)([[1.0], [1.0]], [[3.0], [1.0]]).tolist() == [4.0, 0.0]
    assert losses.MeanSquaredError(dtype="float64")([[1.0]], [[3.0]]).dtype == np.float64


def test_the_dtype_of_a_loss_is_only_that_of_its_arithmetic() -> None:
    loss = losses.MeanSquaredError(dtype="float64")
    value, cache = loss.forward(torch.zeros(2, 1), torch.ones(2, 1))
    assert value.dtype == torch.float64
    assert loss.backward(cache).dtype == torch.float32


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_batch_costs_nothing(name: str) -> None:
    y_true, y_pred = batch(name, 0, 4, 3)
    loss = TABLE[name](**REGIONS.get(name, {}))
    value, cache = loss.forward(y_true[:0], y_pred[:0])
    assert float(value) == 0.0
    assert loss.backward(cache).shape == (0, 3)


@pytest.mark.parametrize("name", NAMES)
def test_nan_reaches_the_loss_and_the_gradient(name: str) -> None:
    y_true, y_pred = batch(name, 0, 4, 3)
    y_pred[1] = torch.nan
    loss = losses.get(name)
    value, cache = loss.forward(y_true, y_pred)
    assert bool(value.isnan())
    assert bool(loss.backward(cache)[1].isnan().any())


def test_a_loss_of_ones_own_needs_only_a_pair() -> None:
    def forward(y_pred: Tensor, y_true: Tensor) -> tuple[Tensor, Any]:
        return ((y_pred - y_true) ** 4).sum(-1), y_pred - y_true

    def backward(dvalues: Tensor, difference: Any) -> Tensor:
        return Tensor(4 * difference**3 * dvalues.unsqueeze(-1))

    class FourthPower(Loss):
        op = LossOp("fourth_power", forward, backward)

    loss = FourthPower()
    assert loss.name == "fourth_power"
    value, cache = loss.forward(torch.zeros(2, 1), torch.tensor([[1.0], [2.0]]), torch.tensor([1.0, 3.0]))
    assert float(value) == 24.5
    assert loss.backward(cache).tolist() == [[2.0], [48.0]]
    with pytest.raises(ShapeError):
        loss.forward(torch.zeros(2, 2), torch.zeros(2, 1))


def test_a_class_without_a_pair_says_what_it_needs() -> None:
    class Idle(Loss):
        pass

    with pytest.raises(StateError, match="Set op, or pass a plain function"):
        Idle()


@pytest.mark.parametrize("argument", ["reduction", "dtype"])
def test_a_misspelled_argument_is_found_at_once(argument: str) -> None:
    with pytest.raises(UnknownNameError, match="loss 'mean_squared_error': unknown name"):
        losses.MeanSquaredError(**{argument: "summ"})


@pytest.mark.parametrize("name", TABLE)
def test_every_loss_is_rebuilt_from_its_configuration(name: str) -> None:
    loss = TABLE[name](reduction="sum")
    twin = losses.get({"class_name": type(loss).__name__, "config": loss.get_config()})
    assert type(twin) is type(loss)
    assert twin.get_config() == loss.get_config()
    assert twin.reduction == "sum"


def test_forward_never_stretches_a_shape() -> None:
    with pytest.raises(ShapeError):
        losses.MeanSquaredError().forward(torch.zeros(4, 1), torch.zeros(4, 3))


def test_the_value_of_each_sample_is_a_tensor_for_tensors_and_an_array_otherwise() -> None:
    loss = losses.MeanSquaredError(reduction="sum")
    assert isinstance(values_of(loss, [[0.0]], torch.ones(1, 1)), Tensor)
    values = values_of(loss, [[0.0], [1.0]], [[2.0], [1.0]])
    assert isinstance(values, np.ndarray)
    assert values.tolist() == [4.0, 0.0]


@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", None])
@pytest.mark.parametrize("weighted", [False, True])
def test_padding_counts_neither_in_the_loss_nor_in_its_derivative(reduction: str | None, weighted: bool) -> None:
    y_true, y_pred = normal(0, 3, 4, 2), normal(1, 3, 4, 2)
    mask = torch.tensor([[True, True, False, False], [True, True, True, True], [False, True, False, False]])
    weights = normal(2, 3).abs() if weighted else None
    loss = losses.MeanSquaredError(reduction=reduction)
    value, cache = loss.forward(y_true, y_pred, weights, mask=mask)
    values = (y_true - y_pred).square().mean(-1) * mask
    values = values if weights is None else values * weights.unsqueeze(-1)
    divisor = {
        "sum": 1.0,
        None: 1.0,
        "mean_with_sample_weight": (mask * (1 if weights is None else weights[:, None])).sum(),
    }
    share = mask.numel() / int(mask.sum()) if reduction in ("sum_over_batch_size", "mean") else 1.0
    expected = values * share
    if reduction is not None:
        expected = expected.sum() / divisor.get(reduction, torch.tensor(12.0))
    assert torch.allclose(value, expected.to(value), rtol=1e-12)
    leaf = y_pred.clone().requires_grad_()
    again, _ = loss.forward(y_true, leaf, weights, mask=mask)
    (witness,) = torch.autograd.grad(again.sum(), leaf)
    assert_near(loss.backward(cache), witness, 1e-12, "gradient")
    assert not loss.backward(cache)[~mask].any()


def test_padding_and_a_class_to_ignore_are_left_out_together() -> None:
    labels = torch.tensor([[0, 1, 2], [2, 1, 0]])
    y_pred = normal(0, 2, 3, 3).softmax(-1)
    mask = torch.tensor([[True, True, False], [True, True, True]])
    loss = losses.SparseCategoricalCrossentropy(ignore_class=1)
    value, _ = loss.forward(labels, y_pred, mask=mask)
    kept = [(0, 0), (1, 0), (1, 2)]
    expected = -sum(float(y_pred[n, t, labels[n, t]].log()) for n, t in kept) / 3
    assert float(value) == pytest.approx(expected, rel=1e-9)


def test_one_number_for_a_whole_batch_knows_no_padding() -> None:
    def largest(y_true: Tensor, y_pred: Tensor) -> Tensor:
        return (y_true - y_pred).abs().max()

    loss = losses.get(largest)
    y_true, y_pred = normal(0, 2, 3, 1), normal(1, 2, 3, 1)
    mask = torch.tensor([[True, False, False], [True, True, True]])
    assert float(loss.forward(y_true, y_pred, mask=mask)[0]) == float(loss.forward(y_true, y_pred)[0])
