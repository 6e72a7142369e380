from __future__ import annotations

import logging
import math

import pytest

from nervure import losses


def test_factors_count_and_not_differences() -> None:
    value = math.log(2) ** 2
    assert losses.mean_squared_logarithmic_error([[1.0], [9.0]], [[3.0], [19.0]]).tolist() == pytest.approx([value] * 2)
    assert float(losses.MeanSquaredLogarithmicError()([[0.0]], [[1.0]])) == pytest.approx(value)


def test_a_negative_target_is_answered_with_advice(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "nervure"):
        value = losses.MeanSquaredLogarithmicError()([[2.0], [-4.0]], [[2.0], [0.0]])
    assert float(value) == pytest.approx(0.0)
    assert "1 of 2 targets are below 0 and count as 0 (the first is -4 in sample 1" in caplog.messages[0]
