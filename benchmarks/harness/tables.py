"""Results as Markdown."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence

from benchmarks.contenders.table import CONTENDERS
from benchmarks.harness.figures import Ratio, Summary, Verdict, digits, ratio_of, summaries, told, verdict
from benchmarks.harness.result import Result
from benchmarks.harness.workload import BEST_PEER, AtLeast, AtMost, Goal, Reaches, Within, Workload

_POINTS_OF_A_CURVE = 6
_CURVES = {"until": "accuracy by epoch", "folder": "mean level"}
_ANSWERS = {True: "yes", False: "**no**", None: "not measured"}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the first column is text, the others are figures."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def goals(works: Sequence[Workload], results: Mapping[str, Result]) -> str:
    """Every goal: nervure's figure, the peer's, the ratio with its spread, whether it is reached, and the command."""
    rows = []
    for work in works:
        for goal in work.goals:
            result = results.get(work.name)
            found = Verdict(goal, None) if result is None else verdict(goal, work, result)
            command = f"`{result.command}`" if result else f"`make bench WORK={work.name}`"
            rows.append([goal.words, told(work, found.ours), _peer(work, found), _ratio(found), _wanted(work, goal),
                         _answer(found), command])  # fmt: skip
    head = ("goal", "ours", "compared with", "ratio (rounds)", "wanted", "reached", "command")
    return table(head, rows)


def _peer(work: Workload, found: Verdict) -> str:
    return f"{CONTENDERS[found.peer].title}: {told(work, found.theirs)}" if found.peer else "-"


def _ratio(found: Verdict) -> str:
    if found.ratio is None:
        return "-"
    if isinstance(found.goal, Within):
        points = Ratio(*(100 * value for value in found.ratio))
        return f"{points.middle:+.2f} points ({points.least:+.2f} to {points.most:+.2f})"
    of_limit = " of the limit" if isinstance(found.goal, AtMost) else ""
    return f"{digits(found.ratio.middle)} ({digits(found.ratio.least)} to {digits(found.ratio.most)}){of_limit}"


def _wanted(work: Workload, goal: Goal) -> str:
    match goal:
        case AtLeast():
            who = goal.against if goal.against == BEST_PEER else CONTENDERS[goal.against].title
            return f">= {goal.ratio:.3g} x {who}"
        case AtMost():
            beyond = f"{CONTENDERS[goal.beyond].title} + " if goal.beyond else ""
            return f"<= {beyond}{told(work, goal.limit)}"
        case Reaches():
            limit = "" if math.isinf(goal.seconds) else f" in {goal.seconds / 60:.0f} minutes"
            return f">= {told(work, goal.accuracy)}{limit}"
    return f">= {-100 * goal.margin:+.1f} points"


def _answer(found: Verdict) -> str:
    """Yes, or no with the shortfall."""
    if found.is_reached is False and found.ratio and isinstance(found.goal, AtLeast):
        return f"**no**, {100 * (1 - found.ratio.middle / found.goal.ratio):.0f} % short"
    return _ANSWERS[found.is_reached]


def everybody(work: Workload, result: Result) -> str:
    """All contenders of a workload: median, minimum, ratio to nervure with its spread, and the loss curve."""
    if work.figure == "values":
        return _values(work, result)
    found = summaries(work, result)
    ours = next((summary for summary in found.values() if CONTENDERS[summary.name].is_ours), None)
    rows = [_row(work, summary, ours) for summary in found.values()]
    curve = _CURVES.get(work.task, "loss")
    return table(("contender", "median", "least", "ratio (rounds)", curve, "note"), rows)


def _values(work: Workload, result: Result) -> str:
    """The median over the rounds of each named figure: milliseconds for kernels, billions per second."""
    unit, factor = ("ms", 1e3) if work.task == "kernels" else ("10^9 a second", 1e-9)
    readings = [reading["values"] for entry in result.entries for reading in entry.readings]
    names = readings[0] if readings else {}
    rows = [[name, digits(factor * statistics.median(reading[name] for reading in readings))] for name in names]
    return table(("", unit), rows)


def _row(work: Workload, summary: Summary, ours: Summary | None) -> list[str]:
    title = CONTENDERS[summary.name].title
    seconds = f"{digits(statistics.median(summary.seconds))} s a training" if work.figure == "accuracy" else ""
    note = summary.note or (seconds if CONTENDERS[summary.name].counts else "beside, not counted")
    if not summary.figures:
        return [title, "-", "-", "-", "-", note]
    ratio = "-"
    if ours is not None and ours.figures and summary is not ours and work.figure != "accuracy":
        middle, least, most = ratio_of(ours, summary)
        ratio = f"{digits(middle)} ({digits(least)} to {digits(most)})"
    shown = [*summary.curve[: _POINTS_OF_A_CURVE - 1], *summary.curve[_POINTS_OF_A_CURVE - 1 :][-1:]]
    curve = " ".join(f"{loss:.4f}" for loss in shown) or "-"
    return [title, told(work, summary.median), told(work, min(summary.figures)), ratio, curve, note]


def machine(results: Mapping[str, Result]) -> str:
    """The machine; one line for each if there were several."""
    lines = dict.fromkeys(machine_line(result) for result in results.values())
    return "\n".join(f"- {line}" for line in lines)


def machine_line(result: Result) -> str:
    """The machine in one line."""
    told_of = result.machine
    memory = f"{told_of['memory_bytes'] / 2**30:.0f} GiB, " if told_of.get("memory_bytes") else ""
    level = told_of.get("vector_level") or "no native kernels"
    return (
        f"{told_of['processor']}, {told_of['cores']} cores, {memory}{told_of['system'].split()[0]}, vectors: {level}, "
        f"Python {told_of['python']}, torch {told_of['torch']}, {told_of['threads']} threads"
    )


def versions(results: Mapping[str, Result]) -> str:
    """The versions of all libraries."""
    found: dict[str, dict[str, None]] = {}
    for result in results.values():
        for entry in result.entries:
            for library, version in entry.versions.items():
                found.setdefault(library, {})[version] = None
    return ", ".join(f"{library} {' and '.join(found[library])}" for library in sorted(found))


def conditions(result: Result) -> str:
    """Rounds, commit, and how idle the machine was."""
    busy = " and ".join("?" if value is None else f"{value:.2f}" for value in result.busy)
    load = " and ".join("?" if value is None else f"{value:.2f}" for value in result.load)
    variables = " ".join(f"{name}={value}" for name, value in result.settings["environment"].items())
    extra = f"; everybody with {variables}" if variables else ""
    return (
        f"`{result.command}`: {result.settings['rounds']} rounds at {result.commit or 'an unknown commit'}; processors "
        f"busy with other work before and after {busy}, load {load}{extra}."
    )


def accuracies(result: Result) -> str:
    """The accuracy and time of all contenders, seed by seed."""
    rows = []
    for entry in result.entries:
        found = [100 * reading["accuracy"] for reading in entry.readings]
        mean = f"{sum(found) / len(found):.2f}" if found else "-"
        seconds = " ".join(digits(reading["seconds"]) for reading in entry.readings) or "-"
        each = " ".join(f"{value:.2f}" for value in found) or "-"
        rows.append([CONTENDERS[entry.name].title, each, mean, seconds, entry.trouble])
    return table(("contender", "% right, seed by seed", "mean", "seconds", "note"), rows)
