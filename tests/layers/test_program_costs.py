from __future__ import annotations

import torch

from nervure.layers import program_costs as costs
from nervure.layers.program_rules import Call


def test_a_convolution_meets_each_number_of_its_kernel() -> None:
    call = Call({"input": torch.zeros(1, 3, 8, 8), "weight": torch.zeros(4, 3, 3, 3)}, 1)
    assert costs.of_convolution(call, [torch.zeros(1, 4, 6, 6)]).operations == 4 * 36 * 27


def test_a_product_sums_over_what_is_inside() -> None:
    call = Call({"self": torch.zeros(5, 6), "other": torch.zeros(6, 7)}, 1)
    assert costs.of_matmul(call, [torch.zeros(5, 7)]).operations == 5 * 6 * 7
