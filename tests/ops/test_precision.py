from __future__ import annotations

import pytest
import torch

from nervure.ops.precision import widened, widened_pair


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_half_precision_is_widened_to_float32(dtype: torch.dtype) -> None:
    x = torch.tensor([1.5, -2.0], dtype=dtype)
    assert widened(x).dtype == torch.float32
    assert torch.equal(widened(x), x.float())


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_wider_types_are_handed_back_as_they_are(dtype: torch.dtype) -> None:
    x = torch.ones(3, dtype=dtype)
    assert widened(x) is x


def test_targets_get_the_type_that_the_outputs_are_computed_in() -> None:
    y_true = torch.tensor([[1], [0]], dtype=torch.uint8)
    for dtype, computed in ((torch.bfloat16, torch.float32), (torch.float32, torch.float32), (torch.float64,) * 2):
        outputs, targets = widened_pair(torch.ones(2, 1, dtype=dtype), y_true)
        assert outputs.dtype == targets.dtype == computed
