from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.data import MissingClasses, class_labels, missing_classes


@settings(max_examples=60)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=50))
def test_classes_are_the_same_in_every_form(labels: list[int]) -> None:
    array = np.array(labels)
    one_hot = np.eye(10)[array]
    for y in (labels, array, array.astype("float32"), array[:, None], one_hot, torch.tensor(labels)):
        assert class_labels(y).tolist() == labels
    assert class_labels(torch.tensor(one_hot, dtype=torch.bfloat16)).tolist() == labels


def test_names_and_truth_values_are_classes() -> None:
    assert class_labels(["cat", "dog"]).tolist() == ["cat", "dog"]
    assert class_labels([True, False]).tolist() == [True, False]


@pytest.mark.parametrize(
    "y",
    [
        [0.5, 1.5],
        [0.0, float("nan")],
        [0.0, float("inf")],
        [[1, 1, 0], [0, 0, 1]],
        [[0.9, 0.1], [0.2, 0.8]],
        np.zeros((2, 3, 4)),
        np.array(5),
    ],
)
def test_measurements_and_several_labels_are_no_classes(y: object) -> None:
    assert class_labels(y) is None
    assert missing_classes(y, [0, 1]) is None


def test_sorted_digits_cut_at_the_end_miss_classes_on_both_sides(few_digits) -> None:  # type: ignore[no-untyped-def]
    _, y = few_digits
    at = int(len(y) * 0.8)
    missing = missing_classes(y[:at], y[at:])
    assert missing == MissingClasses(in_training=(8, 9), in_validation=(0, 1, 2, 3, 4, 5, 6))
    assert missing_classes(y[::2], y[1::2]) == MissingClasses((), ())
