from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from nervure.ops.channels import at_least_two, channels_first, channels_last, filters_first, filters_last


@settings(max_examples=40)
@given(st.data())
def test_every_memory_order_becomes_channels_last_beyond_doubt(data: st.DataObject) -> None:
    num_axes = data.draw(st.integers(3, 5))
    shape = data.draw(st.tuples(*(st.integers(0, 3),) * num_axes))
    order = data.draw(st.permutations(range(num_axes)))
    numbers = torch.arange(float(torch.Size(shape).numel())).view([shape[axis] for axis in order])
    x = numbers.permute([order.index(axis) for axis in range(num_axes)])
    seen = channels_first(x)
    expected = x.movedim(-1, 1)
    assert torch.equal(seen, expected if num_axes > 3 else expected.unsqueeze(2))
    sizes = [max(size, 1) for size in (shape if num_axes > 3 else (shape[0], 1, *shape[1:]))]
    assert seen.stride() == torch.empty(sizes).movedim(-1, 1).stride()
    assert torch.equal(channels_last(seen, num_axes), x)
    assert channels_last(seen, num_axes).is_contiguous()


@pytest.mark.parametrize(
    "x",
    [
        torch.zeros(2, 4, 5, 3),
        torch.zeros(2, 1, 4, 5).permute(0, 2, 3, 1),
        torch.zeros(2, 4, 5)[..., None],
        torch.zeros(3, 4, 2, 1).permute(3, 0, 1, 2),
        torch.zeros(2, 5, 3),
        torch.zeros(2, 4, 5, 6, 3),
    ],
)
def test_a_picture_in_order_is_not_copied(x: Tensor) -> None:
    assert channels_first(x).data_ptr() == x.data_ptr()
    assert channels_last(channels_first(x), x.ndim).data_ptr() == x.data_ptr()


@pytest.mark.parametrize("sizes", [(3,), (2, 3), (1, 2, 3)])
def test_a_kernel_as_it_is_stored_is_not_copied(sizes: tuple[int, ...]) -> None:
    weight = torch.arange(float(torch.Size(sizes).numel() * 20)).view(5, *sizes, 4).movedim(0, -1)
    seen = filters_first(weight)
    assert seen.data_ptr() == weight.data_ptr()
    assert seen.shape == (5, 4, *(sizes if len(sizes) > 1 else (1, *sizes)))
    assert torch.equal(filters_last(seen, len(sizes) + 2), weight)
    assert filters_last(seen, len(sizes) + 2).data_ptr() == weight.data_ptr()


def test_what_belongs_to_a_sequence_gets_a_place_for_its_one_row() -> None:
    assert at_least_two((3,)) == (1, 3)
    assert at_least_two((3,), fill=0) == (0, 3)
    assert at_least_two((3, 4)) == (3, 4)
    assert at_least_two((3, 4, 5)) == (3, 4, 5)
