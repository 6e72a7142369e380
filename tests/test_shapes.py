"""Arithmetic on shapes, against Keras' own and against arrays."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from keras.src.backend.common.backend_utils import compute_conv_transpose_output_shape
from keras.src.ops.operation_utils import (
    compute_conv_output_shape,
    compute_pooling_output_shape,
    compute_reshape_output_shape,
)

from nervure.shapes import (
    Shape,
    axis_index,
    broadcast,
    concatenated,
    merged,
    num_windows,
    reshaped,
    same_padding,
    shape_text,
    size_of,
    transposed_margins,
    transposed_size,
    window_extent,
    window_margins,
    window_shape,
)

sizes = st.one_of(st.none(), st.integers(1, 30))
paddings = st.sampled_from(["valid", "same"])
all_paddings = st.sampled_from(["valid", "same", "causal"])
samples = st.lists(st.one_of(st.none(), st.integers(1, 3)), min_size=0, max_size=3).map(tuple)


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ((None, 28, 28, 1), "(N, 28, 28, 1)"),
        ([None, 28, 28, 1], "(N, 28, 28, 1)"),
        ((32, 28, 28, 1), "(32, 28, 28, 1)"),
        ((None, None, 3), "(N, ?, 3)"),
        ((5, None), "(5, ?)"),
        ((None,), "(N,)"),
        ((7,), "(7,)"),
        ((), "()"),
        (None, "?"),
        (((None, 2), (None, 3)), "[(N, 2), (N, 3)]"),
        ([(None, 2), None], "[(N, 2), ?]"),
        (torch.Size([2, 3]), "(2, 3)"),
    ],
)
def test_a_shape_is_printed_with_n_for_the_batch(shape: object, text: str) -> None:
    assert shape_text(shape) == text


@given(size=sizes, kernel=st.integers(1, 6), stride=st.integers(1, 4), padding=all_paddings, dilation=st.integers(1, 3))
def test_the_size_after_a_convolution_is_keras_size(
    size: int | None, kernel: int, stride: int, padding: str, dilation: int
) -> None:
    ours = num_windows(size, kernel, stride, padding, dilation)
    arguments = ((None, size, 3), 8, (kernel,), (stride,), padding, "channels_last", (dilation,))
    if ours == 0:
        with pytest.raises(ValueError, match="zero or negative"):
            compute_conv_output_shape(*arguments)
    else:
        assert (None, ours, 8) == compute_conv_output_shape(*arguments)


@given(
    height=sizes,
    width=sizes,
    pool=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    strides=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    padding=paddings,
)
def test_the_shape_after_a_pooling_is_keras_shape(
    height: int | None, width: int | None, pool: tuple[int, int], strides: tuple[int, int], padding: str
) -> None:
    ours = window_shape((height, width), pool, strides, padding)
    if 0 in ours:
        with pytest.raises(ValueError, match="zero or negative"):
            compute_pooling_output_shape((None, height, width, 3), pool, strides, padding)
    else:
        assert (None, *ours, 3) == compute_pooling_output_shape((None, height, width, 3), pool, strides, padding)


@given(
    size=st.integers(1, 30),
    kernel=st.integers(1, 6),
    stride=st.integers(1, 4),
    padding=all_paddings,
    dilation=st.integers(1, 3),
)
def test_the_number_of_windows_is_what_torch_counts(
    size: int, kernel: int, stride: int, padding: str, dilation: int
) -> None:
    before, after = window_margins(size, kernel, stride, padding, dilation)
    windows = num_windows(size, kernel, stride, padding, dilation)
    if windows == 0:
        assert window_extent(kernel, dilation) > size
        return
    x = torch.nn.functional.pad(torch.ones(1, 1, size), (before, after))
    y = torch.nn.functional.conv1d(x, torch.ones(1, 1, kernel), stride=stride, dilation=dilation)
    assert windows == y.shape[-1]


@given(size=st.integers(1, 20), kernel=st.integers(1, 5), stride=st.integers(1, 3), dilation=st.integers(1, 2))
def test_same_padding_puts_the_zeros_where_keras_puts_them(size: int, kernel: int, stride: int, dilation: int) -> None:
    if stride > 1 and dilation > 1:
        return  # Keras refuses both at once
    rng = np.random.default_rng(size)
    x, weight = rng.normal(size=(1, size, 1)), rng.normal(size=(kernel, 1, 1))
    expected = keras.ops.conv(x, weight, strides=stride, padding="same", dilation_rate=dilation)
    padded = np.pad(x[0, :, 0], same_padding(size, kernel, stride, dilation))
    ours = [
        sum(weight[k, 0, 0] * padded[start + k * dilation] for k in range(kernel))
        for start in range(0, len(padded) - window_extent(kernel, dilation) + 1, stride)
    ]
    assert np.allclose(expected.numpy()[0, :, 0], ours, atol=1e-6)


@given(
    size=sizes,
    kernel=st.integers(1, 6),
    stride=st.integers(1, 4),
    padding=paddings,
    dilation=st.integers(1, 3),
    output_padding=st.one_of(st.none(), st.integers(0, 3)),
)
def test_the_size_after_a_transposed_convolution_is_keras_size(
    size: int | None, kernel: int, stride: int, padding: str, dilation: int, output_padding: int | None
) -> None:
    ours = transposed_size(size, kernel, stride, padding, dilation, output_padding)
    options = {"padding": padding, "output_padding": output_padding, "dilation_rate": dilation}
    theirs = compute_conv_transpose_output_shape((None, size, 3), (kernel,), 8, (stride,), **options)
    assert (None, ours, 8) == tuple(theirs)


@given(
    size=st.integers(1, 12),
    kernel=st.integers(1, 6),
    stride=st.integers(1, 4),
    padding=paddings,
    dilation=st.integers(1, 3),
    data=st.data(),
)
def test_a_transposed_convolution_mirrors_the_convolution_with_its_margins(
    size: int, kernel: int, stride: int, padding: str, dilation: int, data: st.DataObject
) -> None:
    output_padding = data.draw(st.one_of(st.none(), st.integers(0, stride - 1)))
    result = transposed_size(size, kernel, stride, padding, dilation, output_padding) or 0
    before, after = transposed_margins(size, kernel, stride, padding, dilation, output_padding)
    assert before >= 0
    assert after > -stride
    assert num_windows(result + before + after, kernel, stride, "valid", dilation) == size
    if num_windows(result, kernel, stride, padding, dilation) == size and after >= 0:
        assert (before, after) == window_margins(result, kernel, stride, padding, dilation)


def test_same_padding_with_an_odd_number_of_zeros_puts_the_last_one_after() -> None:
    assert same_padding(28, 3, 2) == (0, 1)
    assert same_padding(5, 2, 1) == (0, 1)
    assert same_padding(10, 5, 1, 2) == (4, 4)


@given(
    st.lists(st.tuples(st.one_of(st.none(), st.just(4)), samples).map(lambda t: (t[0], *t[1])), min_size=2, max_size=4)
)
def test_the_shape_of_a_merge_is_keras_shape(shapes: list[Shape]) -> None:
    ours = merged(shapes)
    try:
        expected = keras.layers.Add().compute_output_shape(shapes)
    except ValueError:
        expected = None
    assert ours == expected


def test_batches_of_different_sizes_do_not_merge() -> None:
    assert merged([(4, 3), (5, 3)]) is None
    assert merged([(4, 3), (None, 3)]) == (4, 3)


@given(samples, samples)
def test_known_shapes_are_broadcast_as_numpy_does(first: Shape, second: Shape) -> None:
    known_first, known_second = ([size or 1 for size in shape] for shape in (first, second))
    try:
        expected: Shape | None = np.broadcast_shapes(tuple(known_first), tuple(known_second))
    except ValueError:
        expected = None
    assert broadcast(tuple(known_first), tuple(known_second)) == expected


@given(
    rank=st.integers(1, 3),
    axis=st.integers(-5, 5),
    data=st.data(),
)
def test_the_shape_of_a_concatenation_is_what_numpy_makes(rank: int, axis: int, data: st.DataObject) -> None:
    shape = st.tuples(*[st.integers(1, 2)] * rank)
    shapes = data.draw(st.lists(shape, min_size=1, max_size=3))
    try:
        expected: Shape | None = np.concatenate([np.zeros(shape) for shape in shapes], axis).shape
    except ValueError:
        expected = None
    assert concatenated(shapes, axis) == expected


@given(first=st.tuples(sizes, sizes), more=st.lists(sizes, min_size=1, max_size=3), axis=st.sampled_from([1, -1]))
def test_the_shape_of_a_concatenation_along_the_last_axis_is_keras_shape(
    first: tuple[int | None, int | None], more: list[int | None], axis: int
) -> None:
    shapes = [first, *((first[0], size) for size in more)]
    assert concatenated(shapes, axis) == keras.layers.Concatenate(axis=axis).compute_output_shape(shapes)


def test_arrays_with_different_numbers_of_axes_are_not_concatenated() -> None:
    assert concatenated([(None, 2), (None, 2, 3)], -1) is None


def test_an_unknown_size_fits_any_when_concatenating() -> None:
    assert concatenated([(None, None, 2), (None, 5, 3)], -1) == (None, None, 5)


@given(
    sample=st.lists(st.one_of(st.none(), st.integers(0, 12)), max_size=3).map(tuple),
    target=st.lists(st.integers(-2, 12), max_size=3).map(tuple),
)
def test_the_shape_after_a_reshape_is_keras_shape(sample: Shape, target: tuple[int, ...]) -> None:
    try:
        expected = compute_reshape_output_shape(sample, target, "target_shape")
    except ValueError:
        expected = None
    assert reshaped(sample, target) == expected


@given(numbers=st.lists(st.integers(1, 5), min_size=1, max_size=4), hidden=st.integers(0, 3))
def test_a_reshape_finds_the_size_that_was_left_out(numbers: list[int], hidden: int) -> None:
    target = list(numbers)
    target[hidden % len(numbers)] = -1
    assert reshaped((int(np.prod(numbers)),), target) == tuple(numbers)


def test_the_size_of_a_shape_is_the_product_of_its_sizes() -> None:
    assert size_of((2, 3, 4)) == 24
    assert size_of(()) == 1
    assert size_of((0, 5)) == 0
    assert size_of((2, None)) is None


@pytest.mark.parametrize("rank", [1, 2, 4])
def test_an_axis_is_counted_from_the_front_or_refused(rank: int) -> None:
    for axis in range(-6, 6):
        ours = axis_index(axis, rank)
        if -rank <= axis < rank:
            assert ours == range(rank)[axis]
        else:
            assert ours is None
