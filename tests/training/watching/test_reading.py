from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure.layers import BatchNormalization, Conv2D, Dense, Embedding, Flatten, GlobalAveragePooling1D
from nervure.optimizers import SGD, Optimizer
from nervure.training.watching.reading import Reader
from tests.training.pupil import Pupil, line
from tests.training.test_diagnosis import batch


def reader_of(pupil: Pupil) -> Reader:
    return Reader(pupil.plan, pupil.store.trainable)


@pytest.mark.parametrize("optimizer", [SGD(0.5), SGD(0.5, clipnorm=0.01)])
def test_lengths_are_those_of_gradient_weights_and_update(optimizer: Optimizer) -> None:
    pupil = Pupil([Dense(4, activation="tanh", name="first"), Dense(1, name="last")], optimizer=optimizer)
    reader = reader_of(pupil)
    before = [array.copy() for array in pupil.get_weights()]
    reader.before()
    pupil.step.train(batch())
    reading = reader.after(7)
    after = pupil.get_weights()
    gradients = [parameter.gradient for layer in pupil.draft.layers for parameter in layer.parameters]
    assert reading.step == 7
    assert [weight.layer for weight in reading.weights] == ["first", "last"]
    for place, weight in zip((0, 2), reading.weights, strict=True):
        gradient = gradients[place]
        assert gradient is not None
        assert weight.gradient == pytest.approx(gradient.norm().item(), rel=1e-5)
        assert weight.size == pytest.approx(np.linalg.norm(before[place]), rel=1e-5)
        assert weight.update == pytest.approx(np.linalg.norm(after[place] - before[place]), rel=1e-3)
        assert weight.ratio == pytest.approx(weight.update / weight.size)
        assert weight.slope == pytest.approx(weight.gradient / weight.size)
        assert not weight.is_equal
    assert reading.steepest.ratio == max(weight.ratio for weight in reading.weights)


def test_a_reading_changes_nothing() -> None:
    watched, alone = (Pupil([Dense(4, activation="tanh"), Dense(1)], optimizer=SGD(0.1, momentum=0.9)) for _ in "ab")
    reader = reader_of(watched)
    for _ in range(3):
        reader.before()
        watched.step.train(batch())
        reader.after(1)
        alone.step.train(batch())
    assert all(torch.equal(a, b) for a, b in zip(watched.state(), alone.state(), strict=True))


def test_kernels_of_convolutions_are_read_whatever_their_layout_and_vectors_are_not() -> None:
    layers = [Conv2D(3, 3, name="conv"), BatchNormalization(name="norm"), Flatten(), Dense(1, name="last")]
    pupil = Pupil(layers, sample_shape=(6, 6, 2))
    reader = reader_of(pupil)
    assert reader.layers == ("conv", "last")
    x = np.random.default_rng(0).standard_normal((8, 6, 6, 2)).astype("float32")
    reader.before()
    pupil.step.train(batch(x, x[:, 0, 0, :1]))
    weight = reader.after(1).weights[0]
    assert weight.gradient == pytest.approx(layers[0].parameters[0].gradient.norm().item(), rel=1e-5)  # type: ignore[union-attr]


def test_frozen_weights_and_tables_of_embeddings_are_left_out() -> None:
    frozen = [Dense(4, name="frozen", trainable=False), Dense(1, name="last")]
    assert reader_of(Pupil(frozen)).layers == ("last",)
    words = [Embedding(50, 4, name="words"), GlobalAveragePooling1D(), Dense(1, name="last")]
    assert reader_of(Pupil(words, sample_shape=(5,))).layers == ("last",)


def test_weights_that_begin_at_zero_have_a_length_to_compare_with() -> None:
    pupil = Pupil([Dense(4, kernel_initializer="zeros"), Dense(1)])
    reader = reader_of(pupil)
    reader.before()
    pupil.step.train(batch())
    weight = reader.after(1).weights[0]
    assert weight.size == pytest.approx(0.01 * 12**0.5)
    assert weight.ratio < 100


def test_units_with_the_same_weights_are_seen_until_they_differ() -> None:
    x, y = line()
    pupil = Pupil([Dense(4, activation="tanh", kernel_initializer="ones"), Dense(1, kernel_initializer="ones")])
    reader = reader_of(pupil)
    reader.before()
    pupil.step.train(batch(x, y))
    assert [weight.is_equal for weight in reader.after(1).weights] == [True, False]  # of one unit nothing is asked
    with torch.no_grad():
        pupil.store.trainable.parameters[0].array[0, 0] += 1
    reader.before()
    pupil.step.train(batch(x, y))
    assert not reader.after(2).weights[0].is_equal
