from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.cosine_similarity import COSINE_SIMILARITY
from tests.gradient_check import assert_near, normal
from tests.loss_rules import check_loss, run
from tests.oracles import losses as oracle


@settings(max_examples=10)
@given(st.lists(st.integers(1, 3), min_size=1, max_size=3), st.integers(2, 5), st.integers(0, 10**6))
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(
    shape: list[int], size: int, seed: int
) -> None:
    y_pred, y_true = normal(seed, *shape, size), normal(seed + 1, *shape, size)
    y_pred = y_pred + y_pred.sign()  # short vectors turn quickly: their second derivative spoils the differences
    values, _ = COSINE_SIMILARITY.forward(y_pred, y_true)
    assert_near(values, oracle.cosine_similarity(y_true.numpy(), y_pred.numpy()), 1e-12, "cosine similarity")
    check_loss(COSINE_SIMILARITY, y_pred, y_true)


def test_the_vectors_can_lie_along_any_axis() -> None:
    y_pred, y_true = normal(0, 2, 3, 4), normal(1, 2, 3, 4)
    there = run(COSINE_SIMILARITY, y_pred, y_true, {"axis": 1})
    here = run(COSINE_SIMILARITY, y_pred.movedim(1, -1), y_true.movedim(1, -1), {})
    assert_near(there[0], here[0], 1e-12, "value")
    assert_near(there[1].movedim(1, -1), here[1], 1e-12, "gradient")


def test_the_gradient_turns_the_output_and_never_stretches_it() -> None:
    y_pred = normal(0, 5, 4)
    _, gradient = run(COSINE_SIMILARITY, y_pred, normal(1, 5, 4), {})
    assert_near((gradient * y_pred).sum(-1), torch.zeros(5), 1e-12, "along the output", largest=1.0)


def test_an_output_of_zero_has_no_direction_and_no_gradient() -> None:
    values, gradient = run(
        COSINE_SIMILARITY, torch.tensor([[0.0, 0.0], [0.0, 3.0]]), torch.tensor([[1.0, 1.0]] * 2), {}
    )
    assert values[0].item() == 0.0
    assert gradient[0].tolist() == [0.0, 0.0]
    assert bool(gradient[1].abs().sum() > 0)
