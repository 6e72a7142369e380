from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from nervure.kernels import native
from nervure.kernels.cross_entropy import (
    categorical_cross_entropy,
    categorical_cross_entropy_gradient,
    categorical_cross_entropy_gradient_in_torch,
    categorical_cross_entropy_in_torch,
    sparse_cross_entropy,
    sparse_cross_entropy_gradient,
    sparse_cross_entropy_gradient_in_torch,
    sparse_cross_entropy_in_torch,
)
from tests.gradient_check import assert_near
from tests.kernels.other_bodies import OTHERS, failures_of

TOLERANCE = {torch.float32: 1e-6, torch.float64: 1e-13}
# One class, less than a vector, the lecture's ten, a full vector and one more, sums in several parts; several blocks.
SHAPES = [(5, 1), (4, 3), (128, 10), (7, 16), (3, 17), (2, 5, 33), (2, 5000), (3000, 11)]

every_type = pytest.mark.parametrize("dtype", TOLERANCE, ids=str)
every_shape = pytest.mark.parametrize("shape", SHAPES, ids=str)
needs_native = pytest.mark.skipif(not native.available(), reason="no native kernels in this process")


def drawn(shape: tuple[int, ...], dtype: torch.dtype, scale: float = 3.0) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Logits, class numbers, rows of targets, gradients of the values."""
    generator = torch.Generator().manual_seed(sum(shape))
    logits = (torch.randn(shape, generator=generator, dtype=torch.float64) * scale).to(dtype)
    labels = torch.randint(0, shape[-1], shape[:-1], generator=generator)
    targets = torch.rand(shape, generator=generator, dtype=torch.float64).to(dtype)
    return logits, labels, targets, torch.randn(shape[:-1], generator=generator, dtype=torch.float64).to(dtype)


@every_type
@every_shape
@pytest.mark.parametrize("ignored", [None, 0])
def test_both_bodies_agree_on_class_numbers(shape: tuple[int, ...], dtype: torch.dtype, ignored: int | None) -> None:
    logits, labels, _, dvalues = drawn(shape, dtype)
    values, probabilities = sparse_cross_entropy(logits, labels, ignored)
    expected, expected_probabilities = sparse_cross_entropy_in_torch(logits, labels, ignored)
    assert_near(values, expected, TOLERANCE[dtype], "values", largest=1.0)
    assert_near(probabilities, expected_probabilities, TOLERANCE[dtype], "probabilities")
    dlogits = sparse_cross_entropy_gradient(probabilities, labels, dvalues, ignored)
    other = sparse_cross_entropy_gradient_in_torch(probabilities, labels, dvalues, ignored)
    assert_near(dlogits, other, TOLERANCE[dtype], "gradient")


@every_type
@every_shape
def test_both_bodies_agree_on_rows_of_targets(shape: tuple[int, ...], dtype: torch.dtype) -> None:
    logits, _, targets, dvalues = drawn(shape, dtype)
    values, probabilities = categorical_cross_entropy(logits, targets)
    expected, expected_probabilities = categorical_cross_entropy_in_torch(logits, targets)
    assert_near(values, expected, TOLERANCE[dtype], "values", largest=1.0)
    assert_near(probabilities, expected_probabilities, TOLERANCE[dtype], "probabilities")
    dlogits = categorical_cross_entropy_gradient(probabilities, targets, dvalues)
    other = categorical_cross_entropy_gradient_in_torch(probabilities, targets, dvalues)
    assert_near(dlogits, other, TOLERANCE[dtype], "gradient")


@needs_native
@every_type
def test_each_probability_is_right_to_its_last_digits(dtype: torch.dtype) -> None:
    logits = torch.linspace(-80, 0, 4001, dtype=torch.float64).to(dtype)
    _, probabilities = sparse_cross_entropy(logits.view(1, -1), torch.tensor([0]))
    exact = torch.softmax(logits.double(), 0)
    error = ((probabilities[0].double() - exact) / exact).abs().max()
    assert error < (2e-6 if dtype == torch.float32 else 1e-13)


@every_type
def test_large_and_small_logits_neither_overflow_nor_lose_the_value(dtype: torch.dtype) -> None:
    logits = torch.tensor([[1000.0, 999.0], [-1000.0, -1001.0], [5.0, -5000.0]], dtype=dtype)
    values, probabilities = sparse_cross_entropy(logits, torch.tensor([1, 0, 0]))
    softplus = math.log1p(math.exp(-1.0))
    assert_near(values, torch.tensor([1 + softplus, softplus, 0.0]), 1e-6, "values")
    assert probabilities[2].tolist() == [1.0, 0.0]


@every_type
def test_the_logarithm_of_a_small_sum_is_not_rounded_away(dtype: torch.dtype) -> None:
    values, _ = sparse_cross_entropy(torch.full((1, 2), 10_000.0, dtype=dtype), torch.tensor([0]))
    assert_near(values, torch.tensor([math.log(2.0)]), 1e-6, "value")


@every_type
@pytest.mark.parametrize("classes", [3, 40])
@pytest.mark.parametrize("bad", [torch.nan, torch.inf])
def test_nan_and_infinity_spoil_their_sample_and_no_other(dtype: torch.dtype, classes: int, bad: float) -> None:
    logits, labels, targets, dvalues = drawn((4, classes), dtype)
    logits[2, classes - 1] = bad
    for values, probabilities in (sparse_cross_entropy(logits, labels), categorical_cross_entropy(logits, targets)):
        assert values.isnan().tolist() == [False, False, True, False]
        assert probabilities.isnan().any(-1).tolist() == [False, False, True, False]
    _, probabilities = sparse_cross_entropy(logits, labels)
    dlogits = sparse_cross_entropy_gradient(probabilities, labels, dvalues)
    assert dlogits.isnan().any(-1).tolist() == [False, False, True, False]


def test_an_ignored_sample_may_have_nan_outputs() -> None:
    logits = torch.tensor([[torch.nan, 0.0], [0.0, 0.0]])
    values, probabilities = sparse_cross_entropy(logits, torch.tensor([-1, 0]), ignored=-1)
    dlogits = sparse_cross_entropy_gradient(probabilities, torch.tensor([-1, 0]), torch.ones(2), ignored=-1)
    assert values[0] == 0
    assert dlogits.tolist() == [[0.0, 0.0], [-0.5, 0.5]]


@pytest.mark.parametrize("label", [-1, 3])
def test_a_label_that_is_no_class_is_refused(label: int) -> None:
    with pytest.raises(RuntimeError, match="out of bounds"):
        sparse_cross_entropy(torch.zeros(2, 3), torch.tensor([0, label]))


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_any_axis_and_memory_order_are_taken(axis: int) -> None:
    logits, labels, targets, dvalues = drawn((4, 5, 6), torch.float64)
    moved, moved_targets = logits.movedim(-1, axis), targets.movedim(-1, axis)
    values, probabilities = sparse_cross_entropy(moved, labels, axis=axis)
    expected, expected_probabilities = sparse_cross_entropy(logits, labels)
    assert_near(values, expected, 1e-13, "values")
    assert_near(probabilities.movedim(axis, -1), expected_probabilities, 1e-13, "probabilities")
    found = sparse_cross_entropy_gradient(probabilities, labels, dvalues, axis=axis).movedim(axis, -1)
    assert_near(found, sparse_cross_entropy_gradient(expected_probabilities, labels, dvalues), 1e-13, "gradient")
    values, probabilities = categorical_cross_entropy(moved, moved_targets, axis)
    assert_near(values, categorical_cross_entropy(logits, targets)[0], 1e-13, "values")
    found = categorical_cross_entropy_gradient(probabilities, moved_targets, dvalues, axis).movedim(axis, -1)
    expected = categorical_cross_entropy_gradient(expected_probabilities, targets, dvalues)
    assert_near(found, expected, 1e-13, "gradient")


def test_targets_that_are_stretched_and_an_empty_batch_are_taken() -> None:
    logits = torch.zeros(3, 4)
    values, probabilities = categorical_cross_entropy(logits, torch.tensor([1.0, 0, 0, 0]))
    assert_near(values, torch.full((3,), math.log(4)), 1e-6, "values")
    assert categorical_cross_entropy_gradient(probabilities, torch.tensor([1.0, 0, 0, 0]), torch.ones(3)).shape == (
        3,
        4,
    )
    empty, _ = sparse_cross_entropy(torch.zeros(0, 4), torch.zeros(0, dtype=torch.int64))
    assert empty.shape == (0,)


@needs_native
@every_type
def test_one_and_two_threads_give_the_same_bits(dtype: torch.dtype) -> None:
    logits, labels, targets, dvalues = drawn((3000, 33), dtype)
    before, results = torch.get_num_threads(), []
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            values, probabilities = categorical_cross_entropy(logits, targets)
            gradient = categorical_cross_entropy_gradient(probabilities, targets, dvalues)
            results.append((*sparse_cross_entropy(logits, labels), values, probabilities, gradient))
    finally:
        torch.set_num_threads(before)
    assert all(torch.equal(one, two) for one, two in zip(*results, strict=True))


@pytest.mark.covering(at_most=1)
@needs_native
@pytest.mark.parametrize("environment", OTHERS, ids=str)
def test_all_this_holds_with_the_other_bodies(environment: dict[str, str]) -> None:
    assert failures_of(__file__, environment) == ""
