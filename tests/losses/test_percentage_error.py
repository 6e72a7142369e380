from __future__ import annotations

import logging

import pytest

from nervure import losses


def test_the_error_is_in_per_cent_of_each_target() -> None:
    assert losses.mean_absolute_percentage_error([[10.0, 200.0]], [[9.0, 260.0]]).tolist() == pytest.approx([20.0])
    assert float(losses.MeanAbsolutePercentageError()([[2.0], [4.0]], [[3.0], [4.0]])) == pytest.approx(25.0)


def test_a_target_of_zero_is_answered_with_advice(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "nervure"):
        losses.MeanAbsolutePercentageError()([[2.0], [0.0]], [[2.0], [0.0]])
    assert "loss 'mean_absolute_percentage_error': 1 of 2 targets are 0" in caplog.messages[0]
