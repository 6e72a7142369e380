from __future__ import annotations

import numpy as np
import pytest

from nervure import losses


def test_the_mean_is_over_outputs_and_samples() -> None:
    y, o = [[0.0, 0.0], [0.0, 0.0]], [[1.0, 3.0], [0.0, 2.0]]
    assert float(losses.MeanSquaredError()(y, o)) == 3.5
    assert losses.mean_squared_error(y, o).tolist() == [5.0, 2.0]
    assert float(losses.MeanSquaredError()(y, o, sample_weight=[0.0, 2.0])) == 2.0


def test_the_lectures_error_is_summed_over_outputs_and_averaged_over_samples() -> None:
    y, o = [[0.0, 0.0], [0.0, 0.0]], [[1.0, 3.0], [0.0, 2.0]]
    assert losses.half_squared_error(y, o).tolist() == [5.0, 2.0]
    assert float(losses.HalfSquaredError()(y, o)) == 3.5
    assert float(losses.HalfSquaredError(reduction="sum")(y, o)) == 7.0


@pytest.mark.parametrize("units", [1, 2, 10])
def test_the_lectures_error_is_units_over_two_times_that_of_keras(units: int) -> None:
    y, o = np.random.default_rng(units).normal(size=(2, 6, units))
    assert losses.HalfSquaredError()(y, o) == pytest.approx(losses.MeanSquaredError()(y, o) * units / 2, rel=1e-12)


def test_a_single_row_of_numbers_is_one_sample() -> None:
    assert float(losses.mean_squared_error([1.0, 0.0, 1.0], [0.9, 0.1, 0.8])) == pytest.approx(0.02, abs=1e-7)
    assert float(losses.HalfSquaredError()([1.0, 0.0], [0.0, 2.0])) == 2.5
