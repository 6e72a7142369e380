from __future__ import annotations

import numpy as np
import pytest

from nervure import losses


def test_the_example_of_keras_comes_out() -> None:
    y, o = [[0.0, 1.0], [1.0, 1.0]], [[1.0, 0.0], [1.0, 1.0]]
    assert losses.cosine_similarity(y, o).tolist() == pytest.approx([0.0, -1.0])
    assert float(losses.CosineSimilarity()(y, o)) == pytest.approx(-0.5)
    assert float(losses.CosineSimilarity(reduction="sum")(y, o, sample_weight=[0.8, 0.2])) == pytest.approx(-0.2)


def test_only_directions_count() -> None:
    y, o = np.random.default_rng(0).normal(size=(2, 5, 3))
    loss = losses.CosineSimilarity()
    assert loss(y * 7, o * 0.1) == pytest.approx(float(loss(y, o)), rel=1e-12)
    assert loss(y, -o) == pytest.approx(-float(loss(y, o)), rel=1e-12)


def test_the_axis_of_the_vectors_is_an_argument() -> None:
    y, o = np.random.default_rng(0).normal(size=(2, 5, 3, 2))
    turned = losses.cosine_similarity(y.swapaxes(1, 2), o.swapaxes(1, 2))
    np.testing.assert_allclose(losses.cosine_similarity(y, o, axis=1), turned, rtol=1e-12)
