from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from nervure import losses
from nervure.errors import ArgumentError
from nervure.language import set_language

P = np.array([[0.05, 0.95, 0.0], [0.1, 0.8, 0.1]], np.float32)


def test_class_numbers_and_one_hot_rows_say_the_same() -> None:
    expected = [-math.log(0.95), -math.log(0.1)]
    assert losses.sparse_categorical_crossentropy([1, 2], P).tolist() == pytest.approx(expected, rel=1e-5)
    assert losses.categorical_crossentropy(np.eye(3)[[1, 2]], P).tolist() == pytest.approx(expected, rel=1e-5)
    assert float(losses.SparseCategoricalCrossentropy()([[1], [2]], P)) == pytest.approx(1.177, abs=1e-3)


def test_the_examples_of_keras_with_weights_come_out() -> None:
    loss = losses.CategoricalCrossentropy()
    assert float(loss(np.eye(3)[[1, 2]], P, sample_weight=[0.3, 0.7])) == pytest.approx(0.814, abs=1e-3)
    z, y = [[-18.6, 0.51], [2.94, -12.8]], [[0, 1], [0, 0]]
    loss = losses.BinaryCrossentropy(from_logits=True)
    assert float(loss(y, z)) == pytest.approx(0.8654, abs=1e-4)
    assert float(loss(y, z, sample_weight=[0.8, 0.2])) == pytest.approx(0.243, abs=1e-3)


@pytest.mark.parametrize("name", ["categorical_crossentropy", "sparse_categorical_crossentropy"])
def test_logits_say_the_same_as_their_softmax(name: str) -> None:
    z = torch.randn(4, 3, generator=torch.Generator().manual_seed(0))
    y = [0, 1, 2, 1] if name.startswith("sparse") else np.eye(3)[[0, 1, 2, 1]]
    function = getattr(losses, name)
    torch.testing.assert_close(function(y, z, from_logits=True), function(y, z.softmax(-1)), rtol=1e-5, atol=1e-6)


def test_outputs_are_divided_by_their_sum() -> None:
    assert losses.sparse_categorical_crossentropy([1, 2], P * 7).tolist() == pytest.approx(
        losses.sparse_categorical_crossentropy([1, 2], P).tolist(), rel=1e-6
    )


def test_smoothing_moves_targets_toward_indifference() -> None:
    even = np.full((2, 3), 1 / 3)
    loss = losses.CategoricalCrossentropy(label_smoothing=1.0)
    assert loss(np.eye(3)[[0, 2]], even) == pytest.approx(math.log(3))
    half = losses.BinaryCrossentropy(label_smoothing=1.0)
    assert half([[1.0], [0.0]], np.full((2, 1), 0.5)) == pytest.approx(math.log(2))


def test_an_average_leaves_ignored_samples_out() -> None:
    y_pred = np.array([[0.9, 0.1], [0.5, 0.5], [0.2, 0.8]])
    loss = losses.SparseCategoricalCrossentropy(ignore_class=-1)
    assert loss([0, -1, 1], y_pred) == pytest.approx(-(math.log(0.9) + math.log(0.8)) / 2)
    value, cache = loss.forward(torch.tensor([0, -1, 1]), torch.from_numpy(y_pred))
    assert loss.backward(cache)[1].tolist() == [0.0, 0.0]
    assert float(value) == pytest.approx(-(math.log(0.9) + math.log(0.8)) / 2)


def test_labels_of_floats_that_are_whole_are_accepted() -> None:
    assert losses.SparseCategoricalCrossentropy()(np.array([1.0, 2.0]), P) == pytest.approx(1.177, abs=1e-3)


@pytest.mark.parametrize("smoothing", [-0.1, 1.5])
def test_smoothing_outside_zero_and_one_is_refused(smoothing: float) -> None:
    for maker in (losses.CategoricalCrossentropy, losses.BinaryCrossentropy):
        with pytest.raises(ArgumentError, match="0 <= label_smoothing <= 1"):
            maker(label_smoothing=smoothing)
    set_language("ko")
    with pytest.raises(ArgumentError, match="label_smoothing이 숫자가 아니거나 범위를 벗어났어요"):
        losses.BinaryCrossentropy(label_smoothing=smoothing)


def test_from_logits_chooses_the_pair_and_options_go_to_it() -> None:
    assert losses.CategoricalCrossentropy().op.name == "categorical_crossentropy"
    assert not losses.CategoricalCrossentropy().from_logits
    assert not losses.MeanSquaredError().from_logits
    loss = losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)
    assert loss.op.name == "softmax_categorical_crossentropy"
    assert loss.options == {"label_smoothing": 0.1, "axis": -1}
    assert losses.BinaryCrossentropy(from_logits=True).op.name == "sigmoid_binary_crossentropy"
    sparse = losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=3)
    assert sparse.op.name == "softmax_sparse_categorical_crossentropy"
    assert sparse.options == {"ignore_class": 3, "axis": -1}
