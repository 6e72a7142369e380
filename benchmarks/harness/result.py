"""What was measured: one file of JSON a workload."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parents[1] / "results"


@dataclass
class Entry:
    """What one contender did.

    Args:
        name: of the contender.
        versions: of its libraries.
        begin: the losses of the first turn, which warms up.
        readings: of each round, as :class:`benchmarks.harness.serving.Reading` with the memory.
        trouble: why there is nothing, or not all: "not installed", the last words of its process.
    """

    name: str
    versions: dict[str, str] = field(default_factory=dict)
    begin: list[float] = field(default_factory=list)
    readings: list[dict[str, Any]] = field(default_factory=list)
    trouble: str = ""


@dataclass
class Result:
    """A workload measured.

    Args:
        work: its name.
        command: what to type to measure it again.
        machine: processor, cores, memory, vector level, versions.
        source: fingerprint of the code that was measured.
        commit: the newest one, with "-dirty" where files differ.
        settings: how many rounds, batch, steps, variables of the environment.
        load: waiting processes in the minute before and after; the contenders themselves count.
        busy: processors that others kept busy just before and just after.
        entries: of the contenders, in the order of their turns.
        is_complete: whether all rounds are done.
    """

    work: str
    command: str
    machine: dict[str, Any]
    source: str
    commit: str
    settings: dict[str, Any]
    load: list[float | None] = field(default_factory=list)
    busy: list[float | None] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    is_complete: bool = False

    def entry(self, name: str) -> Entry | None:
        """That of a contender."""
        return next((entry for entry in self.entries if entry.name == name), None)


def write(result: Result, folder: Path = RESULTS) -> Path:
    """Writes it, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{result.work}.json"
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps(asdict(result), indent=1) + "\n", encoding="utf-8")
    unfinished.replace(path)
    return path


def read(work: str, folder: Path = RESULTS) -> Result | None:
    """The result of a workload; None where there is none."""
    path = folder / f"{work}.json"
    if not path.exists():
        return None
    stored = json.loads(path.read_text(encoding="utf-8"))
    entries = [Entry(**entry) for entry in stored.pop("entries")]
    return Result(**stored, entries=entries)
