"""Results as a run leaves them, made by hand."""

from __future__ import annotations

from typing import Any

from benchmarks.harness.result import Entry, Result

MACHINE = {
    "processor": "A processor", "cores": 2, "memory_bytes": 8 * 2**30, "system": "Linux", "threads": 2,
    "vector_level": "avx2", "bfloat16": False, "python": "3.12", "torch": "2.8", "numpy": "2.0",
}  # fmt: skip


def reading(seconds: float, **values: Any) -> dict[str, Any]:
    """One turn of a single step."""
    empty = {"amount": 1, "losses": [0.5], "accuracy": None, "values": {}, "growth": None, "peak": None}
    return {"seconds": seconds, **empty, **values}


def entry(name: str, *seconds: float, trouble: str = "") -> Entry:
    """A contender with a round for each number."""
    return Entry(name, {"library": "1.0"}, [0.9], [reading(value) for value in seconds], trouble)


def result(work: str, *entries: Entry) -> Result:
    """A workload measured in full."""
    settings = {"rounds": 2, "contenders": [one.name for one in entries], "environment": {}}
    return Result(
        work, f"make bench WORK={work}", MACHINE, "source", "commit", settings,
        load=[0.1, 0.2], busy=[0.0, None], entries=list(entries), is_complete=True,
    )  # fmt: skip
