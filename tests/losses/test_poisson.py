from __future__ import annotations

import math

import pytest

from nervure import losses
from nervure.errors import DataError


def test_the_mean_is_over_outputs_and_samples() -> None:
    y, o = [[0.0, 2.0], [1.0, 1.0]], [[1.0, math.e], [1.0, 1.0]]
    assert losses.poisson(y, o).tolist() == pytest.approx([(1 + math.e - 2) / 2, 1.0], abs=1e-6)
    assert float(losses.Poisson()(y, o)) == pytest.approx(((1 + math.e - 2) / 2 + 1) / 2, abs=1e-6)


def test_what_is_no_count_is_refused() -> None:
    with pytest.raises(DataError, match="target -2 is not a count"):
        losses.Poisson()([[1.0], [-2.0]], [[1.0], [1.0]])
