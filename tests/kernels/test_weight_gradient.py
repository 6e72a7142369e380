from __future__ import annotations

import os
import random
import subprocess
import sys
from typing import NamedTuple

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from nervure.kernels.convolution_rules import has_convolutions, onednn_sums_faster, weight_gradient_kernel
from nervure.kernels.torch_private import Slide
from nervure.kernels.weight_gradient import is_fast, is_native, weight_gradient
from tests.kernels.convolution_properties import program_at_level, threads

native_only = pytest.mark.skipif(not has_convolutions(), reason="no native convolutions in this process")
_MOST_WORK = 30_000_000


class Drawn(NamedTuple):
    """A convolution's input, the gradient of its output, and how its kernel slides."""

    x: Tensor
    dz: Tensor
    kernel: tuple[int, ...]
    slide: Slide

    @property
    def gradient(self) -> Tensor:
        return weight_gradient(self.x, self.dz, self.kernel, self.slide)


def drawn_case(seed: int) -> Drawn:
    """Sequences, pictures and volumes; many channels, few, and each by itself."""
    draw = random.Random(seed)
    num_axes = draw.randint(1, 3)
    most = {1: 120, 2: 24, 3: 9}[num_axes]
    kernel = tuple(draw.randint(1, {1: 9, 2: 7, 3: 3}[num_axes]) for _ in range(num_axes))
    strides = tuple(draw.randint(1, 3) for _ in kernel)
    gaps = tuple(draw.choice([1, 1, 2]) for _ in kernel)
    zeros = tuple(draw.randint(0, size // 2 + 1) for size in kernel)
    outputs = tuple(draw.randint(1, most) for _ in kernel)
    # The last window may end before the last cell, or among zeros behind it.
    cells = tuple(
        max(1, (count - 1) * stride + (size - 1) * gap + 1 - first - draw.randint(-1, size // 2))
        for count, stride, size, gap, first in zip(outputs, strides, kernel, gaps, zeros, strict=True)
    )
    kind = draw.choice(["whole", "whole", "whole", "groups", "depthwise"])
    groups = {"whole": 1, "groups": draw.randint(2, 4), "depthwise": draw.randint(1, 40)}[kind]
    channels = groups * (1 if kind == "depthwise" else draw.choice([draw.randint(1, 5), draw.randint(1, 100)]))
    filters = groups * (
        draw.randint(1, 3) if kind == "depthwise" else draw.choice([draw.randint(1, 20), draw.randint(1, 130)])
    )
    num = draw.randint(1, 6)
    work = torch.Size(kernel).numel() * torch.Size(outputs).numel() * channels // groups * filters
    num = max(1, min(num, _MOST_WORK // work))
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(num, *cells, channels, generator=generator)
    dz = torch.randn(num, *outputs, filters, generator=generator)
    return Drawn(x, dz, kernel, Slide(strides, zeros, gaps, groups))


def exact(given: Drawn) -> Tensor:
    """In float64, tap by tap: no function that convolves is asked."""
    x, dz, kernel, slide = given.x.double(), given.dz.double(), given.kernel, given.slide
    seen, made = x.shape[-1] // slide.groups, dz.shape[-1] // slide.groups
    dweight = torch.zeros(*kernel, seen, dz.shape[-1], dtype=torch.float64)
    for tap in torch.cartesian_prod(*(torch.arange(size) for size in kernel)).view(-1, len(kernel)).tolist():
        of_x: Tensor = x
        for axis, (place, stride, gap, first) in enumerate(
            zip(tap, slide.strides, slide.dilation, slide.padding, strict=True), start=1
        ):
            places = torch.arange(dz.shape[axis]) * stride + place * gap - first
            is_there = (places >= 0) & (places < of_x.shape[axis])
            shape = [-1 if number == axis else 1 for number in range(of_x.ndim)]
            of_x = of_x.index_select(axis, places.clamp(0, of_x.shape[axis] - 1)) * is_there.view(shape)
        for group in range(slide.groups):
            left = of_x[..., group * seen : (group + 1) * seen].flatten(0, -2)
            right = dz[..., group * made : (group + 1) * made].flatten(0, -2)
            dweight[(*tap, slice(None), slice(group * made, (group + 1) * made))] = left.T @ right
    return dweight


def check_seed(seed: int) -> None:
    drawn = drawn_case(seed)
    expected, found = exact(drawn), drawn.gradient
    assert found.shape == expected.shape
    assert found.movedim(-1, 0).is_contiguous()
    # Relative to the largest gradient, or to a sum of so many standard normal products where all of them cancel.
    largest = max(expected.abs().max().item(), drawn.dz[..., 0].numel() ** 0.5)
    allowed = 2e-6 if is_native(drawn.x, drawn.dz) else 2e-5
    assert (found.double() - expected).abs().max().item() < allowed * largest, seed


def check_seeds(count: int) -> None:
    """Prints the number of cases that were compared."""
    torch.set_grad_enabled(False)
    for seed in range(count):
        check_seed(seed)
    print(count)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_drawn_gradients_are_near_those_in_float64(seed: int) -> None:
    check_seed(seed)


@native_only
@pytest.mark.parametrize("level", ["portable", "avx2", "avx512"])
def test_every_vector_width_is_near_float64(level: str) -> None:
    program = "from tests.kernels.test_weight_gradient import check_seeds; check_seeds(50)"
    assert program_at_level(level, program) == "50"


@native_only
@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_the_number_of_threads_does_not_change_a_bit(seed: int) -> None:
    drawn = drawn_case(seed)
    with threads(1):
        alone = drawn.gradient
    for count in (2, 3, 4, 7):
        with threads(count):
            assert torch.equal(drawn.gradient, alone), f"{count} threads"


def test_each_native_body_has_its_sizes() -> None:
    assert weight_gradient_kernel(64, 96, 1) == "window"
    assert weight_gradient_kernel(3, 2000, 1) == weight_gradient_kernel(2000, 3, 1) == "line"
    assert weight_gradient_kernel(64, 64, 4) == "line"
    assert weight_gradient_kernel(40, 40, 40) == "depthwise"


@pytest.mark.parametrize(
    ("channels", "filters", "groups", "kernel", "stride", "expected"),
    [
        (1, 6, 1, (5, 5), 1, False), (3, 64, 1, (7, 7), 2, False), (32, 64, 1, (5, 5), 1, True),
        (32, 64, 1, (5, 5), 2, False), (1, 16, 1, (3, 3, 3), 1, True), (32, 64, 1, (1, 1, 1), 1, False),
        (64, 64, 4, (3, 3), 1, True), (64, 64, 4, (1, 1), 1, False), (512, 512, 512, (3, 3), 1, True),
        (512, 512, 512, (7, 7), 1, False), (128, 128, 128, (3, 3), 1, False), (64, 128, 1, (7,), 1, False),
    ],
)  # fmt: skip
def test_sizes_that_onednn_was_measured_to_sum_faster_are_left_to_it(
    channels: int, filters: int, groups: int, kernel: tuple[int, ...], stride: int, expected: bool
) -> None:
    strides = (stride,) * len(kernel)
    assert onednn_sums_faster(channels, filters, groups, kernel, strides) is expected
    x, dz = (torch.ones(1, *(1 for _ in kernel), count) for count in (channels, filters))
    slide = Slide(strides, tuple(0 for _ in kernel), tuple(1 for _ in kernel), groups)
    assert is_fast(x, dz, kernel, slide) is (has_convolutions() and not expected)


@native_only
def test_one_channel_is_not_copied_for_each_filter() -> None:
    generator = torch.Generator().manual_seed(0)
    x, dz = torch.randn(2, 9, 9, 1, generator=generator), torch.randn(2, 7, 7, 6, generator=generator)
    whole = Drawn(x, dz, (3, 3), Slide((1, 1), (0, 0), (1, 1), 1))
    assert (whole.gradient - exact(whole)).abs().max() < 1e-4
    assert weight_gradient_kernel(1, 6, 1) == "line"


@native_only
@pytest.mark.parametrize(
    ("channels", "filters", "groups"), [(64, 96, 1), (32, 32, 1), (3, 64, 1), (40, 40, 40), (20, 60, 20)]
)
def test_large_gradients_have_the_same_bits_with_every_number_of_threads(
    channels: int, filters: int, groups: int
) -> None:
    generator = torch.Generator().manual_seed(0)
    x, dz = (
        torch.randn(20, 28, 28, channels, generator=generator),
        torch.randn(20, 14, 14, filters, generator=generator),
    )
    drawn = Drawn(x, dz, (3, 3), Slide((2, 2), (0, 0), (1, 1), groups))
    with threads(1):
        alone = drawn.gradient
    for count in (2, 3, 4):
        with threads(count):
            assert torch.equal(drawn.gradient, alone), f"{count} threads"


def test_numbers_scattered_in_memory_give_the_values_of_packed_ones() -> None:
    drawn = drawn_case(3)
    scattered = [torch.stack((tensor, tensor), -1)[..., 0] for tensor in (drawn.x, drawn.dz)]
    assert (Drawn(scattered[0], scattered[1], drawn.kernel, drawn.slide).gradient - drawn.gradient).abs().max() < 1e-4


@pytest.mark.parametrize(("channels", "groups"), [(3, 1), (64, 1), (5, 5)])
def test_nan_reaches_the_gradient_and_no_other_channel(channels: int, groups: int) -> None:
    x = torch.ones(2, 6, 6, channels)
    x[1, 2, 2, 0] = torch.nan
    filters = 5 if groups == 5 else 80
    found = weight_gradient(x, torch.ones(2, 4, 4, filters), (3, 3), Slide((1, 1), (0, 0), (1, 1), groups))
    assert found[1, 1, 0, 0].isnan()
    assert not found[..., -1].isnan().any() if groups > 1 else not found[:, :, 1:].isnan().any()


def test_other_types_run_the_torch_body() -> None:
    drawn = drawn_case(11)
    wide = Drawn(drawn.x.double(), drawn.dz.double(), drawn.kernel, drawn.slide)
    assert not is_native(wide.x, wide.dz)
    assert (wide.gradient - exact(drawn)).abs().max() < 1e-9
    assert not is_native(drawn.x.bfloat16(), drawn.dz.bfloat16())
    assert not is_native(drawn.x[:0], drawn.dz[:0])


@native_only
def test_the_word_onednn_leaves_all_of_it_to_torch() -> None:
    program = "import torch; from nervure.kernels.weight_gradient import is_native as f; print(f(*[torch.ones(1)] * 2))"
    for word, answer in (("onednn", "False"), ("auto", "True")):
        done = subprocess.run(
            [sys.executable, "-c", program], env=os.environ | {"NERVURE_CONVOLUTION": word}, capture_output=True,
            text=True, check=True,
        )  # fmt: skip
        assert done.stdout.strip() == answer


@native_only
def test_sizes_that_do_not_fit_are_refused() -> None:
    x, dz = torch.ones(1, 4, 4, 2), torch.ones(1, 2, 2, 3)
    with pytest.raises(ValueError, match="equal groups"):
        weight_gradient(x, dz, (3, 3), Slide((1, 1), (0, 0), (1, 1), 2))
    with pytest.raises(ValueError, match="below 1"):
        weight_gradient(x, dz, (3, 3), Slide((0, 1), (0, 0), (1, 1), 1))
