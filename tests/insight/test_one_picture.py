from __future__ import annotations

import numpy as np
import pytest

from nervure import Input, Model
from nervure.errors import ArgumentError, DataError, ShapeError
from nervure.insight.one_picture import one_picture
from nervure.layers import Add, Conv2D
from tests.insight.networks import classifier, pictures


@pytest.mark.parametrize("shape", [(12, 10, 1), (12, 10), (1, 12, 10, 1), (1, 12, 10)])
def test_every_form_of_one_picture_becomes_a_batch_of_one(shape: tuple[int, ...]) -> None:
    picture = np.arange(120, dtype="uint8").reshape(shape)
    x = one_picture(classifier(), picture, "test")
    assert tuple(x.shape) == (1, 12, 10, 1)
    np.testing.assert_array_equal(x.numpy().ravel(), picture.ravel())


def test_several_pictures_and_other_sizes_are_refused() -> None:
    model = classifier()
    with pytest.raises(DataError, match="only one image can be examined at a time"):
        one_picture(model, pictures(2), "test")
    with pytest.raises(DataError, match="only one image can be examined at a time"):
        one_picture(model, pictures(2)[..., 0], "test")
    with pytest.raises(ShapeError, match="test"):
        one_picture(model, np.zeros((5, 5, 1)), "test")


def test_a_model_with_two_inputs_is_refused() -> None:
    first, second = Input((4, 4, 1)), Input((4, 4, 1))
    model = Model([first, second], Conv2D(1, 1)(Add()([first, second])))
    with pytest.raises(ArgumentError, match="several inputs"):
        one_picture(model, np.zeros((4, 4, 1)), "test")
