from __future__ import annotations

import pytest
import torch

from nervure.ops.precision import widened


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_half_precision_is_widened_to_float32(dtype: torch.dtype) -> None:
    x = torch.tensor([1.5, -2.0], dtype=dtype)
    assert widened(x).dtype == torch.float32
    assert torch.equal(widened(x), x.float())


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_wider_types_are_handed_back_as_they_are(dtype: torch.dtype) -> None:
    x = torch.ones(3, dtype=dtype)
    assert widened(x) is x
