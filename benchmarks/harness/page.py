"""The figures in docs/performance.md: only the results are written between a mark and its end."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from benchmarks.harness import tables
from benchmarks.harness.predictions import predictions
from benchmarks.harness.result import Result
from benchmarks.works import before_after, pictures
from benchmarks.works.table import WORKS

_MARK = re.compile(r"<!-- measured: ([a-z-]+) -->\n.*?<!-- /measured -->", re.DOTALL)
_NOTHING = "*Not measured yet: `make bench`, then `make bench-report`.*"


def filled(text: str, results: Mapping[str, Result]) -> str:
    """The page with its marked sections filled.

    Args:
        text: the page.
        results: the results, by the names of their workloads.

    Raises:
        KeyError: a mark has an unknown name.
    """

    def place(found: re.Match[str]) -> str:
        name = found[1]
        return f"<!-- measured: {name} -->\n{PLACES[name](results) or _NOTHING}\n<!-- /measured -->"

    return _MARK.sub(place, text)


def _goals(results: Mapping[str, Result]) -> str:
    works = [work for work in WORKS.values() if work.name not in before_after.NAMES]
    return tables.goals(works, results) if results else ""


def _before_after(results: Mapping[str, Result]) -> str:
    works = [WORKS[name] for name in before_after.NAMES if name in results]
    return tables.goals(works, results) if works else ""


def _machine(results: Mapping[str, Result]) -> str:
    return f"{tables.machine(results)}\n- {tables.versions(results)}" if results else ""


def _of_accuracy(results: Mapping[str, Result]) -> str:
    return tables.accuracies(results["accuracy"]) if "accuracy" in results else ""


def _of_pictures(results: Mapping[str, Result]) -> str:
    works = [work for work in pictures.WORKS if work.name in results]
    return "\n\n".join(f"{work.title}:\n\n{tables.accuracies(results[work.name])}" for work in works)


PLACES: dict[str, Callable[[Mapping[str, Result]], str]] = {
    "machine": _machine,
    "goals": _goals,
    "before-after": _before_after,
    "accuracy": _of_accuracy,
    "pictures": _of_pictures,
    "predictions": predictions,
}
