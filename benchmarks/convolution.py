"""3x3 convolutions of float32 images: nervure's kernels and oneDNN's, as torch calls them on channels-last memory.

Both run alternately (A B A B ...) in this process on the same tensors; prints the shortest times, their ratio, and the
largest error relative to the largest value, against float64. Forward is with bias and ReLU. About a minute.

Run:  python benchmarks/convolution.py [--threads 2] [--seconds 0.5] [--sizes lecture|wide|few|all]
To compare with AVX2 on both sides:  NERVURE_LEVEL=avx2 ONEDNN_MAX_CPU_ISA=AVX2 python benchmarks/convolution.py
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

SAME = ((1, 1), (1, 1))


class Size(NamedTuple):
    """A layer's size."""

    batch: int
    side: int
    channels: int
    filters: int


SIZES = {
    "lecture": [Size(128, 28, 1, 32), Size(128, 28, 32, 32), Size(128, 14, 32, 64), Size(128, 14, 64, 64)],
    "wide": [Size(32, 32, 3, 64), Size(32, 32, 64, 64), Size(32, 28, 128, 128), Size(32, 14, 256, 256),
             Size(32, 7, 512, 512), Size(1, 28, 64, 64), Size(1, 7, 512, 512)],
    "few": [Size(32, 28, 2, 32), Size(32, 28, 4, 32), Size(32, 28, 6, 32), Size(32, 28, 8, 8), Size(32, 28, 16, 16),
            Size(32, 28, 24, 24), Size(32, 28, 40, 40), Size(32, 28, 32, 3)],
}  # fmt: skip


class Contest(NamedTuple):
    """One operation both ways, and its float64 result."""

    name: str
    kernel: str
    ours: Callable[[], Tensor]
    theirs: Callable[[], Tensor]
    exact: Tensor


def contests(size: Size) -> list[Contest]:
    """Forward, input gradient (not for images with one channel, where it is not needed) and weight gradient."""
    from nervure.kernels.convolution_rules import ruled_kernel
    from nervure.kernels.direct_convolution import direct_forward, direct_weight_gradient
    from nervure.kernels.winograd import winograd_forward, winograd_input_gradient, winograd_weight_gradient

    num, side, channels, filters = size
    x, dy = torch.randn(num, side, side, channels), torch.randn(num, side, side, filters)
    stored, bias = torch.randn(filters, 3, 3, channels) * (2 / (9 * channels)) ** 0.5, torch.randn(filters) / 10
    weight = stored.movedim(0, -1)
    rules = [
        ruled_kernel(operation, channels, filters, num * side * side)
        for operation in ("forward", "input_gradient", "weight_gradient")
    ]
    is_few = channels <= 4
    forward = direct_forward if is_few else winograd_forward
    weight_gradient = direct_weight_gradient if is_few else winograd_weight_gradient

    def gradient(wanted: tuple[bool, bool, bool], dtype: torch.dtype = torch.float32) -> Tensor:
        tensors = (first(dy).to(dtype), first(x).to(dtype), first(stored).to(dtype))
        results = torch.ops.aten.convolution_backward(*tensors, None, [1, 1], [1, 1], [1, 1], False, [0, 0], 1, wanted)
        return results[wanted.index(True)].permute(0, 2, 3, 1)

    def plain(dtype: torch.dtype = torch.float32) -> Tensor:
        z = torch.nn.functional.conv2d(first(x).to(dtype), first(stored).to(dtype), bias.to(dtype), padding=1)
        return z.relu_().permute(0, 2, 3, 1)

    dx, dweight = (True, False, False), (False, True, False)
    found = [
        Contest("forward", rules[0], lambda: forward(x, weight, bias, SAME, True), plain, plain(torch.float64)),
        Contest(
            "dx", rules[1], lambda: winograd_input_gradient(dy, weight, SAME, (side, side)),
            lambda: gradient(dx), gradient(dx, torch.float64),
        ),
        Contest(
            "dweight", rules[2], lambda: weight_gradient(x, dy, SAME, False)[0].movedim(-1, 0),
            lambda: gradient(dweight), gradient(dweight, torch.float64),
        ),
    ]  # fmt: skip
    return found if channels > 1 else [found[0], found[2]]


def first(x: Tensor) -> Tensor:
    """(N, H, W, C) in torch's layout, with strides that make the memory order unambiguous."""
    num, rows, columns, channels = x.shape
    return x.as_strided((num, channels, rows, columns), (rows * columns * channels, 1, columns * channels, channels))


def shortest(contest: Contest, seconds: float) -> tuple[float, float]:
    """Milliseconds of nervure and of oneDNN: the shortest of at least three turns that take ``seconds`` in total."""
    ours, theirs = [], []
    contest.ours(), contest.theirs()
    end = time.perf_counter() + seconds
    while len(ours) < 3 or (time.perf_counter() < end and len(ours) < 200):
        for run, times in ((contest.ours, ours), (contest.theirs, theirs)):
            start = time.perf_counter()
            run()
            times.append(time.perf_counter() - start)
    return min(ours) * 1e3, min(theirs) * 1e3


def error(value: Tensor, exact: Tensor) -> float:
    """The largest error, relative to the largest value."""
    return ((value.double() - exact).abs().max() / exact.abs().max()).item()


def print_rows(size: Size, seconds: float) -> None:
    """The rows of one size, with the kernel that the table of rules selects."""
    name = f"{size.batch}: {size.side}x{size.side}, {size.channels} -> {size.filters}"
    for contest in contests(size):
        ours, theirs = shortest(contest, seconds)
        errors = error(contest.ours(), contest.exact), error(contest.theirs(), contest.exact)
        print(
            f"| {name:26} | {contest.name:7} | {contest.kernel:8} | {ours:8.3f} | {theirs:8.3f} | {theirs / ours:5.2f} "
            f"| {errors[0]:.1e} | {errors[1]:.1e} |",
            flush=True,
        )


def main() -> None:
    """Prints the table."""
    from nervure.kernels.convolution_rules import has_convolutions
    from nervure.kernels.denormals import flushing_denormals

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--seconds", type=float, default=0.5, help="for each operation")
    parser.add_argument("--sizes", choices=[*SIZES, "all"], default="all")
    chosen = parser.parse_args()
    if not has_convolutions():
        raise SystemExit("The native kernels are not installed: there is nothing to compare.")
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(0)
    level = os.environ.get("NERVURE_LEVEL", "widest")
    print(f"{chosen.threads} threads, vectors: {level}, load {os.getloadavg()[0]:.1f}; milliseconds, shortest\n")
    print(f"| {'batch: size, channels':26} | {'':7} | rule     |     ours |   oneDNN | ratio | error   | oneDNN's |")
    print("|---|---|---|---|---|---|---|---|")
    with torch.no_grad(), flushing_denormals():
        for size in (size for family in SIZES if chosen.sizes in (family, "all") for size in SIZES[family]):
            print_rows(size, chosen.seconds)


if __name__ == "__main__":
    main()
