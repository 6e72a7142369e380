"""Measured results: one JSON file per workload."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parents[1] / "results"


@dataclass
class Entry:
    """The result of one contender.

    Args:
        name: the name of the contender.
        versions: the versions of its libraries.
        begin: the losses of the first turn, the warm-up.
        readings: one per round, as in :class:`benchmarks.harness.serving.Reading`, with the memory.
        trouble: why readings are missing: "not installed", or the last output of its process.
    """

    name: str
    versions: dict[str, str] = field(default_factory=dict)
    begin: list[float] = field(default_factory=list)
    readings: list[dict[str, Any]] = field(default_factory=list)
    trouble: str = ""


@dataclass
class Result:
    """A measured workload.

    Args:
        work: its name.
        command: the command that measures it again.
        machine: processor, cores, memory, vector level, versions.
        source: a fingerprint of the code that was measured.
        commit: the latest commit, with "-dirty" if files differ.
        settings: the number of rounds, batch size, steps, environment variables.
        load: waiting processes in the minute before and after, including the contenders.
        busy: processors that other programs kept busy just before and just after.
        entries: the results of the contenders, in the order of their turns.
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
        """The entry of a contender."""
        return next((entry for entry in self.entries if entry.name == name), None)


def write(result: Result, folder: Path = RESULTS) -> Path:
    """Writes it, completely or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{result.work}.json"
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps(asdict(result), indent=1) + "\n", encoding="utf-8")
    unfinished.replace(path)
    return path


def read(work: str, folder: Path = RESULTS) -> Result | None:
    """The result of a workload; None if there is none."""
    path = folder / f"{work}.json"
    if not path.exists():
        return None
    stored = json.loads(path.read_text(encoding="utf-8"))
    entries = [Entry(**entry) for entry in stored.pop("entries")]
    return Result(**stored, entries=entries)
