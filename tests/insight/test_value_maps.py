from __future__ import annotations

import torch

from nervure.insight.value_maps import scale_of, value_map


def test_numbers_are_kept_to_a_part_in_127_of_the_largest() -> None:
    values = torch.linspace(-3, 2, 60).view(6, 10)
    drawn = value_map(values)
    found = torch.tensor([[drawn.value(row, column) for column in range(10)] for row in range(6)])
    torch.testing.assert_close(found, values, atol=3 / 127 / 2 + 1e-6, rtol=0)
    assert (drawn.height, drawn.width, drawn.scale) == (6, 10, 3.0)


def test_what_is_no_number_is_zero_and_zeros_have_no_scale() -> None:
    values = torch.tensor([[float("nan"), 1.0], [float("inf"), -0.5]])
    assert scale_of(values) == 1.0
    assert list(value_map(values).levels) == [128, 255, 255, 64]
    assert value_map(torch.zeros(1, 2)) == value_map(torch.zeros(1, 2), 0.0)
    assert list(value_map(torch.zeros(1, 2)).levels) == [128, 128]
