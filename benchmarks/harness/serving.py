"""A contender's side of the talk: one JSON object a line, a question on standard input, its answer on standard output.

``{"do": "prepare", "work": ..., "inputs": ..., ...}`` is answered with the versions of the
libraries, ``{"do": "turn", "number": 1}`` with a :class:`Reading`; the end of the input ends the process. Whatever a
library prints goes to a terminal that nobody looks at.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from benchmarks.harness.inputs import Inputs, load
from benchmarks.harness.workload import Workload

_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_FORGET_PEAK = "5"
_MOST_BYTES = 65536


class Reading(NamedTuple):
    """What a turn gave.

    Attributes:
        seconds: the timed part took.
        amount: of steps, pictures or programs in it.
        losses: what the training or the prediction was worth; of an epoch each, or one for the whole turn.
        accuracy: on the samples held out, where that is what counts.
        values: further figures by name.
    """

    seconds: float
    amount: float
    losses: tuple[float, ...] = ()
    accuracy: float | None = None
    values: Mapping[str, float] = {}


class Job(NamedTuple):
    """What a contender is asked to do.

    Attributes:
        work: the workload.
        inputs: its arrays.
        variant: which of the library's ways.
        started: when the process was started, as ``time.time`` counts.
    """

    work: Workload
    inputs: Inputs
    variant: str
    started: float


Turn = Callable[[int], Reading]
Task = Callable[[Job], Turn]


def serve(tasks: Mapping[str, Task], libraries: tuple[str, ...]) -> None:
    """Answers until the input ends.

    Args:
        tasks: what this library can do: for each task a function that makes ready and returns what a turn does.
        libraries: whose versions are told.
    """
    from benchmarks.works.table import WORKS

    answers = _answers()
    turn: Turn | None = None
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["do"] == "prepare":
            work = replace(WORKS[asked["work"]], **asked["changes"])
            job = Job(work, load(Path(asked["inputs"])), asked["variant"], asked["started"])
            resident = _memory("VmRSS")
            turn = tasks[work.task](job)
            _tell(answers, {"versions": {name: importlib.metadata.version(name) for name in libraries}})
        else:
            assert turn is not None, "a turn before anything was prepared"
            _tell(answers, _taken(turn, asked["number"], resident))


def _taken(turn: Turn, number: int, resident: float | None) -> dict[str, Any]:
    """One turn, with the most memory it held beyond what was there before the network."""
    with suppress(OSError):  # not Linux, or a machine that does not allow it
        _RESET.write_text(_FORGET_PEAK, encoding="utf-8")
    reading = turn(number)
    peak = _memory("VmHWM")
    growth = None if peak is None or resident is None else peak - resident
    return {**reading._asdict(), "values": dict(reading.values), "growth": growth, "peak": peak}


def _memory(name: str) -> float | None:
    """Bytes, from Linux' own table of this process; None elsewhere."""
    if not _STATUS.exists():
        return None
    for line in _STATUS.read_text(encoding="utf-8").splitlines():
        if line.startswith(name):
            return 1024 * float(line.split()[1])
    return None


def _answers() -> TextIO:
    """The real standard output; from now on what anybody prints goes to a screen of its own."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(_screen(), sys.stdout.fileno())
    return answers


def _screen() -> int:
    """A terminal that nobody looks at, so that bars are drawn as for a user; where there is none, standard error."""
    try:
        reading_end, writing_end = os.openpty()
    except (AttributeError, OSError):  # Windows, or no terminal is left
        return sys.stderr.fileno()
    threading.Thread(target=_drain, args=(reading_end,), daemon=True).start()
    return writing_end


def _drain(screen: int) -> None:
    with suppress(OSError):
        while os.read(screen, _MOST_BYTES):
            pass


def _tell(answers: TextIO, what: dict[str, Any]) -> None:
    answers.write(json.dumps(what) + "\n")
    answers.flush()
