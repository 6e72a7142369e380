from __future__ import annotations

import numpy as np
import pytest

from nervure.layers import AlphaDropout, Dense, GaussianDropout, GaussianNoise, Layer
from tests.explain.proving import assert_corruption_is_found, data, network_of, proved


@pytest.mark.parametrize(
    "layer",
    [
        GaussianNoise(0.5), GaussianNoise(0.0), GaussianDropout(0.4), GaussianDropout(0.0), AlphaDropout(0.4),
        AlphaDropout(0.5, noise_shape=(None, 1)), AlphaDropout(0.0),
    ],
)  # fmt: skip
def test_every_number_agrees(layer: Layer) -> None:
    proved([layer, Dense(2)], (5,), samples=3)


def test_noise_is_drawn_and_has_a_name() -> None:
    explanation = proved([GaussianNoise(0.5, name="noise"), Dense(1)], (3,))
    drawn = explanation.value_of("noise/noise", (0, 1))
    assert "drawn at random" in str(drawn)
    answer = explanation.value_of("noise/output", (0, 1))
    assert str(answer).splitlines()[1] == "  h[0,1] = x[0,1] + σ_noise·ξ[0,1]"
    assert answer.value == pytest.approx(explanation.value_of("input", (0, 1)).value + 0.5 * drawn.value)


def test_a_factor_is_noise_around_one() -> None:
    explanation = proved([GaussianDropout(0.2, name="noise"), Dense(1)], (3,))
    lines = str(explanation.value_of("noise/output", (0, 1))).splitlines()
    assert lines[1] == "  h[0,1] = x[0,1]·(1 + √(r / (1 - r))·ξ[0,1])"


def test_alpha_dropout_puts_in_the_floor_of_selu_and_keeps_mean_and_variance() -> None:
    explanation = proved([AlphaDropout(0.5, name="drop"), Dense(1)], (6,), x=np.ones((1, 6)))
    assert str(explanation.value_of("drop/output", (0, 0))).splitlines()[1] == (
        "  h[0,0] = ({α_drop if D[0,0] = 0, else x[0,0]} - r·α_drop) / √((1 - r)·(1 + r·α_drop²))"
    )


def test_at_inference_there_is_none() -> None:
    layers: list[Layer] = [GaussianNoise(1.0), GaussianDropout(0.5), AlphaDropout(0.5)]
    explanation = network_of([*layers, Dense(1)], (3,)).explain(data((3,), 2))
    assert not any(name.endswith(("/noise", "/mask")) for name in explanation.names)


def test_a_changed_number_is_found() -> None:
    for layer in (
        GaussianNoise(0.5, name="noise"),
        GaussianDropout(0.5, name="noise"),
        AlphaDropout(0.5, name="noise"),
    ):
        assert_corruption_is_found(proved([layer, Dense(1)], (4,)), "value", "noise/output", (1, 2))
