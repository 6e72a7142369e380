"""``nervure bench``: training steps timed against PyTorch's, in turns, each contender in its own process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from nervure.errors import StateError
from nervure.records.benchmark import Benchmark, Timing

_PROGRAM = "from nervure.tasks.benchmark_work import main; main()"
_PAUSE_SECONDS = 0.5  # worker threads keep spinning for a while after their last job
_LIMIT_SECONDS = 300
# The first contender of a race is the reference for the others.
CONTENDERS: dict[str, tuple[str, ...]] = {
    "cnn": ("PyTorch eager", "PyTorch channels_last", "nervure float32", "nervure auto"),
    "dense": ("PyTorch eager", "nervure float32"),
    "lstm": ("PyTorch eager", "nervure float32"),
}


def benchmark(
    races: Sequence[str] = tuple(CONTENDERS),
    rounds: int = 2,
    told: Callable[[int, int], None] | None = None,
    limit: float = _LIMIT_SECONDS,
) -> Benchmark:
    """Runs the contenders in turns (A B A B ...).

    Args:
        races: names from :data:`CONTENDERS`.
        rounds: how often each contender runs.
        told: called before each run with the number of finished runs and the total.
        limit: the maximum seconds per contender.

    Raises:
        StateError: a contender's process failed, or took longer than ``limit``.
    """
    turns = [(race, name) for _ in range(rounds) for race in races for name in CONTENDERS[race]]
    seconds: dict[tuple[str, str], list[float]] = {}
    losses: dict[tuple[str, str], list[float]] = {}
    for done, turn in enumerate(turns):
        if told is not None:
            told(done, len(turns))
        measured = _measured(*turn, limit)
        seconds.setdefault(turn, []).append(measured["seconds"])
        losses.setdefault(turn, []).append(measured["loss"])
        time.sleep(_PAUSE_SECONDS)
    timings = [
        Timing(race, name, tuple(seconds[race, name]), tuple(losses[race, name]))
        for race in races
        for name in CONTENDERS[race]
    ]
    return Benchmark(tuple(timings), _load())


def _measured(race: str, contender: str, limit: float) -> dict[str, float]:
    library, variant = contender.split()
    command = [sys.executable, "-c", _PROGRAM, race, library, variant]
    where = f"nervure bench: {contender}"
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        raise StateError.of("bench.too_slow", where=where, limit=limit, race=race) from None
    if ran.returncode != 0:
        last = ran.stderr.strip().splitlines()[-1:] or [str(ran.returncode)]
        raise StateError.of("bench.failed", where=where, got=last[0])
    told: dict[str, float] = json.loads(ran.stdout.splitlines()[-1])
    return told


def _load() -> float | None:
    try:
        return os.getloadavg()[0]
    except (AttributeError, OSError):  # Windows
        return None
