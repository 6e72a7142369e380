"""The peak rates of the machine, which predict how long a kernel takes, and the measured times of kernels."""

from __future__ import annotations

from benchmarks.harness.workload import Workload

WORKS = (
    Workload(
        "rates", "what the machine can do: products and copies by PyTorch", "rates", ("torch-eager",),
        seconds=1.0, figure="values", expected=25,
    ),
    Workload(
        "kernels", "our kernels one by one, at the sizes of the lecture's network", "kernels", ("nervure",),
        seconds=0.3, figure="values", expected=25,
    ),
)  # fmt: skip
