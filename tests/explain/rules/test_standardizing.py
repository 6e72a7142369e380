from __future__ import annotations

import numpy as np

from nervure.layers import BatchNormalization
from tests.explain.proving import data, network_of


def test_gradients_of_mean_and_variance_are_slopes_of_the_loss() -> None:
    network = network_of(BatchNormalization(name="bn"), (1,))
    x, y = data((1,), 4), data((1,), 4, 1)
    explanation = network.explain(x, y)
    mean, variance = (explanation.value_of(f"bn/{name}", (0,)).value for name in ("mean", "variance"))

    def loss(mean: float, variance: float) -> float:
        return float((((x - mean) / np.sqrt(variance + 1e-3) - y) ** 2).mean())

    step = 1e-6
    by_mean = (loss(mean + step, variance) - loss(mean - step, variance)) / (2 * step)
    by_variance = (loss(mean, variance + step) - loss(mean, variance - step)) / (2 * step)
    assert np.isclose(explanation.gradient_of("bn/mean", (0,)).value, by_mean, rtol=1e-6)
    assert np.isclose(explanation.gradient_of("bn/variance", (0,)).value, by_variance, rtol=1e-6)


def test_a_forward_pass_has_no_gradients_of_statistics() -> None:
    explanation = network_of(BatchNormalization(name="bn"), (2,)).explain(data((2,), 3))
    assert explanation.verify(everything=True).numbers == 12
