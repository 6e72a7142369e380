from __future__ import annotations

import numpy as np
import pytest

from nervure.arguments.sizes import Layout, MarginsAlong, ShapeKind, SizesAlong
from nervure.errors import ArgumentError
from tests.layers.layer_rules import assert_says


@pytest.mark.parametrize(
    ("value", "num_axes", "expected"),
    [
        (3, 2, (3, 3)),
        ((3, 5), 2, (3, 5)),
        ([2, 1], 2, (2, 1)),
        (2.0, 2, (2, 2)),
        (4, 1, (4,)),
        ((1, 2, 3), 3, (1, 2, 3)),
    ],
)
def test_one_number_counts_for_all_axes(value: object, num_axes: int, expected: tuple[int, ...]) -> None:
    assert SizesAlong(num_axes).take(value, "strides", "Conv2D") == expected


@pytest.mark.parametrize("value", [0, (3,), (1, 2, 3), (3, 0), (3, None), "33", None, (1.5, 2), ()])
def test_what_is_no_number_for_each_axis_is_refused(value: object) -> None:
    assert_says(ArgumentError, lambda: SizesAlong(2).take(value, "strides", "Conv2D"), "strides", repr(value), "(3, 3)")


def test_zero_counts_where_it_can_be_meant() -> None:
    assert SizesAlong(2, least=0).take((0, 1), "output_padding", "Conv2DTranspose") == (0, 1)
    assert_says(
        ArgumentError, lambda: SizesAlong(1, least=0).take(-1, "output_padding", "Conv1DTranspose"), "at least 0"
    )


@pytest.mark.parametrize(
    ("value", "num_axes", "expected"),
    [
        (2, 1, ((2, 2),)),
        ((1, 2), 1, ((1, 2),)),
        (0, 2, ((0, 0), (0, 0))),
        ((1, 2), 2, ((1, 1), (2, 2))),
        ([[1, 2], (0, 3)], 2, ((1, 2), (0, 3))),
        ((1, (0, 2), 3), 3, ((1, 1), (0, 2), (3, 3))),
    ],
)
def test_margins_may_be_written_in_the_ways_of_keras(value: object, num_axes: int, expected: object) -> None:
    assert MarginsAlong(num_axes).take(value, "padding", "ZeroPadding2D") == expected


def test_an_array_of_pairs_is_taken_as_a_list_of_pairs() -> None:
    pairs = np.array([[1, 2], [0, 3]])
    assert MarginsAlong(2).take(pairs, "cropping", "Cropping2D") == ((1, 2), (0, 3))
    with pytest.raises(ArgumentError):
        MarginsAlong(3).take(pairs, "cropping", "Cropping3D")


@pytest.mark.parametrize(
    ("value", "num_axes"),
    [(-1, 2), ((1, 2, 3), 2), (((1, 2), (3,)), 2), ("1", 2), (None, 1), ((1, 2, 3), 1), ((1, -2), 1), (1.5, 3)],
)
def test_what_are_no_margins_is_refused(value: object, num_axes: int) -> None:
    assert_says(
        ArgumentError, lambda: MarginsAlong(num_axes).take(value, "cropping", "Cropping"), f"cropping={value!r}"
    )


def test_channels_first_is_refused_with_the_way_out() -> None:
    assert Layout().take("channels_last", "data_format", "Conv2D") == "channels_last"
    for num_axes, order in ((1, "0, 2, 1"), (2, "0, 2, 3, 1"), (3, "0, 2, 3, 4, 1")):
        layout = Layout(num_axes)
        assert_says(
            ArgumentError,
            lambda given=layout: given.take("channels_first", "data_format", "Layer"),
            f"x.transpose({order})",
        )
    assert_says(ArgumentError, lambda: Layout().take("NHWC", "data_format", "Conv2D"), "Leave data_format out")


def test_a_shape_lists_sizes_of_any_type() -> None:
    for value in ((28, None), [28.0, None], (np.int64(28), None)):
        assert ShapeKind().take(value, "shape", "Input") == (28, None)
    assert ShapeKind().take(np.array([2, 3]), "shape", "Input") == (2, 3)
    for value in (28, "28", (0,), (1.5,), ("3",), {1, 2}, None, np.eye(2)):
        assert_says(ArgumentError, lambda given=value: ShapeKind().take(given, "shape", "Input"), "shape")
