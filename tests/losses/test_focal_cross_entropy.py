from __future__ import annotations

import numpy as np
import pytest

from nervure import losses
from nervure.errors import ArgumentError
from nervure.language import set_language

Y, P = [[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]
ROWS, Q = np.eye(3)[[1, 2]], np.array([[0.05, 0.95, 0.0], [0.1, 0.8, 0.1]], np.float32)


def test_the_examples_of_keras_come_out() -> None:
    assert losses.binary_focal_crossentropy(Y, P, gamma=2).tolist() == pytest.approx([0.330, 0.206], abs=1e-3)
    balanced = losses.BinaryFocalCrossentropy(apply_class_balancing=True, reduction="none")(Y, P)
    assert balanced.tolist() == pytest.approx([0.165, 0.154], abs=1e-3)
    assert float(losses.CategoricalFocalCrossentropy()(ROWS, Q)) == pytest.approx(0.23315276)
    weighted = losses.CategoricalFocalCrossentropy()(ROWS, Q, sample_weight=[0.3, 0.7])
    assert float(weighted) == pytest.approx(0.1632, abs=1e-4)
    each = losses.categorical_focal_crossentropy(ROWS, Q)
    assert each.tolist() == pytest.approx([3.2058e-05, 4.6627e-01], rel=1e-3)


def test_without_focus_both_are_the_plain_cross_entropy() -> None:
    focal, plain = losses.BinaryFocalCrossentropy(gamma=0), losses.BinaryCrossentropy()
    assert float(focal(Y, P)) == pytest.approx(float(plain(Y, P)))
    focal, plain = losses.CategoricalFocalCrossentropy(alpha=1, gamma=0), losses.CategoricalCrossentropy()
    assert float(focal(ROWS, Q)) == pytest.approx(float(plain(ROWS, Q)))


def test_an_easy_sample_counts_less_the_more_focus_there_is() -> None:
    easy = [float(losses.BinaryFocalCrossentropy(gamma=gamma)([[1.0]], [[0.9]])) for gamma in (0, 1, 2, 5)]
    assert easy == sorted(easy, reverse=True)
    assert easy[2] == pytest.approx(easy[0] / 100, rel=1e-5)


def test_logits_say_the_same_as_their_probabilities() -> None:
    z = np.random.default_rng(0).normal(size=(4, 3))
    p, rows = np.exp(z) / np.exp(z).sum(-1, keepdims=True), np.eye(3)[[0, 1, 2, 1]]
    np.testing.assert_allclose(
        losses.categorical_focal_crossentropy(rows, z, from_logits=True),
        losses.categorical_focal_crossentropy(rows, p),
        rtol=1e-9,
    )
    np.testing.assert_allclose(
        losses.binary_focal_crossentropy(rows, z, from_logits=True),
        losses.binary_focal_crossentropy(rows, 1 / (1 + np.exp(-z))),
        rtol=1e-9,
    )


def test_a_list_of_weights_has_one_a_class() -> None:
    loss = losses.CategoricalFocalCrossentropy(alpha=[0.0, 0.0, 1.0], reduction="none")
    values = loss(ROWS, Q)
    assert values[0] == 0
    assert values[1] == pytest.approx(4 * 0.46627, rel=1e-3)
    assert loss.get_config()["alpha"] == [0.0, 0.0, 1.0]
    of_an_array = losses.CategoricalFocalCrossentropy(alpha=np.array([0.0, 0.0, 1.0]), reduction="none")
    assert of_an_array(ROWS, Q).tolist() == values.tolist()
    for language, sentence in (("en", "Pass a list of 4 numbers"), ("ko", "수 4개의 목록을 넘기거나")):
        set_language(language)
        with pytest.raises(ArgumentError, match=sentence):
            loss.check((8, 4), (None, 4))


@pytest.mark.parametrize(
    ("kind", "arguments", "sentence"),
    [
        (losses.BinaryFocalCrossentropy, {"alpha": 1.5}, "0 <= alpha <= 1"),
        (losses.BinaryFocalCrossentropy, {"gamma": -1}, "gamma >= 0"),
        (losses.BinaryFocalCrossentropy, {"label_smoothing": 2}, "0 <= label_smoothing <= 1"),
        (losses.CategoricalFocalCrossentropy, {"alpha": -1}, "alpha >= 0"),
        (losses.CategoricalFocalCrossentropy, {"alpha": [0.1, -1]}, "alpha >= 0"),
        (losses.CategoricalFocalCrossentropy, {"gamma": -1}, "gamma >= 0"),
        (losses.CategoricalFocalCrossentropy, {"label_smoothing": -1}, "0 <= label_smoothing <= 1"),
    ],
)
def test_arguments_that_cannot_be_meant_are_refused(kind: type, arguments: dict[str, object], sentence: str) -> None:
    with pytest.raises(ArgumentError, match=sentence):
        kind(**arguments)


def test_from_logits_chooses_the_pair() -> None:
    assert losses.BinaryFocalCrossentropy(from_logits=True).op.name == "sigmoid_binary_focal_crossentropy"
    assert losses.CategoricalFocalCrossentropy(from_logits=True).op.name == "softmax_categorical_focal_crossentropy"
