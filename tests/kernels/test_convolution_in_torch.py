from __future__ import annotations

import pytest
import torch

from nervure.kernels.convolution_in_torch import forward, input_gradient, weight_gradient
from nervure.kernels.native_convolution import Margins
from tests.gradient_check import assert_near
from tests.kernels.convolution_witness import CAUSAL, SAME, VALID, case


@pytest.mark.parametrize("margins", [VALID, SAME, CAUSAL, ((0, 2), (1, 0))])
@pytest.mark.parametrize("has_relu", [True, False])
def test_values_and_gradients_are_those_of_automatic_differentiation(margins: Margins, has_relu: bool) -> None:
    given = case(2, (6, 7), 3, 4, margins)
    x, weight, dy = given.x.double(), given.weight.double(), given.dy.double()
    assert given.bias is not None
    bias = given.bias.double()
    (top, bottom), (left, right) = margins
    leaves = [tensor.clone().requires_grad_() for tensor in (x, weight, bias)]
    with torch.enable_grad():
        padded = torch.nn.functional.pad(leaves[0], (0, 0, left, right, top, bottom))
        windows = padded.unfold(1, 3, 1).unfold(2, 3, 1)  # (N, H', W', C, 3, 3)
        z = torch.einsum("nhwcij,ijcf->nhwf", windows, leaves[1]) + leaves[2]
        z.backward(dy)
    y = forward(x, weight, bias, margins, has_relu)
    assert_near(y, z.detach().relu() if has_relu else z.detach(), 1e-12, "y")
    dweight, dbias = weight_gradient(x, dy, margins, has_bias=True)
    found = (input_gradient(dy, weight, margins, (6, 7)), dweight, dbias)
    for name, gradient, leaf in zip(("dx", "dweight", "dbias"), found, leaves, strict=True):
        assert gradient is not None
        assert leaf.grad is not None
        assert_near(gradient, leaf.grad, 1e-12, name)
    assert y.is_contiguous()
    assert found[0].is_contiguous()
    assert dweight.movedim(-1, 0).is_contiguous()


def test_without_a_bias_there_is_no_gradient_of_one() -> None:
    given = case(2, (6, 7), 3, 4)
    assert weight_gradient(given.x, given.dy, SAME, has_bias=False)[1] is None


def test_nan_passes_through_relu() -> None:
    given = case(1, (5, 5), 2, 3)
    given.x[0, 2, 2] = torch.nan
    assert forward(given.x, given.weight, given.bias, SAME, has_relu=True)[0, 1:4, 1:4].isnan().all()
