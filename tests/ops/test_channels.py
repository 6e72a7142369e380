from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from nervure.ops.channels import channels_first, channels_last


@settings(max_examples=25)
@given(st.tuples(*(st.integers(0, 3),) * 4), st.permutations(range(4)))
def test_every_memory_order_becomes_channels_last_beyond_doubt(shape: tuple[int, ...], order: list[int]) -> None:
    numbers = torch.arange(float(torch.Size(shape).numel())).view([shape[axis] for axis in order])
    x = numbers.permute([order.index(axis) for axis in range(4)])
    seen = channels_first(x)
    assert torch.equal(seen, x.permute(0, 3, 1, 2))
    sizes = [max(size, 1) for size in shape]
    assert seen.stride() == torch.empty(sizes).permute(0, 3, 1, 2).stride()
    assert torch.equal(channels_last(seen), x)
    assert channels_last(seen).is_contiguous()


@pytest.mark.parametrize(
    "x",
    [
        torch.zeros(2, 4, 5, 3),
        torch.zeros(2, 1, 4, 5).permute(0, 2, 3, 1),
        torch.zeros(2, 4, 5)[..., None],
        torch.zeros(3, 4, 2, 1).permute(3, 0, 1, 2),
    ],
)
def test_a_picture_in_order_is_not_copied(x: Tensor) -> None:
    assert channels_first(x).data_ptr() == x.data_ptr()
    assert channels_last(channels_first(x)).data_ptr() == x.data_ptr()
