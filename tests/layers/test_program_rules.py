from __future__ import annotations

import pytest
import torch

from nervure.layers import program_rules as rules
from nervure.layers.program_rules import Call


def zeros(*shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.zeros(shape, dtype=dtype, device="meta")


def test_statistics_have_a_number_a_channel() -> None:
    norm = {
        "input": zeros(1, 40, 1, 1),
        "weight": None,
        "bias": None,
        "running_mean": zeros(40),
        "running_var": zeros(40),
    }
    rules.batch_norm(Call(norm, 1))
    for name in ("running_mean", "running_var", "weight", "bias"):
        with pytest.raises(ValueError, match=name):
            rules.batch_norm(Call({**norm, name: zeros(1)}, 1))


@pytest.mark.parametrize("other", [-1, 0, torch.zeros(3, dtype=torch.int64, device="meta"), 2**60])
def test_whole_numbers_are_divided_by_such_above_zero_only(other: object) -> None:
    with pytest.raises(ValueError, match="other"):
        rules.division(Call({"self": zeros(3, dtype=torch.int64), "other": other, "rounding_mode": "trunc"}, 1))
    rules.division(Call({"self": zeros(3), "other": other, "rounding_mode": "trunc"}, 1))


@pytest.mark.parametrize(("name", "value"), [("stride", 0), ("dilation", 2**40), ("padding", [-1, 1]), ("groups", 0)])
def test_windows_go_forward(name: str, value: object) -> None:
    given = {
        "input": zeros(1, 3, 8, 8),
        "weight": zeros(2, 3, 3, 3),
        "bias": None,
        "stride": 1,
        "padding": 0,
        "dilation": 1,
    }
    rules.convolution(Call({**given, "groups": 1}, 1))
    with pytest.raises(ValueError, match=name):
        rules.convolution(Call({**given, "groups": 1, name: value}, 1))
