from __future__ import annotations

import logging
import math

import pytest

from nervure import losses


def test_the_value_is_the_cross_entropy_less_the_entropy() -> None:
    y, p = [[0.25, 0.75]], [[0.5, 0.5]]
    entropy = -0.25 * math.log(0.25) - 0.75 * math.log(0.75)
    assert losses.kl_divergence(y, p).tolist() == pytest.approx([math.log(2) - entropy])
    assert float(losses.KLDivergence()(y, y)) == pytest.approx(0.0, abs=1e-7)


def test_rows_that_do_not_sum_to_one_are_answered_with_advice(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "nervure"):
        losses.KLDivergence()([[0.5, 0.5], [0.2, 0.8]], [[0.5, 0.5], [0.2, 0.8]])
        losses.KLDivergence()([0.3, 0.4], [[0.5], [0.5]])
        assert caplog.messages == []
        losses.KLDivergence()([[0.5, 0.5], [0.2, 0.2]], [[0.5, 0.5], [0.2, 0.8]])
    assert "1 of 2 target rows do not sum to 1" in caplog.messages[0]
