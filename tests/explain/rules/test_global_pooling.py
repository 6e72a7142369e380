from __future__ import annotations

import numpy as np
import pytest

from nervure.layers import (
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    Layer,
    Masking,
)
from tests.explain.proving import assert_corruption_is_found, data, network_of, proved


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (GlobalAveragePooling2D(), (2, 3, 2)),
        (GlobalAveragePooling2D(keepdims=True), (2, 3, 2)),
        (GlobalAveragePooling1D(), (4, 2)),
        (GlobalMaxPooling2D(), (2, 3, 2)),
        (GlobalMaxPooling1D(keepdims=True), (4, 2)),
    ],
)
def test_every_number_agrees(layer: Layer, shape: tuple[int, ...]) -> None:
    proved(layer, shape)


def test_padding_is_left_out_of_the_mean() -> None:
    x = data((3, 2), 2)
    x[0, 1] = x[1, 0] = 0
    explanation = proved([Masking(), GlobalAveragePooling1D(name="pool")], (3, 2), x=x)
    assert str(explanation.value_of("pool/output", (0, 1))).splitlines()[1] == "  o[0,1] = (x[0,0,1] + x[0,2,1]) / 2"
    assert explanation.gradient_of("masking/output", (0, 1, 1)).value == 0


def test_a_sequence_of_padding_has_no_mean() -> None:
    x = np.zeros((1, 2, 1))
    explanation = network_of([Masking(), GlobalAveragePooling1D(name="pool")], (2, 1)).explain(x)
    assert np.isnan(explanation.value_of("pool/output", (0, 0)).value)
    explanation.verify(everything=True)


def test_equal_maxima_share_the_gradient() -> None:
    explanation = proved(GlobalMaxPooling1D(name="pool"), (3, 1), x=np.array([[[2.0], [1.0], [2.0]]]))
    lines = str(explanation.gradient_of("input", (0, 2, 0))).splitlines()
    assert lines[1] == "  dE/dx[0,2,0] = {dE/do[0,0] / 2 if x[0,2,0] = o[0,0], else 0}"


def test_what_is_no_number_goes_through() -> None:
    x = np.array([[[1.0], [np.nan]]])
    network = network_of(GlobalMaxPooling1D(), (2, 1))
    assert network.explain(x, [[0.0]]).verify(everything=True).numbers > 0


def test_a_changed_number_is_found() -> None:
    explanation = proved(GlobalMaxPooling1D(name="pool"), (3, 1))
    assert_corruption_is_found(explanation, "value", "pool/output", (0, 0))
