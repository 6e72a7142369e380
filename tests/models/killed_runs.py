"""A program that kills runs at random moments: python -m tests.models.killed_runs FOLDER KILLS.

It imports everything once and forks a process for each run, which is killed as kill -9 does, and another one that goes
on. What a run that was killed again and again ends with is compared with what an uninterrupted one ends with. It prints
one line of JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nervure import set_seed
from nervure.callbacks import CSVLogger, ReduceLROnPlateau
from nervure.models import weight_files
from nervure.models.checkpointing import CHECKPOINT
from tests.models.resuming import data, network, outcome

EPOCHS, SEED = 12, 5
LIMIT = 600


def train(kind: str, folder: Path, **options: Any) -> None:
    """A run, in a process of its own; its outcome lies in a file at the end."""
    set_seed(SEED)
    model = network(kind, "adam")
    listed = [ReduceLROnPlateau("loss", patience=0, min_delta=0.1), CSVLogger(folder / "log.csv")]
    x, y = data()
    history = model.fit(
        x, y, batch_size=4, epochs=EPOCHS, verbose=0, validation_split=0.2, callbacks=listed, diagnose=False, **options
    )
    (folder / "outcome.json").write_text(json.dumps(outcome(model, history, listed, folder)))


def forked(work: Callable[[], None]) -> int:
    """Does ``work`` in a child; its process id."""
    child = os.fork()
    if child:
        return child
    try:
        work()
        os._exit(0)
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        os._exit(1)


def ended(child: int) -> int:
    """The exit code of a child that was waited for."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def kill_at_random(child: int, longest: float) -> bool:
    """Kills ``child`` after a random time; False where it had ended by itself."""
    time.sleep(random.uniform(0, longest))
    os.kill(child, signal.SIGKILL)
    return ended(child) == -signal.SIGKILL


def killed_until_it_ends(kind: str, folder: Path, longest: float, most: int) -> tuple[int, int]:
    """One run that is killed up to ``most`` times; how often it was, and how many files could not be read."""
    kills = unreadable = 0
    while kills < most:
        child = forked(lambda: train(kind, folder, checkpoint=folder, save_every=1, resume=True))
        if not kill_at_random(child, longest):
            break
        kills += 1
        if (folder / CHECKPOINT).exists():
            try:
                weight_files.read(folder / CHECKPOINT)
            except OSError:
                unreadable += 1
    if not (folder / "outcome.json").exists():
        last = forked(lambda: train(kind, folder, checkpoint=folder, save_every=1, resume=True))
        assert ended(last) == 0
    return kills, unreadable


def main(place: Path, wanted: int) -> dict[str, int]:
    """Kills so many runs; what was found."""
    random.seed(wanted)
    expected, longest = {}, 0.0
    for kind in ("dense", "masked"):
        folder = place / kind
        folder.mkdir()
        began = time.monotonic()
        assert ended(forked(lambda kind=kind, folder=folder: train(kind, folder))) == 0
        longest = max(longest, time.monotonic() - began)
        expected[kind] = (folder / "outcome.json").read_text()
    found = {"kills": 0, "runs": 0, "unreadable": 0, "differing": 0, "left": 0}
    started = time.monotonic()
    while found["kills"] < wanted and time.monotonic() - started < LIMIT:
        kind, folder = ("dense", "masked")[found["runs"] % 2], place / f"run-{found['runs']}"
        folder.mkdir()
        kills, unreadable = killed_until_it_ends(kind, folder, longest, min(5, wanted - found["kills"]))
        found["kills"] += kills
        found["runs"] += 1
        found["unreadable"] += unreadable
        found["differing"] += (folder / "outcome.json").read_text() != expected[kind]
        names = {path.name for path in folder.iterdir()}
        found["left"] += len(names - {".lock", CHECKPOINT, "log.csv", "outcome.json"})
    return found


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))
