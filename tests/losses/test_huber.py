from __future__ import annotations

import pytest

from nervure import losses
from nervure.errors import ArgumentError


def test_the_example_of_keras_comes_out() -> None:
    y, o = [[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]
    assert float(losses.Huber()(y, o)) == pytest.approx(0.155)
    assert float(losses.Huber()(y, o, sample_weight=[1, 0])) == pytest.approx(0.09)
    assert losses.huber(y, o).tolist() == pytest.approx([0.18, 0.13])


def test_an_outlier_pulls_no_harder_than_delta() -> None:
    assert float(losses.Huber(delta=0.5)([0.0], [100.0])) == pytest.approx(0.5 * 100 - 0.125)
    assert losses.Huber(delta=0.5).options == {"delta": 0.5}
    with pytest.raises(ArgumentError, match="delta > 0"):
        losses.Huber(delta=0.0)
