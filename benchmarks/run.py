"""Measures workloads and writes their results, a table and a plot to benchmarks/results.

    make bench everything, for 20 minutes at most; run it again to continue make bench WORK=lecture-cnn
    CONTENDERS=nervure,torch-eager ROUNDS=3 make bench WORK='lstm-*,gru-*' MINUTES=30 names, or patterns for them make
    bench LIST=1 what there is

Results of the same code, machine and settings are kept, not measured again. Do not use the machine meanwhile.
"""

from __future__ import annotations

import argparse
import fnmatch
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import report
from benchmarks.contenders.table import CONTENDERS
from benchmarks.harness import machine
from benchmarks.harness.contender import python_of
from benchmarks.harness.result import RESULTS, Entry, Result, read, write
from benchmarks.harness.running import Options, run
from benchmarks.harness.workload import Workload
from benchmarks.works.table import WORKS

_BUSY = 0.3  # processors that other programs use


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """The arguments of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--work", default="", help="names of workloads, or patterns, with commas between; all by default"
    )
    parser.add_argument("--contenders", default="", help="names, with commas between; all by default")
    parser.add_argument("--rounds", type=int, default=0, help="instead of each workload's own number")
    parser.add_argument("--minutes", type=float, default=20.0, help="no workload is begun that would end later")
    parser.add_argument("--again", action="store_true", help="measure also what has a result")
    parser.add_argument("--list", action="store_true", help="only tell what there is")
    parser.add_argument("--results", type=Path, default=RESULTS, help="folder of the results")
    return parser.parse_args(given)


def chosen_works(words: str) -> list[Workload]:
    """The workloads whose names match a word or a pattern ("lstm-*"); all without words.

    Raises:
        SystemExit: a word does not match any name.
    """
    found = {word: fnmatch.filter(WORKS, word) for word in _listed(words) or ["*"]}
    if unknown := [word for word, names in found.items() if not names]:
        raise SystemExit(f"no workload {', '.join(unknown)}; there are {', '.join(WORKS)}")
    return [WORKS[name] for names in found.values() for name in names]


def chosen_contenders(work: Workload, words: str) -> tuple[str, ...]:
    """The named contenders of the workload; all without names.

    Raises:
        SystemExit: a contender does not exist.
    """
    names = _listed(words)
    if unknown := [name for name in names if name not in CONTENDERS]:
        raise SystemExit(f"no contender {', '.join(unknown)}; there are {', '.join(CONTENDERS)}")
    return tuple(name for name in work.contenders if not names or name in names)


def _listed(words: str) -> list[str]:
    return [word for word in words.replace(" ", "").split(",") if word]


def empty_result(work: Workload, contenders: Sequence[str], rounds: int) -> Result:
    """Everything known before the measurement."""
    parts = [f"make bench WORK={work.name}"]
    parts += [] if tuple(contenders) == work.contenders else [f"CONTENDERS={','.join(contenders)}"]
    parts += [f"ROUNDS={rounds}"] if rounds else []
    installed = [name for name in contenders if python_of(CONTENDERS[name])]
    settings = {
        "rounds": rounds or work.rounds, "contenders": list(contenders), "batch": work.batch, "steps": work.steps,
        "environment": dict(work.environment), "installed": installed,
    }  # fmt: skip
    entries = [Entry(name) for name in contenders]
    return Result(
        work.name, " ".join(parts), machine.machine(), machine.source(), machine.commit(), settings, entries=entries
    )


def is_measured(wanted: Result, found: Result | None) -> bool:
    """Whether there already is a result for the same code, machine and settings."""
    return found is not None and found.is_complete and all(
        getattr(found, name) == getattr(wanted, name) for name in ("machine", "source", "settings")
    )  # fmt: skip


def main(given: Sequence[str] | None = None) -> int:
    """Measures what is requested and missing; 0, or 1 if there was not enough time for everything."""
    asked = arguments(given)
    works = chosen_works(asked.work)
    if asked.list:
        _list(works, asked.results)
        return 0
    end = time.monotonic() + 60 * asked.minutes
    left = []
    for work in works:
        contenders = chosen_contenders(work, asked.contenders)
        wanted = empty_result(work, contenders, asked.rounds)
        if not contenders or (not asked.again and is_measured(wanted, read(work.name, asked.results))):
            continue
        expected = work.expected * len(contenders) / len(work.contenders) * (asked.rounds or work.rounds) / work.rounds
        if time.monotonic() + expected > end:
            left.append(work.name)
            continue
        _measure(work, wanted, asked)
    report.write_table_and_plot(asked.results)
    if left:
        _say(f"Not measured, for lack of time: {', '.join(left)}. The same command goes on there.")
    return 1 if left else 0


def _measure(work: Workload, wanted: Result, asked: argparse.Namespace) -> None:
    _say(f"{work.name}: {work.title} (about {work.expected:.0f} s for everybody)")
    options = Options(changes={"rounds": asked.rounds} if asked.rounds else {}, told=_say)
    result = run(work.name, wanted, lambda so_far: write(so_far, asked.results), options)
    if any(busy and busy > _BUSY for busy in result.busy):
        _say("  Others use this machine too: these figures are not to be trusted.")
    _say(report.text_of(result))


def _list(works: Sequence[Workload], folder: Path) -> None:
    _say(f"{'workload':24}{'about':>8}  contenders")
    for work in works:
        state = "measured" if is_measured(empty_result(work, work.contenders, 0), read(work.name, folder)) else ""
        _say(f"{work.name:24}{work.expected:6.0f} s  {', '.join(work.contenders)}  {state}".rstrip())
    absent = [contender.name for contender in CONTENDERS.values() if python_of(contender) is None]
    _say(f"not installed: {', '.join(absent) or 'nobody'}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
