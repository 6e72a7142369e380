from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure import losses
from nervure.errors import ArgumentError, DataError
from tests.oracles import losses as oracle

E = np.array([[1.0, 0.0], [0.8, 0.6], [0.0, 1.0], [-0.6, 0.8]])


def test_values_are_those_of_the_oracle_for_labels_of_any_form() -> None:
    expected = oracle.circle(np.array([0, 0, 1, 1]), E, 4.0, 0.4)
    for labels in ([0, 0, 1, 1], [[0], [0], [1], [1]], np.array([0.0, 0.0, 1.0, 1.0]), [-3, -3, 90, 90]):
        np.testing.assert_allclose(losses.circle(labels, E, gamma=4.0), expected, rtol=1e-9)


def test_the_average_is_over_embeddings_with_a_value() -> None:
    values = losses.circle([0, 0, 1, 2], E, gamma=4.0)
    assert values[2:].tolist() == [0.0, 0.0]
    assert losses.Circle(gamma=4.0)([0, 0, 1, 2], E) == pytest.approx(values[:2].mean())
    assert losses.Circle(gamma=4.0, reduction="sum")([0, 0, 1, 2], E) == pytest.approx(values.sum())


def test_a_step_against_the_gradient_draws_classes_apart() -> None:
    loss, y_true, y_pred = losses.Circle(gamma=8.0), torch.tensor([0, 0, 1, 1]), torch.from_numpy(E)
    before, cache = loss.forward(y_true, y_pred)
    moved = y_pred - 0.01 * loss.backward(cache)
    after, _ = loss.forward(y_true, moved / moved.norm(dim=-1, keepdim=True))
    assert float(after) < float(before)


def test_references_take_the_place_of_the_batch() -> None:
    labels = np.array([0, 0, 1, 1])
    own = losses.circle(labels, E, gamma=4.0, remove_diagonal=False)
    np.testing.assert_allclose(losses.circle(labels, E, labels, E, False, 4.0), own, rtol=1e-12)
    first = losses.circle(labels[:2], E[:2], labels, E, False, 4.0)
    np.testing.assert_allclose(first, own[:2], rtol=1e-12)
    assert isinstance(losses.circle(labels, torch.from_numpy(E), ref_labels=labels[::-1]), torch.Tensor)


def test_what_cannot_be_meant_is_refused() -> None:
    with pytest.raises(ArgumentError, match="gamma > 0"):
        losses.Circle(gamma=0)
    with pytest.raises(DataError, match="is not a class number"):
        losses.Circle()([0.5, 1.0, 0.0, 1.0], E)
