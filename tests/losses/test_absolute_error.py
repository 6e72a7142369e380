from __future__ import annotations

import numpy as np
import pytest

from nervure import losses


def test_the_mean_is_over_outputs_and_samples() -> None:
    y, o = [[0.0, 0.0], [0.0, 0.0]], [[1.0, -3.0], [0.0, 2.0]]
    assert losses.mean_absolute_error(y, o).tolist() == [2.0, 1.0]
    assert float(losses.MeanAbsoluteError()(y, o)) == 1.5
    assert float(losses.MeanAbsoluteError()(y, o, sample_weight=[0.0, 2.0])) == 1.0


def test_an_outlier_counts_once_and_not_squared() -> None:
    y, o = np.zeros((4, 1)), np.array([[0.0], [0.0], [0.0], [100.0]])
    assert losses.MeanAbsoluteError()(y, o) == pytest.approx(25.0)
    assert losses.MeanSquaredError()(y, o) == pytest.approx(2500.0)
