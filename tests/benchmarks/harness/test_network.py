from __future__ import annotations

import numpy as np
import pytest

from benchmarks.harness.network import (
    BatchNormalization,
    Convolution,
    Dense,
    Flatten,
    GlobalAveragePooling,
    MaxPooling,
    Recurrent,
    Residual,
    first_weights,
    output_shape,
)


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Convolution(8), (5, 7, 8)),
        (BatchNormalization(), (5, 7, 3)),
        (MaxPooling(), (2, 3, 3)),
        (GlobalAveragePooling(), (3,)),
        (Flatten(), (105,)),
        (Residual((Convolution(3),)), (5, 7, 3)),
    ],
)
def test_each_layer_knows_the_shape_behind_it(layer: Convolution, shape: tuple[int, ...]) -> None:
    assert output_shape(layer, (5, 7, 3)) == shape


def test_weights_come_in_the_order_of_the_walk_and_into_branches() -> None:
    network = (Convolution(4), Residual((Convolution(4), BatchNormalization())), Flatten(), Dense(2))
    shapes = [[array.shape for array in layer] for layer in first_weights(network, (2, 2, 1))]
    assert shapes == [
        [(3, 3, 1, 4), (4,)],
        [(3, 3, 4, 4), (4,)],
        [(4,), (4,), (4,), (4,)],
        [(16, 2), (2,)],
    ]


def test_weights_are_those_of_the_seed_within_the_limits_of_glorot() -> None:
    (kernel, bias), (again, _) = (first_weights((Dense(50),), (100,), seed)[0] for seed in (1, 1))
    (other, _) = first_weights((Dense(50),), (100,), 2)[0]
    assert np.array_equal(kernel, again)
    assert not np.array_equal(kernel, other)
    assert 0.19 < np.abs(kernel).max() <= np.sqrt(6 / 150)
    assert not bias.any()


def test_the_forget_gate_of_an_lstm_begins_open() -> None:
    bias = first_weights((Recurrent("LSTM", 3),), (2,))[0][2]
    assert bias.tolist() == [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    assert first_weights((Recurrent("GRU", 3),), (2,))[0][2].shape == (2, 9)


def test_settled_statistics_are_those_of_no_beginning() -> None:
    begun, settled = (first_weights((BatchNormalization(),), (6,), 1, settled)[0] for settled in (False, True))
    assert [array[0] for array in begun] == [1, 0, 0, 1]
    assert (settled[3] >= 0.2).all()
    assert (settled[2] > 0).any()
