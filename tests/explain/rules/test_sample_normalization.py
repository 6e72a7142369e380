from __future__ import annotations

import numpy as np
import pytest

from nervure.layers import GroupNormalization, Layer, LayerNormalization, RMSNormalization, UnitNormalization
from tests.explain.proving import assert_corruption_is_found, data, network_of, proved

OPTIONS: list[tuple[Layer, tuple[int, ...]]] = [
    (LayerNormalization(), (4,)),
    (LayerNormalization(axis=(1, 2)), (2, 3)),
    (LayerNormalization(axis=1, scale=False), (3, 2)),
    (LayerNormalization(center=False), (3, 2)),
    (GroupNormalization(2), (3, 4)),
    (GroupNormalization(-1, scale=False), (2, 2, 3)),
    (GroupNormalization(1, axis=1), (4, 2)),
    (RMSNormalization(), (4,)),
    (RMSNormalization(axis=(1, 2)), (2, 3)),
    (UnitNormalization(), (4,)),
    (UnitNormalization(axis=(1, 2)), (2, 3)),
]


@pytest.mark.parametrize(("layer", "shape"), OPTIONS)
def test_every_number_agrees(layer: Layer, shape: tuple[int, ...]) -> None:
    proved(layer, shape)


def test_numbers_far_from_zero_agree_in_float32() -> None:
    x, y = 50 + data((4,), 5), data((4,), 5, 1)
    for layer in (LayerNormalization(), GroupNormalization(2), RMSNormalization(), UnitNormalization()):
        network_of(layer, (4,)).explain(x, y, precision="float32").verify(everything=True)


def test_a_sample_is_normalized_by_its_own_mean_and_variance() -> None:
    explanation = proved(LayerNormalization(name="norm"), (2,), x=np.array([[1.0, 3.0], [10.0, 30.0]]))
    assert str(explanation.value_of("norm/mean", (1,))).splitlines()[1:3] == [
        "  μ[1] = (x[1,0] + x[1,1]) / 2",
        "       = (10 + 30) / 2",
    ]
    assert str(explanation.value_of("norm/output", (1, 0))).splitlines()[1] == "  o[1,0] = γ[0]·x̂[1,0] + β[0]"


def test_the_mean_square_has_a_name_and_a_path() -> None:
    explanation = proved(RMSNormalization(name="norm"), (2,), x=np.array([[3.0, 4.0]]))
    assert str(explanation.value_of("norm/mean_square", (0,))).splitlines()[1:3] == [
        "  ms[0] = (x[0,0]² + x[0,1]²) / 2",
        "        = (3² + 4²) / 2",
    ]
    assert str(explanation.value_of("norm/normalized", (0, 1))).splitlines()[1] == "  x̂[0,1] = x[0,1] / √(ms[0] + ε)"
    assert str(explanation.gradient_of("input", (0, 1))).splitlines()[1] == (
        "  dE/dx[0,1] = dE/dx̂[0,1] / √(ms[0] + ε) + dE/dms[0]·(2 × x[0,1] / 2)"
    )


def test_a_length_has_a_name_and_nothing_has_none() -> None:
    explanation = proved(UnitNormalization(name="norm"), (2,), x=np.array([[3.0, 4.0], [0.0, 0.0]]))
    assert str(explanation.value_of("norm/norm", (0,))).splitlines()[1] == "  ℓ[0] = max(√(x[0,0]² + x[0,1]²), ℓ_min)"
    assert explanation.value_of("norm/norm", (0,)).value == 5
    assert explanation.value_of("norm/output", (0, 1)).value == 0.8
    assert explanation.gradient_of("input", (1, 0)).value == 0


def test_a_changed_number_is_found() -> None:
    for layer in (LayerNormalization(), GroupNormalization(2), RMSNormalization(), UnitNormalization()):
        assert_corruption_is_found(proved(layer, (4,)), "gradient", "input", (1, 2))
