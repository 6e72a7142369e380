from __future__ import annotations

from nervure.explain.rules.class_axis import class_axis, classes, without_class
from nervure.losses import CategoricalCrossentropy, MeanSquaredError
from tests.explain.asking import loss_of
from tests.explain.losses import NUMBERS, ONE_HOT, loss_explained


def test_the_last_axis_holds_the_classes_unless_another_does() -> None:
    call = loss_of(loss_explained(MeanSquaredError(), NUMBERS), "output")
    assert class_axis(call) == 1
    assert classes(call, (2,)) == [(2, 0), (2, 1), (2, 2)]
    assert without_class(call, (2, 1)) == (2,)


def test_the_first_axis_may_hold_them() -> None:
    loss = CategoricalCrossentropy(from_logits=True, axis=0)
    explanation = loss_explained(loss, ONE_HOT)
    call = loss_of(explanation, "output")
    assert classes(call, (1,)) == [(0, 1), (1, 1), (2, 1), (3, 1)]
    assert without_class(call, (3, 1)) == (1,)
    explanation.verify(everything=True)
