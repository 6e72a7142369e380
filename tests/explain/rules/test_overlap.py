from __future__ import annotations

import pytest

from nervure.losses import Dice, Tversky
from tests.explain.losses import YES_NO, assert_loss_proved, formula, loss_explained


@pytest.mark.parametrize("axis", [None, 1, (-1,), (0, 1)])
def test_every_number_agrees(axis: int | tuple[int, ...] | None) -> None:
    is_per_sample = axis in (1, (-1,))
    assert_loss_proved(Dice(axis=axis), YES_NO, "sigmoid", weighted=is_per_sample)
    assert_loss_proved(Tversky(0.3, 0.6, axis=axis), YES_NO, "sigmoid", weighted=is_per_sample)


def test_the_whole_batch_is_one_region() -> None:
    explanation = loss_explained(Dice(), YES_NO, "sigmoid")
    assert explanation.value_of("output/loss").value == explanation.value
    explanation = loss_explained(Dice(axis=1), YES_NO, "sigmoid")
    assert formula(str(explanation.value_of("output/loss", (0,))))[0].startswith(
        "L[0] = 1 - 2 × (y[0,0]·o[0,0] + y[0,1]·o[0,1] + y[0,2]·o[0,2]) / "
    )
