from __future__ import annotations

import torch

from nervure.ops.time_axis import FOLD_TIME, STACK_TIME, TIME_STEP, UNFOLD_TIME
from tests.gradient_check import check_gradients, normal
from tests.op_rules import check_rules

X = normal(0, 3, 4, 2)


def test_derivatives_are_what_both_witnesses_find() -> None:
    check_gradients(FOLD_TIME, (X,))
    check_gradients(UNFOLD_TIME, (normal(1, 12, 5), X))
    check_gradients(TIME_STEP, (X,), step=2)
    check_gradients(STACK_TIME, (X[:, 0], X[:, 1], X[:, 2]))


def test_the_rules_of_every_operation_hold() -> None:
    check_rules(FOLD_TIME, (X,), keeps_batch=False)
    check_rules(UNFOLD_TIME, (normal(1, 12, 5), X), keeps_batch=False)
    check_rules(TIME_STEP, (X,), step=0)
    check_rules(STACK_TIME, (X[:, 0], X[:, 1]))


def test_folding_and_unfolding_give_the_sequences_back() -> None:
    folded, _ = FOLD_TIME.forward(X)
    assert folded.shape == (12, 2)
    assert torch.equal(folded[4 + 3], X[1, 3])
    assert torch.equal(UNFOLD_TIME.forward(folded, X)[0], X)


def test_steps_one_after_another_are_the_sequence() -> None:
    steps = [TIME_STEP.forward(X, step=step)[0] for step in range(4)]
    assert torch.equal(STACK_TIME.forward(*steps)[0], X)
