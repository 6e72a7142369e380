from __future__ import annotations

import pytest

from nervure.explain.rules.mean_loss import difference, mean_rule, sum_rule
from nervure.losses import MeanSquaredError
from nervure.records.expression import Number
from tests.explain.asking import loss_of
from tests.explain.losses import NUMBERS, loss_explained


def test_the_mean_divides_value_and_slope_and_the_sum_does_not() -> None:
    call = loss_of(loss_explained(MeanSquaredError(), NUMBERS), "output")
    mean, added = (rule(difference, lambda call, index: Number(3.0)) for rule in (mean_rule, sum_rule))
    differences = (call.o_array() - call.t_array())[1]
    assert mean.value(call, (1,)).value == pytest.approx(differences.mean())
    assert added.value(call, (1,)).value == pytest.approx(differences.sum())
    assert mean.gradient(call, (1, 2)).value == pytest.approx(0.25)
    assert added.gradient(call, (1, 2)).value == pytest.approx(0.75)
