"""The contender's side of the protocol: one JSON object per line, questions on stdin, answers on stdout.

``{"do": "prepare", "work": ..., "inputs": ..., ...}`` is answered with the versions of the libraries, ``{"do": "turn",
"number": 1}`` with a :class:`Reading`; the end of the input ends the process. Output of the library goes to a hidden
terminal.
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
    """The result of a turn.

    Attributes:
        seconds: the time of the timed part.
        amount: the number of steps, images or programs in it.
        losses: the loss of the training or the prediction, one per epoch or one for the whole turn.
        accuracy: the accuracy on the held-out samples, if it is compared.
        values: additional figures by name.
    """

    seconds: float
    amount: float
    losses: tuple[float, ...] = ()
    accuracy: float | None = None
    values: Mapping[str, float] = {}


class Job(NamedTuple):
    """The job of a contender.

    Attributes:
        work: the workload.
        inputs: its arrays.
        variant: the variant of the library.
        started: when the process was started, as returned by ``time.time``.
    """

    work: Workload
    inputs: Inputs
    variant: str
    started: float


Turn = Callable[[int], Reading]
Task = Callable[[Job], Turn]


def serve(tasks: Mapping[str, Task], libraries: tuple[str, ...]) -> None:
    """Answers questions until the input ends.

    Args:
        tasks: the tasks of this library: for each, a function that prepares it and returns the function of a turn.
        libraries: the libraries whose versions are reported.
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
    """One turn, with its peak memory beyond that before the network was created."""
    with suppress(OSError):  # not Linux, or not permitted on this machine
        _RESET.write_text(_FORGET_PEAK, encoding="utf-8")
    reading = turn(number)
    peak = _memory("VmHWM")
    growth = None if peak is None or resident is None else peak - resident
    return {**reading._asdict(), "values": dict(reading.values), "growth": growth, "peak": peak}


def _memory(name: str) -> float | None:
    """Bytes, from Linux' own table of this process; None on other systems."""
    if not _STATUS.exists():
        return None
    for line in _STATUS.read_text(encoding="utf-8").splitlines():
        if line.startswith(name):
            return 1024 * float(line.split()[1])
    return None


def _answers() -> TextIO:
    """The real standard output; from now on, other output goes to a separate terminal."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(_screen(), sys.stdout.fileno())
    return answers


def _screen() -> int:
    """A hidden terminal, so that progress bars are drawn as for a user; standard error if there is none."""
    try:
        reading_end, writing_end = os.openpty()
    except (AttributeError, OSError):  # Windows, or no free terminal
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
