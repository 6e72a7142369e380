from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import torch

from nervure.data import to_categorical


@pytest.mark.parametrize("classes", [None, 10, 12])
@pytest.mark.parametrize("shape", [(100,), (100, 1), (20, 5), (4, 5, 5, 1)])
def test_the_rows_are_those_of_keras(few_digits: Any, shape: tuple[int, ...], classes: int | None) -> None:
    labels = few_digits[1].reshape(shape)
    ours, theirs = to_categorical(labels, classes), keras.utils.to_categorical(labels, classes)
    assert ours.dtype == theirs.dtype
    np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("labels", [[0, 2, 1], 3, [[1], [0]], [0.0, 2.0], [True, False], range(4)])
def test_whatever_holds_classes_is_taken_as_keras_takes_it(labels: Any) -> None:
    np.testing.assert_array_equal(to_categorical(labels), keras.utils.to_categorical(labels))


def test_a_tensor_gives_a_tensor_as_in_keras(few_digits: Any) -> None:
    labels = torch.from_numpy(few_digits[1]).to(torch.int64)[:, None]
    ours = to_categorical(labels, 10)
    assert ours.dtype == torch.float32, "TensorFlow's type; Keras gives int64 on torch"
    assert torch.equal(ours, keras.utils.to_categorical(labels, 10).cpu().to(torch.float32))


@pytest.mark.parametrize(
    ("labels", "classes", "value"),
    [
        ([0, -1], None, "-1"),
        ([0, 1.9], None, "1.9"),
        ([0, 3], 3, "3"),
        ([[0, 1], [5, 2]], 4, "5"),
        ([np.nan], 2, "nan"),
    ],
)
def test_what_is_no_class_is_named_with_its_place(messages: Any, labels: Any, classes: Any, value: str) -> None:
    english, _ = messages(lambda: to_categorical(labels, classes))
    assert english.got == value
    assert english.problem.startswith("x[")


def test_names_nothing_and_counts_that_are_none_are_refused(messages: Any) -> None:
    english, _ = messages(lambda: to_categorical(["cat", "dog"]))
    assert "np.unique" in english.fix
    english, _ = messages(lambda: to_categorical([]))
    assert "num_classes" in english.fix
    assert to_categorical([], 3).shape == (0, 3)
    messages(lambda: to_categorical([0], 0))
