from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.maxout import MAXOUT_PRODUCT, MAXOUT_WINNER
from tests.gradient_check import apart, assert_near, check_gradients, normal
from tests.op_rules import check_rules
from tests.oracles.maxout import maxout_product, maxout_winner

sizes = st.integers(1, 4)


@settings(max_examples=20)
@given(st.lists(sizes, min_size=1, max_size=3), sizes, sizes, sizes, st.booleans(), st.integers(0, 10**6))
def test_products_and_their_derivatives_are_those_of_the_oracle_and_of_both_witnesses(
    leading: list[int], inputs: int, pieces: int, units: int, has_bias: bool, seed: int
) -> None:
    x, weight = normal(seed, *leading, inputs), normal(seed + 1, pieces, inputs, units)
    bias = normal(seed + 2, pieces, units) if has_bias else None
    z, _ = MAXOUT_PRODUCT.forward(x, weight, bias)
    assert_near(z, maxout_product(x.numpy(), weight.numpy(), None if bias is None else bias.numpy()), 1e-12, "z")
    check_gradients(MAXOUT_PRODUCT, (x,), (weight,) if bias is None else (weight, bias))


@settings(max_examples=15)
@given(st.lists(sizes, min_size=1, max_size=3), sizes, sizes, st.integers(0, 10**6))
def test_the_winner_and_its_derivative_are_those_of_the_oracle_and_of_both_witnesses(
    leading: list[int], pieces: int, units: int, seed: int
) -> None:
    z = apart(seed, *leading, pieces, units)
    assert_near(MAXOUT_WINNER.forward(z)[0], maxout_winner(z.numpy()), 1e-12, "y")
    check_gradients(MAXOUT_WINNER, (z,))


def test_the_rules_of_every_operation_hold() -> None:
    check_rules(MAXOUT_PRODUCT, (normal(0, 3, 4),), (normal(1, 2, 4, 5), normal(2, 2, 5)))
    check_rules(MAXOUT_PRODUCT, (normal(0, 3, 2, 4),), (normal(1, 2, 4, 5),))
    check_rules(MAXOUT_WINNER, (apart(0, 3, 2, 4),))


def test_a_weight_stored_as_inputs_pieces_units_is_not_copied() -> None:
    stored = normal(0, 4, 2, 5)
    weight = stored.permute(1, 0, 2)
    assert weight.permute(1, 0, 2).reshape(4, -1).data_ptr() == stored.data_ptr()
    z, _ = MAXOUT_PRODUCT.forward(normal(1, 3, 4), weight)
    assert_near(z, MAXOUT_PRODUCT.forward(normal(1, 3, 4), weight.contiguous())[0], 1e-14, "z")


def test_of_equal_pieces_the_first_wins() -> None:
    _, cache = MAXOUT_WINNER.forward(torch.zeros(1, 3, 2))
    (dz,) = MAXOUT_WINNER.backward(torch.ones(1, 2), cache)
    assert dz.tolist() == [[[1, 1], [0, 0], [0, 0]]]


def test_the_lecture_s_unit_takes_the_larger_of_its_two_lines() -> None:
    x = torch.tensor([[2.0], [-2.0]])
    weight, bias = torch.tensor([[[1.0]], [[-0.5]]]), torch.tensor([[0.0], [1.0]])
    z, _ = MAXOUT_PRODUCT.forward(x, weight, bias)
    assert MAXOUT_WINNER.forward(z)[0].tolist() == [[2.0], [2.0]]
