from __future__ import annotations

import os
import subprocess
import sys

import pytest

from nervure.kernels.convolution_rules import (
    FEWEST_PIXELS,
    RULES,
    chosen_kernel,
    chosen_word,
    has_convolutions,
    ruled_kernel,
    term_by_term,
)

OPERATIONS = ("forward", "input_gradient", "weight_gradient")
REPORT = "from nervure.kernels.convolution_rules import chosen_kernel; print(chosen_kernel('forward', 5, 2, 784))"


def answer(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = {name: value for name, value in os.environ.items() if name != "NERVURE_CONVOLUTION"}
    return subprocess.run(
        [sys.executable, "-c", program], env=variables | environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("operation", "channels", "filters", "pixels", "kernel"),
    [
        ("forward", 32, 32, 128 * 28 * 28, "winograd"),
        ("input_gradient", 32, 64, 128 * 14 * 14, "winograd"),
        ("weight_gradient", 64, 64, 128 * 14 * 14, "winograd"),
        ("forward", 16, 16, 1, "winograd"),
        ("forward", 1, 32, 128 * 28 * 28, "direct"),
        ("weight_gradient", 4, 32, 128 * 28 * 28, "direct"),
        ("input_gradient", 3, 32, 128 * 28 * 28, "winograd"),
        ("forward", 1, 4, 784, "onednn"),
        ("forward", 5, 32, 784, "onednn"),
        ("weight_gradient", 6, 32, 784, "onednn"),
        ("forward", 128, 128, 16, "onednn"),
        ("forward", 128, 128, 49, "winograd"),
        ("forward", 512, 512, 49, "onednn"),
        ("forward", 512, 512, 32 * 49, "winograd"),
    ],
)
def test_the_table_says_what_was_measured(
    operation: str, channels: int, filters: int, pixels: int, kernel: str
) -> None:
    assert ruled_kernel(operation, channels, filters, pixels) == kernel


def test_rules_name_what_there_is() -> None:
    assert {rule.operation for rule in RULES} == set(OPERATIONS)
    assert {rule.kernel for rule in RULES} == {"winograd", "direct"}
    assert all(rule.channels[1] <= 4 for rule in RULES if rule.kernel == "direct")
    assert not any(rule.kernel == "direct" and rule.operation == "input_gradient" for rule in RULES)
    assert [most for most, _ in FEWEST_PIXELS] == sorted(most for most, _ in FEWEST_PIXELS)


def test_whoever_has_a_kernel_for_the_weight_has_one_for_the_input() -> None:
    sizes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 64, 300, 1000]
    for channels in sizes:
        for filters in sizes:
            for pixels in (1, 31, 32, 511, 512, 10**6):
                kernels = [ruled_kernel(operation, channels, filters, pixels) for operation in OPERATIONS[1:]]
                assert kernels[1] == "onednn" or kernels[0] == "winograd", (channels, filters, pixels)


@pytest.mark.skipif(chosen_word() != "auto", reason="the environment chooses")
def test_without_native_kernels_or_a_word_the_table_decides() -> None:
    expected = "winograd" if has_convolutions() else "onednn"
    assert chosen_kernel("forward", 32, 32, 10_000) == expected


@pytest.mark.skipif(not has_convolutions(), reason="no native convolutions in this process")
def test_the_environment_is_above_the_table() -> None:
    assert answer(REPORT).stdout == "onednn\n"
    assert answer(REPORT, NERVURE_CONVOLUTION="auto").stdout == "onednn\n"
    assert answer(REPORT, NERVURE_CONVOLUTION="winograd").stdout == "winograd\n"
    many = REPORT.replace("5, 2, 784", "64, 64, 10000")
    assert answer(many).stdout == "winograd\n"
    assert answer(many, NERVURE_CONVOLUTION="onednn").stdout == "onednn\n"


def test_who_compares_number_by_number_gets_terms_as_they_are_written() -> None:
    before = chosen_kernel("forward", 32, 32, 10_000)
    with term_by_term():
        assert {chosen_kernel(operation, 32, 32, 10_000) for operation in OPERATIONS} == {"onednn"}
    assert chosen_kernel("forward", 32, 32, 10_000) == before


def test_without_native_kernels_torch_convolves() -> None:
    assert answer(REPORT, NERVURE_KERNELS="torch", NERVURE_CONVOLUTION="winograd").stdout == "onednn\n"


def test_an_unknown_word_is_refused_in_four_lines() -> None:
    errors = answer(REPORT, NERVURE_CONVOLUTION="fast").stderr
    assert "NERVURE_CONVOLUTION: 'fast' is not a convolution method." in errors
    assert "expected: auto, winograd, onednn" in errors
    assert "fix:      Set NERVURE_CONVOLUTION=auto" in errors
