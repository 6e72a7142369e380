from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.errors import ShapeError, UnknownNameError
from nervure.losses.reduction import (
    REDUCTIONS,
    both_masks,
    mask_beside,
    reduce_values,
    reduction_named,
    weights_beside,
)
from tests.gradient_check import assert_near, normal
from tests.layers.layer_rules import assert_says
from tests.oracles.losses import weighted_mean


@settings(max_examples=30)
@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=3),
    st.sampled_from(sorted(REDUCTIONS)),
    st.sampled_from(["no weights", "one a sample", "one a value"]),
    st.booleans(),
    st.integers(0, 10**6),
)
def test_the_derivative_by_each_value_is_that_of_autograd(
    shape: list[int], reduction: str, weighing: str, masked: bool, seed: int
) -> None:
    values = normal(seed, *shape).requires_grad_()
    given_weights = {
        "no weights": None,
        "one a sample": normal(seed + 1, shape[0]).abs(),
        "one a value": normal(seed + 1, *shape).abs(),
    }[weighing]
    weights = None if given_weights is None else weights_beside(given_weights, values, where="loss 'a'")
    mask = normal(seed + 2, *shape) > 0 if masked else None
    loss, dvalues = reduce_values(values, weights, mask, reduction)
    (expected,) = torch.autograd.grad(loss.sum(), values)
    assert_near(dvalues.detach(), expected, 1e-12, reduction)


def test_weights_do_not_count_in_the_divisor_as_in_keras() -> None:
    values, weights = normal(0, 5), normal(1, 5).abs()
    for reduction in ("sum_over_batch_size", "mean"):
        loss = reduce_values(values, weights, None, reduction).loss
        assert float(loss) == pytest.approx(weighted_mean(values.numpy(), weights.numpy()), abs=1e-12)
    loss = reduce_values(values, weights, None, "mean_with_sample_weight").loss
    assert float(loss) == pytest.approx(float((values * weights).sum() / weights.sum()), abs=1e-12)


def test_a_sum_is_not_divided_and_none_keeps_the_values() -> None:
    values = torch.tensor([1.0, 2.0, 4.0])
    assert float(reduce_values(values, None, None, "sum").loss) == 7.0
    assert reduce_values(values, torch.tensor([1.0, 0.0, 2.0]), None, "none").loss.tolist() == [1.0, 0.0, 8.0]


def test_an_average_with_a_mask_is_over_what_counts() -> None:
    values, mask = torch.tensor([1.0, 2.0, 5.0]), torch.tensor([True, False, True])
    assert float(reduce_values(values, None, mask, "sum_over_batch_size").loss) == 3.0
    assert float(reduce_values(values, None, mask, "sum").loss) == 6.0


@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "sum", "mean_with_sample_weight"])
def test_nothing_that_counts_is_a_loss_of_zero(reduction: str) -> None:
    nothing = torch.tensor([False, False])
    assert float(reduce_values(torch.ones(2), None, nothing, reduction).loss) == 0.0
    assert float(reduce_values(torch.ones(2), torch.zeros(2), None, reduction).loss) == 0.0
    empty = reduce_values(torch.ones(0), None, None, reduction)
    assert float(empty.loss) == 0.0
    assert empty.dvalues.shape == (0,)


def test_weights_start_at_the_batch_axis() -> None:
    values = torch.ones(3, 3)
    weights = weights_beside(torch.tensor([1, 2, 3]), values, where="loss 'a'")
    assert (values * weights).tolist() == [[1.0] * 3, [2.0] * 3, [3.0] * 3]
    assert weights.dtype == torch.float32
    assert weights_beside(torch.ones(3, 1), torch.ones(3), where="loss 'a'").shape == (3,)
    assert weights_beside(torch.ones(3, 1), torch.ones(3, 4), where="loss 'a'").shape == (3, 1)
    assert weights_beside(torch.tensor(2.0), torch.ones(3), where="loss 'a'").shape == (1,)


@pytest.mark.parametrize("shape", [(4,), (3, 2), (3, 4, 2)])
def test_weights_that_do_not_fit_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError) as caught:
        weights_beside(torch.ones(shape), torch.ones(3, 4), where="loss 'a'")
    assert caught.value.expected == "weights (3, 4), or one per sample"


def test_one_number_for_the_whole_batch_cannot_be_weighed() -> None:
    with pytest.raises(ShapeError, match="Return one value per sample"):
        weights_beside(torch.ones(3), torch.tensor(1.0), where="loss 'a'")


def test_a_reduction_is_known_by_name_and_none_means_none() -> None:
    assert reduction_named(None, where="loss") == "none"
    assert reduction_named("mean", where="loss") == "mean"
    with pytest.raises(UnknownNameError, match="Did you mean 'sum_over_batch_size'"):
        reduction_named("sum_over_batchsize", where="loss")


def test_a_value_counts_where_both_masks_say_so() -> None:
    first, second = torch.tensor([True, True, False]), torch.tensor([True, False, False])
    both = both_masks(first, second)
    assert both is not None
    assert both.tolist() == [True, False, False]
    assert both_masks(first, None) is first
    assert both_masks(None, second) is second
    assert both_masks(None, None) is None


def test_the_mask_of_a_sequence_stands_beside_all_values_of_a_step() -> None:
    mask = torch.tensor([[True, False], [False, True]])
    spread = mask_beside(mask, torch.zeros(2, 2, 3), where="loss 'a'")
    assert torch.equal(spread, mask.unsqueeze(-1).expand(2, 2, 3))
    assert torch.equal(mask_beside(mask, torch.zeros(2, 2), where="loss 'a'"), mask)


@pytest.mark.parametrize("shape", [(2,), (2, 3), (3, 2, 2)])
def test_values_without_the_time_axis_of_the_mask_are_refused(shape: tuple[int, ...]) -> None:
    mask = torch.tensor([[True, False], [False, True]])
    assert_says(
        ShapeError, lambda: mask_beside(mask, torch.zeros(shape), where="loss 'a'"), "(2, 2)", "return_sequences"
    )
