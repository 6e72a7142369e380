from __future__ import annotations

from nervure.losses import CategoricalHinge, Hinge, SquaredHinge
from tests.explain.losses import ONE_HOT, YES_NO, assert_loss_proved, formula, loss_explained


def test_every_number_agrees() -> None:
    for loss in (Hinge(), SquaredHinge()):
        assert_loss_proved(loss, YES_NO)
        assert_loss_proved(loss, 2 * YES_NO - 1)
    assert_loss_proved(CategoricalHinge(), ONE_HOT)


def test_zeros_and_ones_are_read_as_signs() -> None:
    signs, numbers = loss_explained(Hinge(), 2 * YES_NO - 1), loss_explained(Hinge(), YES_NO)
    assert formula(str(signs.gradient_of("output/output", (0, 1))))[0] == (
        "dE/do[0,1] = dE/dL[0]·({-y[0,1] if 1 - y[0,1]·o[0,1] ≥ 0, else 0} / 3)"
    )
    assert "(2 × y[0,1] - 1)·o[0,1]" in str(numbers.gradient_of("output/output", (0, 1)))


def test_several_worst_classes_share_the_slope() -> None:
    assert_loss_proved(CategoricalHinge(), ONE_HOT, "relu")
    assert_loss_proved(CategoricalHinge(), ONE_HOT, "hard_sigmoid")
