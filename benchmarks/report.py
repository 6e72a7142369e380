"""Writes the table, the plot and the figures in docs/performance.md from the results; does not measure anything.

make bench-report
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.harness import page, plot, tables
from benchmarks.harness.contender import ROOT
from benchmarks.harness.result import RESULTS, Result, read
from benchmarks.works.table import WORKS

PAGE = ROOT / "docs" / "performance.md"


def results_in(folder: Path) -> dict[str, Result]:
    """The existing results, by the names of their workloads."""
    found = {name: read(name, folder) for name in WORKS}
    return {name: result for name, result in found.items() if result is not None}


def text_of(result: Result) -> str:
    """The terminal output for a workload."""
    return f"{tables.everybody(WORKS[result.work], result)}\n"


def write_table_and_plot(folder: Path = RESULTS) -> None:
    """Writes README.md, speed.svg and speed.png next to the results."""
    found, works = results_in(folder), list(WORKS.values())
    if not found:
        return
    parts = ["# Benchmark results", "Made by `make bench-report` of the files beside it; measured by `make bench`.",
             "Machine and libraries:", f"{tables.machine(found)}\n- {tables.versions(found)}",
             "## Goals", tables.goals(works, found)]  # fmt: skip
    for work in works:
        if work.name in found:
            result = found[work.name]
            parts += [f"## {work.name}: {work.title}", tables.conditions(result), tables.everybody(work, result)]
    if plot.draw(works, found, folder):
        parts.insert(2, "![Bars: the time of each library relative to nervure's, by workload](speed.svg)")
    (folder / "README.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def main(given: Sequence[str] | None = None) -> int:
    """Writes all three."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the results")
    parser.add_argument("--page", type=Path, default=PAGE, help="the page whose marked places are filled")
    asked = parser.parse_args(given)
    write_table_and_plot(asked.results)
    written = page.filled(asked.page.read_text(encoding="utf-8"), results_in(asked.results))
    asked.page.write_text(written, encoding="utf-8")
    sys.stdout.write(f"{asked.results / 'README.md'} and {asked.page} hold what was measured.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
