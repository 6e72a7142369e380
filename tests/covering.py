"""The cases of a parametrized test that run every day, where all of their combinations take long.

Under ``@pytest.mark.covering`` each value of each argument is tried in at least one case; the other combinations are
``slow``. With ``at_most=3`` three of these cases stay, those that try the most values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import pytest


def covering(cases: Sequence[Mapping[str, Any]], at_most: int | None = None) -> list[int]:
    """The numbers of the cases chosen: again and again the first of those that bring the most values not tried yet."""
    tried, chosen = set[tuple[str, str]](), list[int]()
    values = [{(name, repr(value)) for name, value in case.items()} for case in cases]
    limit = len(cases) if at_most is None else at_most
    while len(chosen) < limit:
        best = max(range(len(cases)), key=lambda number: len(values[number] - tried), default=None)
        if best is None or not values[best] - tried:
            break
        tried |= values[best]
        chosen.append(best)
    return sorted(chosen)


def mark_the_others_slow(items: Iterable[pytest.Item]) -> None:
    """Marks the cases that are not chosen, in each test that asks for it."""
    for _, group in groupby(items, key=lambda item: item.nodeid.partition("[")[0]):
        cases = [item for item in group if item.get_closest_marker("covering")]
        if cases:
            marker = cases[0].get_closest_marker("covering")
            chosen = covering([item.callspec.params for item in cases], **marker.kwargs)
            for number, item in enumerate(cases):
                if number not in chosen:
                    item.add_marker(pytest.mark.slow)
