from __future__ import annotations

import numpy as np
import torch

from nervure.layers import Dense
from nervure.testing.given import NUM_SAMPLES, away_from_zero, batch_of


def test_numbers_keep_away_from_zero_and_fill_both_intervals() -> None:
    numbers = away_from_zero(3, (4000,))
    size = numbers.abs()
    assert 0.2 <= float(size.min()) < 0.21
    assert 0.99 < float(size.max()) <= 1.0
    assert abs(float((numbers > 0).double().mean()) - 0.5) < 0.03
    assert abs(float(size.mean()) - 0.6) < 0.02
    assert torch.equal(numbers, away_from_zero(3, (4000,)))
    assert not torch.equal(numbers, away_from_zero(4, (4000,)))


def test_a_shape_becomes_a_batch_of_real_numbers() -> None:
    batch = batch_of(Dense(2), (5, None), None, seed=0)
    assert batch.alone
    assert batch.real == (True,)
    assert [tuple(x.shape) for x in batch.tensors] == [(NUM_SAMPLES, 5, 6)]
    assert batch.tensors[0].dtype == torch.float64


def test_a_list_of_shapes_becomes_a_batch_an_input_each_with_its_own_numbers() -> None:
    batch = batch_of(Dense(2), [(3,), (3,)], None, seed=0)
    assert not batch.alone
    assert not torch.equal(*batch.tensors)
    assert not batch_of(Dense(2), [(3,)], None, seed=0).alone


def test_a_built_layer_brings_its_shape() -> None:
    layer = Dense(2)
    layer(np.ones((2, 7), "float32"))
    assert batch_of(layer, None, None, seed=0).tensors[0].shape == (NUM_SAMPLES, 7)


def test_arrays_given_are_copied_and_known_as_whole_or_real() -> None:
    x, numbers = torch.ones(2, 3), np.array([[1, 2], [3, 4]])
    batch = batch_of(Dense(2), None, [x, numbers], seed=0)
    assert batch.real == (True, False)
    batch.tensors[0].zero_()
    batch.tensors[1].zero_()
    assert bool((x == 1).all())
    assert numbers[1, 1] == 4
    assert batch_of(Dense(2), None, [[1.0, 2.0], [3.0, 4.0]], seed=0).tensors[0].tolist() == [[1.0, 2.0], [3.0, 4.0]]
