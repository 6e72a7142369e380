from __future__ import annotations

import math

import pytest

from nervure import losses


def test_the_value_is_the_logarithm_of_the_cosh_averaged_over_outputs_and_samples() -> None:
    y, o = [[0.0, 1.0], [0.0, 0.0]], [[1.0, 1.0], [0.0, 0.0]]
    assert losses.log_cosh(y, o).tolist() == pytest.approx([math.log(math.cosh(1)) / 2, 0.0], abs=1e-7)
    assert float(losses.LogCosh()(y, o)) == pytest.approx(0.108, abs=1e-3)


def test_small_errors_count_as_half_squares_and_large_ones_as_distances() -> None:
    assert float(losses.LogCosh(dtype="float64")([0.0], [1e-2])) == pytest.approx(0.5e-4, rel=1e-3)
    assert float(losses.LogCosh()([0.0], [50.0])) == pytest.approx(50 - math.log(2))
