"""Startup times: imports, and the help on the command line."""

from __future__ import annotations

from benchmarks.harness.workload import AtMost, Workload

WORKS = (
    Workload(
        "import", "import, a fresh process", "start",
        ("nervure", "torch-eager", "keras-tensorflow", "keras-torch", "keras-jax"),
        program="import", steps=3, expected=75,
        goals=(AtMost("import: torch's own import + 0.2 s", 0.2, "torch-eager"),),
    ),
    Workload(
        "help", "nervure --help, a fresh process", "start", ("nervure",), program="help", steps=5, expected=15,
        goals=(AtMost("nervure --help: under 0.3 s", 0.3),),
    ),
)  # fmt: skip
