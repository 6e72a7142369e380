from __future__ import annotations

from benchmarks.harness.predictions import KERNELS, predictions
from tests.benchmarks.harness.results import entry, reading, result


def test_without_the_machines_rates_nothing_is_predicted() -> None:
    assert predictions({}) == ""


def test_the_larger_of_the_two_numbers_is_the_limit() -> None:
    made = result("rates", entry("torch-eager"))
    made.entries[0].readings = [
        reading(1.0, values={"float32 operations": rate, "bfloat16 operations": 2e11, "bytes": 4e10})
        for rate in (1e11, 2e11)
    ]
    kernel = next(kernel for kernel in KERNELS if "forward, 128: 28x28, 32 -> 32" in kernel.title)
    measured = result("kernels", entry("nervure"))
    measured.entries[0].readings = [reading(1.0, values={kernel.title: 0.004})]
    rows = predictions({"rates": made, "kernels": measured}).splitlines()
    (row,) = [row for row in rows if kernel.title in row]
    # 2 * 9 * 100,352 pixels * 32 * 32 / 4 operations; 4 bytes of 64 numbers a pixel
    assert row == f"| {kernel.title} | 2.31 | 0.642 | 4.00 | 1.73 x |"
    assert sum("not measured" in row for row in rows) == len(KERNELS) - 1
