"""Parameters as views of flat buffers."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from nervure.errors import ShapeError, StateError
from nervure.parameter import Parameter, Segment, Store
from nervure.randomness import normal

DTYPES = [torch.float32, torch.float64, torch.bfloat16]
CONVOLUTION_ORDER = (3, 0, 1, 2)  # Keras' (height, width, channels, filters) lies as (filters, height, width, channels)


class Drawn:
    """Draws normal numbers."""

    def draw(self, shape: tuple[int, ...], key: int) -> Tensor:
        return normal(key, shape)


def _parameter(name: str, shape: tuple[int, ...], **more: object) -> Parameter:
    return Parameter(name, shape, Drawn(), **more)  # type: ignore[arg-type]


def _several(initialized: bool = True) -> list[Parameter]:
    made = [
        _parameter("kernel", (3, 3, 2, 5), memory_order=CONVOLUTION_ORDER),
        _parameter("bias", (5,)),
        _parameter("weight", (7, 4), memory_order=(1, 0)),
        _parameter("scalar", ()),
    ]
    for key, parameter in enumerate(made):
        if initialized:
            parameter.initialise(key)
    return made


shapes = st.lists(st.integers(0, 5), max_size=4).map(tuple)


def test_a_parameter_shows_its_name_and_shape() -> None:
    assert repr(_parameter("kernel", (3, 2))) == "<Parameter kernel shape=(3, 2)>"


def test_the_first_value_is_drawn_once() -> None:
    parameter = _parameter("kernel", (2, 3))
    parameter.initialise(1)
    first = parameter.array
    parameter.initialise(2)
    assert parameter.array is first
    assert torch.equal(first, normal(1, (2, 3)).float())


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_first_value_has_the_type_asked_for(dtype: torch.dtype) -> None:
    parameter = _parameter("kernel", (2, 3))
    parameter.initialise(1, dtype)
    assert parameter.array.dtype == dtype
    assert torch.equal(parameter.array, normal(1, (2, 3)).to(dtype))


def test_without_a_value_there_is_no_array() -> None:
    parameter = _parameter("kernel", (2,))
    for ask in (lambda: parameter.array, parameter.numpy, lambda: parameter.dtype, lambda: np.asarray(parameter)):
        with pytest.raises(StateError, match="'kernel': it has no value yet"):
            ask()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])  # no network stores its weights otherwise
def test_numpy_takes_a_parameter_for_a_copy_of_its_value(dtype: torch.dtype) -> None:
    parameter = _parameter("kernel", (2, 3), memory_order=(1, 0))
    parameter.initialise(1, dtype)
    assert (parameter.ndim, parameter.dtype) == (2, str(dtype).removeprefix("torch."))
    before = parameter.array.clone()
    for copied in (parameter.numpy(), np.asarray(parameter), np.abs(parameter), np.array(parameter, "float64")):
        np.testing.assert_array_equal(np.abs(copied), before.abs().numpy())
        copied.fill(0)
    assert torch.equal(parameter.array, before)
    assert np.asarray(parameter).dtype == before.numpy().dtype
    assert np.asarray(parameter, "float64").dtype == np.float64


def test_a_value_that_is_assigned_is_copied_into_its_place() -> None:
    first, second = parameters = _several()[:2]
    segment = Segment(parameters, torch.float32)
    ones = torch.ones(first.shape)
    first.assign(ones)
    ones.zero_()
    assert first.array.eq(1).all()
    second.assign(np.full(second.shape, 2.0))
    assert second.array.eq(2).all()
    assert segment.values.sum() == first.size + 2 * second.size


def test_what_is_added_or_taken_away_is_counted_in_place() -> None:
    parameter = _several()[0]
    place, before = parameter.array, parameter.numpy()
    parameter.assign_add(np.full(parameter.shape, 3.0))
    parameter.assign_sub(1)
    np.testing.assert_allclose(parameter.numpy(), before + 2, rtol=1e-6)
    assert parameter.array is place


def test_a_value_of_another_shape_is_refused() -> None:
    parameter = _several()[0]
    before = parameter.numpy()
    with pytest.raises(ShapeError, match=parameter.name):
        parameter.assign(1.0)
    np.testing.assert_array_equal(parameter.numpy(), before)


@given(shape=shapes, data=st.data())
def test_a_value_in_memory_order_is_seen_in_keras_layout(shape: tuple[int, ...], data: st.DataObject) -> None:
    order = tuple(data.draw(st.permutations(range(len(shape)))))
    parameter = _parameter("kernel", shape, memory_order=order)
    value = normal(1, shape)
    laid_out = parameter.in_memory_order(value)
    assert laid_out.shape == torch.Size(shape)
    assert torch.equal(laid_out, value)
    assert laid_out.permute(order).is_contiguous()


def test_a_convolution_kernel_is_torchs_channels_last_for_free() -> None:
    parameter = _parameter("kernel", (3, 3, 2, 5), memory_order=CONVOLUTION_ORDER)
    parameter.initialise(1)
    as_torch_wants = parameter.array.permute(3, 2, 0, 1)
    assert as_torch_wants.is_contiguous(memory_format=torch.channels_last)


def test_the_size_is_the_product_of_the_shape() -> None:
    assert [parameter.size for parameter in _several(False)] == [90, 5, 28, 1]


@pytest.mark.parametrize("dtype", DTYPES)
def test_values_move_into_the_buffer_unchanged(dtype: torch.dtype) -> None:
    parameters = _several()
    before = [parameter.array.clone() for parameter in parameters]
    segment = Segment(parameters, dtype)
    for parameter, old in zip(parameters, before, strict=True):
        assert parameter.array.dtype == dtype
        assert parameter.array.shape == torch.Size(parameter.shape)
        assert torch.equal(parameter.array, old.to(dtype))
        assert parameter.array.untyped_storage().data_ptr() == segment.values.untyped_storage().data_ptr()


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_parameter_starts_at_a_multiple_of_64_bytes(dtype: torch.dtype) -> None:
    segment = Segment(_several(), dtype)
    for parameter, offset in zip(segment.parameters, segment.offsets, strict=True):
        assert parameter.array.data_ptr() % 64 == 0
        assert parameter.array.data_ptr() - segment.values.data_ptr() == offset * segment.values.element_size()


@given(st.lists(shapes, min_size=1, max_size=5))
def test_parameters_do_not_overlap_and_fill_the_buffer_but_for_the_gaps(several: list[tuple[int, ...]]) -> None:
    segment = Segment([_parameter(str(index), shape) for index, shape in enumerate(several)], torch.float32)
    ends = [offset + parameter.size for offset, parameter in zip(segment.offsets, segment.parameters, strict=True)]
    for end, start in zip(ends, [*segment.offsets[1:], segment.length], strict=True):
        assert 0 <= start - end < 32
    assert sum(math.prod(shape) for shape in several) <= segment.length


def test_gaps_stay_zero_in_values_and_gradients() -> None:
    parameters = _several()
    segment = Segment(parameters, torch.float32)
    gradients = segment.add_gradients()
    for parameter in parameters:
        parameter.array.copy_(torch.ones(parameter.shape))
        assert parameter.gradient is not None
        parameter.gradient += 2
    gap = torch.ones(segment.length, dtype=torch.bool)
    for parameter, offset in zip(parameters, segment.offsets, strict=True):
        gap[offset : offset + parameter.size] = False
    assert gap.any()
    assert not segment.values[gap].any()
    assert not gradients[gap].any()
    assert segment.values.sum() == sum(parameter.size for parameter in parameters)
    assert gradients.sum() == 2 * segment.values.sum()


def test_what_is_done_to_the_buffer_is_seen_in_the_parameters_and_back() -> None:
    parameters = _several()
    segment = Segment(parameters, torch.float32)
    before = parameters[0].array.clone()
    segment.values.mul_(3)
    assert torch.equal(parameters[0].array, before * 3)
    parameters[2].array.zero_()
    assert not segment.values[segment.offsets[2] : segment.offsets[2] + parameters[2].size].any()


def test_memory_lies_as_the_parameter_orders_it() -> None:
    parameters = _several()
    segment = Segment(parameters, torch.float32)
    kernel, _, weight, _ = parameters
    stretch = segment.values[segment.offsets[0] : segment.offsets[0] + kernel.size]
    assert torch.equal(stretch, kernel.array.permute(CONVOLUTION_ORDER).flatten())
    stretch = segment.values[segment.offsets[2] : segment.offsets[2] + weight.size]
    assert torch.equal(stretch, weight.array.T.flatten())


def test_parameters_without_a_value_get_zeros() -> None:
    parameters = _several(initialized=False)
    Segment(parameters, torch.float32)
    assert all(not parameter.array.any() for parameter in parameters)


def test_an_empty_segment_has_an_empty_buffer() -> None:
    segment = Segment([], torch.float32)
    assert (segment.length, segment.offsets, segment.views(segment.values)) == (0, [], [])
    assert segment.add_gradients().shape == (0,)


def test_gradients_are_made_once_and_are_views_of_one_buffer() -> None:
    parameters = _several()
    segment = Segment(parameters, torch.float32)
    assert all(parameter.gradient is None for parameter in parameters)
    gradients = segment.add_gradients()
    gradients.fill_(5)
    assert segment.add_gradients() is gradients
    for parameter in parameters:
        assert parameter.gradient is not None
        assert parameter.gradient.shape == torch.Size(parameter.shape)
        assert parameter.gradient.stride() == parameter.array.stride()
        assert (parameter.gradient == 5).all()


def test_a_buffer_of_moments_is_cut_like_the_values() -> None:
    segment = Segment(_several(), torch.float32)
    moments = torch.arange(segment.length, dtype=torch.float64)
    for view, parameter, offset in zip(segment.views(moments), segment.parameters, segment.offsets, strict=True):
        assert view.shape == torch.Size(parameter.shape)
        assert view.permute(parameter.memory_order).flatten().tolist() == list(range(offset, offset + parameter.size))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_moving_to_another_segment_keeps_values_and_forgets_gradients(dtype: torch.dtype) -> None:
    parameters = _several()
    first = Segment(parameters, torch.float32)
    first.add_gradients()
    first.add_low_precision(torch.bfloat16)
    before = [parameter.array.clone() for parameter in parameters]
    Segment(reversed(parameters), dtype)
    first.values.fill_(99)
    for parameter, old in zip(parameters, before, strict=True):
        assert torch.equal(parameter.array, old.to(dtype))
        assert parameter.gradient is None
        assert parameter.low_precision is None


def test_a_segment_may_be_split_in_two_and_joined_again() -> None:
    parameters = _several()
    before = [parameter.array.clone() for parameter in parameters]
    Segment(parameters, torch.float32)
    Segment(parameters[:1], torch.float32)
    Segment(parameters[1:], torch.float32)
    Segment(parameters, torch.float32)
    assert all(torch.equal(parameter.array, old) for parameter, old in zip(parameters, before, strict=True))


def test_a_parameter_of_two_segments_lies_in_the_one_that_claimed_it_last() -> None:
    parameters = _several()
    first = Segment(parameters, torch.float32)
    gradients = first.add_gradients()
    first.add_low_precision(torch.bfloat16)
    second = Segment(parameters[1:3], torch.float64)
    assert [parameter.array.dtype for parameter in parameters] == [torch.float32, *[torch.float64] * 2, torch.float32]
    assert parameters[1].gradient is None
    second.values.add_(1.0)
    moved = [parameter.array.float() for parameter in parameters]

    first.reclaim()

    for parameter, value in zip(parameters, moved, strict=True):
        assert torch.equal(parameter.array, value)
        assert parameter.array.untyped_storage().data_ptr() == first.values.untyped_storage().data_ptr()
        assert parameter.gradient is not None
        assert parameter.gradient.untyped_storage().data_ptr() == gradients.untyped_storage().data_ptr()
        assert parameter.low_precision is not None
    second.reclaim()
    assert parameters[2].array.dtype == torch.float64
    assert parameters[2].gradient is None


def test_reclaiming_what_was_never_lost_moves_nothing() -> None:
    parameters = _several()
    segment = Segment(parameters, torch.float32)
    before = [parameter.array for parameter in parameters]
    segment.reclaim()
    assert all(parameter.array is view for parameter, view in zip(parameters, before, strict=True))


def test_a_value_that_was_replaced_is_taken_into_the_buffer() -> None:
    parameters = _several()
    segment = Segment(parameters, torch.float32)
    parameters[1].value = torch.arange(5.0)
    segment.reclaim()
    assert parameters[1].array.tolist() == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert parameters[1].array.untyped_storage().data_ptr() == segment.values.untyped_storage().data_ptr()


def test_refreshing_a_store_takes_back_what_another_one_took_over() -> None:
    parameters = _several()
    store = Store(parameters[:2], parameters[2:3], parameters[3:], torch.float32)
    Store(parameters[2:], (), parameters[:2], torch.float32)
    store.refresh()
    for segment in store.segments:
        for parameter in segment.parameters:
            assert parameter.array.untyped_storage().data_ptr() == segment.values.untyped_storage().data_ptr()


def test_the_low_precision_copy_follows_the_values_when_it_is_refreshed() -> None:
    parameters = _several()
    segment = Segment(parameters, torch.float32)
    segment.add_low_precision(torch.bfloat16)
    for parameter in parameters:
        assert parameter.low_precision is not None
        assert parameter.low_precision.dtype == torch.bfloat16
        assert parameter.low_precision.stride() == parameter.array.stride()
        assert torch.equal(parameter.low_precision, parameter.array.bfloat16())
    old = parameters[0].array.bfloat16()
    segment.values.mul_(3)
    assert torch.equal(parameters[0].low_precision, old)  # type: ignore[arg-type]
    segment.refresh()
    for parameter in parameters:
        assert torch.equal(parameter.low_precision, parameter.array.bfloat16())  # type: ignore[arg-type]


def test_refreshing_without_a_low_precision_copy_does_nothing() -> None:
    parameters = _several()
    segment = Segment(parameters, torch.float32)
    before = segment.values.clone()
    segment.refresh()
    assert torch.equal(segment.values, before)
    assert all(parameter.low_precision is None for parameter in parameters)


def test_low_precision_views_are_aligned_too() -> None:
    segment = Segment(_several(), torch.float32)
    segment.add_low_precision(torch.bfloat16)
    for parameter in segment.parameters:
        assert parameter.low_precision is not None
        assert (parameter.low_precision.data_ptr() - segment.low_precision.data_ptr()) % 64 == 0  # type: ignore[union-attr]


def test_a_store_keeps_trainable_frozen_and_state_apart() -> None:
    trainable, frozen, state = _several()[:2], _several()[2:], [_parameter("moving_mean", (3,), trainable=False)]
    store = Store(trainable, frozen, state, torch.float32)
    assert store.segments == (store.trainable, store.frozen, store.state)
    assert [segment.parameters for segment in store.segments] == [tuple(trainable), tuple(frozen), tuple(state)]
    assert len({segment.values.data_ptr() for segment in store.segments}) == 3


def test_a_store_copies_weights_to_low_precision_but_not_state() -> None:
    trainable, frozen, state = _several()[:2], _several()[2:], [_parameter("moving_mean", (3,), trainable=False)]
    store = Store(trainable, frozen, state, torch.float32)
    store.add_low_precision(torch.bfloat16)
    assert state[0].low_precision is None
    for segment in store.segments:
        segment.values += 1
    store.refresh()
    for parameter in (*trainable, *frozen):
        assert torch.equal(parameter.low_precision, parameter.array.bfloat16())  # type: ignore[arg-type]
