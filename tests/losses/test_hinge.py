from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure import losses
from nervure.errors import DataError


def test_the_examples_of_keras_come_out() -> None:
    y, o = [[0.0, 1.0], [0.0, 0.0]], [[0.6, 0.4], [0.4, 0.6]]
    assert float(losses.Hinge()(y, o)) == pytest.approx(1.3)
    assert float(losses.Hinge()(y, o, sample_weight=[1, 0])) == pytest.approx(0.55)
    assert float(losses.SquaredHinge()(y, o)) == pytest.approx(1.86)
    assert float(losses.CategoricalHinge()([[0, 1], [0, 0]], o)) == pytest.approx(1.4)
    assert losses.hinge(y, o).tolist() == pytest.approx([1.1, 1.5])
    assert losses.categorical_hinge([[0, 1]], o[:1]).tolist() == pytest.approx([1.2])


def test_zero_and_one_say_the_same_as_minus_one_and_one() -> None:
    y, o = np.array([[0.0], [1.0], [1.0]]), np.array([[0.3], [-0.2], [4.0]])
    for kind in (losses.Hinge, losses.SquaredHinge):
        assert float(kind()(y, o)) == float(kind()(2 * y - 1, o))


def test_labels_of_one_number_a_sample_fit_a_single_output() -> None:
    assert losses.hinge([0, 1], [[0.5], [0.5]]).tolist() == [1.5, 0.5]


def test_labels_of_several_classes_are_sent_to_the_categorical_hinge() -> None:
    for kind in (losses.Hinge, losses.SquaredHinge):
        with pytest.raises(DataError, match="categorical_hinge"):
            kind().check_values(torch.tensor([0, 1, 2]), (None, 1))
