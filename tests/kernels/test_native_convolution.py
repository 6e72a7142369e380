from __future__ import annotations

import pytest
import torch

from nervure.kernels import native
from nervure.kernels.convolution_rules import has_convolutions
from nervure.kernels.native_convolution import forward, input_gradient, output_sizes, takes, weight_gradient
from tests.kernels.convolution_witness import CAUSAL, SAME, VALID, case

native_only = pytest.mark.skipif(not has_convolutions(), reason="no native convolutions in this process")
SIZES = (1, 4, 4, 2, 4, 4, 3, 1, 1)


def test_sizes_of_the_output_follow_from_the_margins() -> None:
    assert [output_sizes((7, 5), margins) for margins in (VALID, SAME, CAUSAL)] == [(5, 3), (7, 5), (7, 5)]


@native_only
def test_float32_numbers_on_the_cpu_are_taken_and_nothing_else() -> None:
    x, weight = torch.ones(1, 4, 4, 2), torch.ones(3, 3, 2, 3)
    assert takes(x, weight, SAME)
    assert not takes(x.double(), weight.double(), SAME)
    assert not takes(x.bfloat16(), weight.bfloat16(), SAME)
    assert not takes(x.to("meta"), weight, SAME)
    assert not takes(x[:0], weight, SAME)
    assert not takes(x, weight, ((3, 0), (1, 1)))


@native_only
def test_results_are_contiguous_and_the_weight_gradient_lies_like_the_weight() -> None:
    given = case(2, (5, 6), 3, 4)
    for family in ("winograd", "direct"):
        assert forward(family, given.x, given.weight, given.bias, SAME, False).is_contiguous()
        dweight, dbias = weight_gradient(family, given.x, given.dy, SAME, True)
        assert dweight.stride() == given.weight.stride()
        assert dbias is not None
        assert dbias.shape == (4,)
    assert input_gradient(given.dy, given.weight, SAME, (5, 6)).is_contiguous()


@native_only
def test_a_tensor_that_torch_watches_is_taken_too() -> None:
    given = case(2, (5, 6), 3, 4)
    watched = forward("winograd", given.x.clone().requires_grad_(), given.weight, given.bias, SAME, False)
    assert torch.equal(watched, forward("winograd", given.x, given.weight, given.bias, SAME, False))


@native_only
@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ((1, 4, 4, 2, 4, 4, 4, 1, 1), "does not have the size"),
        ((2, 4, 4, 2, 4, 4, 3, 1, 1), "does not have the size"),
        ((1, 4, 4, 2, 5, 4, 3, 1, 1), "does not have the size"),
        ((0, 4, 4, 2, 4, 4, 3, 1, 1), "below 1"),
        ((1, 4, 4, 2, 4, 4, 3, 3, 1), "margins"),
        ((1, 4, 4, 2, 4, 4, 3, 1, -1), "margins"),
    ],
)
def test_sizes_that_do_not_fit_the_memory_are_refused(sizes: tuple[int, ...], message: str) -> None:
    x, weight, y = torch.ones(32), torch.ones(54), torch.empty(48)
    module = native.compiled()
    assert module is not None
    for forward_body in (module.winograd_forward, module.direct_forward):
        forward_body(x, weight, None, y, SIZES, False, 1)
        with pytest.raises(ValueError, match=message):
            forward_body(x, weight, None, y, sizes, False, 1)


@native_only
def test_a_bias_of_another_length_and_too_many_channels_are_refused() -> None:
    module = native.compiled()
    assert module is not None
    x, weight, y = torch.ones(32), torch.ones(54), torch.empty(48)
    with pytest.raises(ValueError, match="one bias a filter"):
        module.winograd_forward(x, weight, torch.ones(2), y, SIZES, False, 1)
    with pytest.raises(ValueError, match="one to four channels"):
        module.direct_forward(torch.ones(80), torch.ones(135), None, y, (1, 4, 4, 5, 4, 4, 3, 1, 1), False, 1)
    with pytest.raises(TypeError):
        module.winograd_forward(x.double(), weight, None, y, SIZES, False, 1)
