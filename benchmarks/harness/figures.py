"""Figures from results: one per round, medians, ratios with their spread, and whether a goal is reached."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping
from typing import Any, NamedTuple

from benchmarks.contenders.table import CONTENDERS
from benchmarks.harness.result import Result
from benchmarks.harness.workload import BEST_PEER, REACHED, AtMost, Goal, Reaches, Within, Workload


class Summary(NamedTuple):
    """One contender in one workload.

    Attributes:
        name: of the contender.
        figures: one per round: seconds, bytes, or the accuracy.
        curve: losses, or accuracies per epoch, from the first turn on.
        note: further remarks: not installed, not reached.
        seconds: the time of each round.
    """

    name: str
    figures: tuple[float, ...]
    curve: tuple[float, ...]
    note: str
    seconds: tuple[float, ...] = ()

    @property
    def median(self) -> float:
        """The median round."""
        return statistics.median(self.figures)


class Ratio(NamedTuple):
    """The ratio of two contenders' figures, round by round: the median and the range."""

    middle: float
    least: float
    most: float


class Verdict(NamedTuple):
    """A goal and its result.

    Attributes:
        goal: the goal.
        ours: nervure's figure; None if there is none.
        peer: the contender it is compared with; empty for none.
        theirs: its figure.
        ratio: the peer's to nervure's, or nervure's to the limit; for accuracies, the difference.
        is_reached: None if it cannot be determined.
    """

    goal: Goal
    ours: float | None
    peer: str = ""
    theirs: float | None = None
    ratio: Ratio | None = None
    is_reached: bool | None = None


def figure(work: Workload, reading: Mapping[str, Any]) -> float | None:
    """The figure that a turn is judged by; None if it has none."""
    if work.figure == "memory":
        return None if reading["growth"] is None else float(reading["growth"])
    if work.figure == "accuracy":
        return float(reading["accuracy"])
    return float(reading["seconds"] / reading["amount"])


def summaries(work: Workload, result: Result) -> dict[str, Summary]:
    """Those of all contenders, by name."""
    found = {}
    for entry in result.entries:
        figures = [figure(work, reading) for reading in entry.readings]
        note = entry.trouble
        if work.task == "until" and entry.readings:
            last = entry.readings[-1]
            curve = [value for name, value in last["values"].items() if name.startswith("epoch")]
            note = note or ("" if last["accuracy"] >= REACHED else f"not reached: {100 * last['accuracy']:.2f} %")
        elif work.task == "epochs":  # later turns end at different epochs for each contender
            curve = entry.begin
        else:
            curve = [*entry.begin, *(loss for reading in entry.readings for loss in reading["losses"][-1:])]
        kept = tuple(value for value in figures if value is not None)
        seconds = tuple(float(reading["seconds"]) for reading in entry.readings)
        found[entry.name] = Summary(entry.name, kept, tuple(curve), note, seconds)
    return found


def ratio_of(ours: Summary, theirs: Summary) -> Ratio:
    """The ratio of their figures to nervure's, with rounds paired as they were run."""
    pairs = [peer / own for own, peer in zip(ours.figures, theirs.figures, strict=False)]
    return Ratio(statistics.median(pairs), min(pairs), max(pairs))


def best_peer(work: Workload, found: Mapping[str, Summary], ours: str) -> str:
    """The peer with the smallest figure among those at the same or a higher precision; empty for none."""
    is_low = CONTENDERS[ours].precision == "bfloat16"
    peers = [
        summary
        for summary in found.values()
        if summary.figures and not summary.note
        and not CONTENDERS[summary.name].is_ours and CONTENDERS[summary.name].counts
        and (is_low or CONTENDERS[summary.name].precision == "float32")
    ]  # fmt: skip
    return min(peers, key=lambda summary: summary.median).name if peers else ""


def verdict(goal: Goal, work: Workload, result: Result) -> Verdict:
    """The result of a goal."""
    found = summaries(work, result)
    ours = found.get(goal.ours)
    if ours is None or not ours.figures:
        return Verdict(goal, None)
    if isinstance(goal, AtMost):
        return _within_limit(goal, ours, found)
    if isinstance(goal, Reaches):
        is_reached = min(ours.figures) >= goal.accuracy and max(ours.seconds) <= goal.seconds
        return Verdict(goal, ours.median, is_reached=is_reached)
    name = best_peer(work, found, goal.ours) if goal.against == BEST_PEER else goal.against
    theirs = found.get(name)
    if theirs is None or not theirs.figures:
        return Verdict(goal, ours.median, name)
    if isinstance(goal, Within):
        differences = [own - peer for own, peer in zip(ours.figures, theirs.figures, strict=False)]
        difference = Ratio(statistics.mean(differences), min(differences), max(differences))
        return Verdict(goal, ours.median, name, theirs.median, difference, difference.middle >= -goal.margin)
    ratio = ratio_of(ours, theirs)
    return Verdict(goal, ours.median, name, theirs.median, ratio, not ours.note and ratio.middle >= goal.ratio)


def _within_limit(goal: AtMost, ours: Summary, found: Mapping[str, Summary]) -> Verdict:
    beyond = found.get(goal.beyond)
    if goal.beyond and (beyond is None or not beyond.figures):
        return Verdict(goal, ours.median, goal.beyond)
    limit = goal.limit + (beyond.median if beyond else 0.0)
    parts = [own / limit for own in ours.figures]
    ratio = Ratio(statistics.median(parts), min(parts), max(parts))
    return Verdict(goal, ours.median, goal.beyond, beyond.median if beyond else None, ratio, ours.median <= limit)


def told(work: Workload, value: float | None) -> str:
    """A figure with its unit.

    Examples:
        >>> from benchmarks.works.table import WORKS
        >>> told(WORKS["help"], 0.0123), told(WORKS["help"], 2e-6), told(WORKS["memory"], 3 * 2**20)
        ('12.3 ms', '2.00 us', '3.00 MiB')
    """
    if value is None:
        return "-"
    if work.figure == "memory":
        return f"{digits(value / 2**20)} MiB"
    if work.figure == "accuracy":
        return f"{100 * value:.2f} %"
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if value >= size:
            return f"{digits(value / size)} {unit}"
    return f"{digits(value * 1e6)} us"


def digits(value: float) -> str:
    """Three of them.

    Examples:
        >>> digits(0.01234), digits(12.345), digits(1234.5)
        ('0.0123', '12.3', '1,234')
    """
    places = 2 if value == 0 else max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:,.{places}f}"
