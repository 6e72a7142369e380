from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from nervure import losses, metrics
from nervure.errors import ShapeError
from nervure.ops.targets import (
    aligned,
    aligns,
    by_shape,
    check_axes,
    fits,
    floating,
    label_shape,
    tensor_of,
    without_class_axis,
)
from tests.layers.layer_rules import assert_says


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        ([0.5, 1.0], torch.float32),
        ([1, 0], torch.int64),
        (0.5, torch.float32),
        (np.zeros(2), torch.float64),
        (np.zeros(2, np.float32), torch.float32),
        (np.zeros(2, np.uint8), torch.uint8),
        (np.zeros(2, np.uint16), torch.int64),
        (torch.zeros(2, dtype=torch.bfloat16), torch.bfloat16),
    ],
)
def test_lists_become_float32_and_arrays_keep_their_type(value: object, dtype: torch.dtype) -> None:
    assert tensor_of(value).dtype == dtype


def test_arrays_that_torch_would_warn_about_or_refuse_are_copied() -> None:
    fixed = np.arange(3.0)
    fixed.flags.writeable = False
    assert tensor_of(fixed).tolist() == [0.0, 1.0, 2.0]
    assert tensor_of(np.arange(3)[::-1]).tolist() == [2, 1, 0]


def test_an_array_is_not_copied_otherwise() -> None:
    array = np.zeros(3, np.float32)
    tensor_of(array)[0] = 1.0
    assert array[0] == 1.0


def test_whole_number_outputs_become_floats() -> None:
    assert floating(torch.tensor([1])).dtype == torch.float32
    assert floating(torch.zeros(1, dtype=torch.float64)).dtype == torch.float64


def test_a_size_that_is_not_known_fits_any() -> None:
    assert fits((None, 3), (8, 3))
    assert fits((8, None), (8, 3))
    assert not fits((8, 2), (8, 3))
    assert not fits((8,), (8, 1))


@pytest.mark.parametrize(
    ("y_true", "y_pred", "expected"),
    [
        ((8,), (8, 1), True),
        ((8, 1), (8,), True),
        ((8, 5), (8, 5, 1), True),
        ((8, 5, 1), (8, 5), True),
        ((8,), (8, 3), False),
        ((8, 1), (8, 3), False),
        ((8, 3), (8, 1), False),
        ((4,), (8, 1), False),
        ((8,), (8, 1, 1), False),
    ],
)
def test_only_a_last_axis_of_one_is_added_or_taken_away(
    y_true: tuple[int, ...], y_pred: tuple[int, ...], expected: bool
) -> None:
    assert aligns(y_true, y_pred) == expected
    if expected:
        assert aligned(torch.zeros(y_true), y_pred).shape == y_pred


def test_class_numbers_lose_the_class_axis_wherever_it_stands() -> None:
    assert label_shape((None, 10)) == (None,)
    assert label_shape((2, 3, 4, 5), 1) == (2, 4, 5)
    assert without_class_axis(torch.zeros(4, 1), 2).shape == (4,)
    assert without_class_axis(torch.zeros(4, 1, 5), 3, axis=1).shape == (4, 5)
    assert without_class_axis(torch.zeros(4), 2).shape == (4,)


@pytest.mark.parametrize(
    ("y_true", "y_pred", "kind"),
    [
        ((8, 1), (8, 1), "binary"),
        ((8,), (8, 1), "binary"),
        ((None,), (None, 10), "sparse"),
        ((8, 4, 4), (8, 4, 4, 10), "sparse"),
        ((8, 4, 4, 1), (8, 4, 4, 10), "sparse"),
        ((8, 10), (8, 10), "categorical"),
    ],
)
def test_shapes_decide_as_in_keras(y_true: tuple[int, ...], y_pred: tuple[int, ...], kind: str) -> None:
    assert by_shape(y_true, y_pred) == kind


def test_an_axis_that_is_not_there_is_named() -> None:
    check_axes(None, (), where="loss")
    check_axes(-2, (4, 3), where="loss")
    check_axes((0, 1), (4, 3), where="loss")
    for axis in (2, -3, (0, 2)):
        assert_says(ShapeError, lambda given=axis: check_axes(given, (4, 3), where="loss"), "an axis from -2 to 1")


@pytest.mark.parametrize(
    "made", [
        losses.BinaryCrossentropy, losses.CategoricalCrossentropy, losses.CosineSimilarity, losses.Dice,
        metrics.CosineSimilarity, metrics.PearsonCorrelation, metrics.CategoricalCrossentropy,
    ],
)  # fmt: skip
def test_losses_and_metrics_say_which_axis_is_missing(made: Any) -> None:
    rows = np.full((2, 2), 0.5)
    assert_says(ShapeError, lambda: made(axis=7)(rows, rows), "no axis 7")
    labels = {losses.SparseCategoricalCrossentropy, metrics.SparseCategoricalCrossentropy}
    for kind in labels:
        assert_says(ShapeError, lambda given=kind: given(axis=7)([0, 1], rows), "no axis 7")
