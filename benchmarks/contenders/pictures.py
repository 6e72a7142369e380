"""Images in parts, and `nervure train` on them, as a user runs it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.contenders.folders import write
from benchmarks.harness.network import Array
from benchmarks.harness.serving import Job, Reading, Turn
from benchmarks.harness.workload import Samples


class Parts(NamedTuple):
    """The images for training, validation and the final test."""

    training: Samples
    validation: Samples
    test: Samples


def parts(job: Job) -> Parts:
    """The samples of a workload, in the order of the parts."""
    x, y = job.inputs.x, job.inputs.y
    validation, test = job.work.held_out
    ends = [0, len(x) - validation - test, len(x) - test, len(x)]
    return Parts(*(Samples(x[slice(*end)], y[slice(*end)]) for end in pairwise(ends)))


def commanded(job: Job) -> Turn:
    """``nervure train`` with no options but the seed: on a folder with a folder for each part, or on a file of arrays.

    Without validation images, it gets arrays: it holds out some of them itself, and is evaluated on images it never
    saw.
    """
    found = parts(job)

    def turn(number: int) -> Reading:
        with tempfile.TemporaryDirectory() as temporary:
            run, source = Path(temporary) / "run", Path(temporary) / "pictures"
            source = _file(found, source) if not len(found.validation.x) else _folders(found, source)
            begin = time.perf_counter()
            _nervure("train", str(source), "--seed", str(number), "--out", str(run))
            seconds = time.perf_counter() - begin
            result = json.loads((run / "result.json").read_text(encoding="utf-8"))
            accuracy = result["accuracy"] if len(found.validation.x) else _right(run, found.test)
            with (run / "history.csv").open(encoding="utf-8") as history:
                losses = tuple(float(line["loss"]) for line in csv.DictReader(history))
        return Reading(seconds, len(losses), losses, accuracy)

    return turn


def _nervure(*arguments: str) -> None:
    subprocess.run([Path(sys.executable).with_name("nervure"), *arguments], stdin=subprocess.DEVNULL, check=True)


def _folders(found: Parts, folder: Path) -> Path:
    for name, part in zip(Parts._fields, found, strict=True):
        (folder / name).mkdir(parents=True)
        write(part.x, part.y, folder / name, ".png")
    return folder


def _file(found: Parts, path: Path) -> Path:
    np.savez(path, x=found.training.x, y=found.training.y)
    return path.with_suffix(".npz")


def _right(run: Path, test: Samples) -> float:
    """The fraction of the images that the network of a run recognizes."""
    from nervure.keras import models

    model = models.load_model(run / "model.safetensors")
    guesses: Array = model.predict(test.x, batch_size=256, verbose=0).argmax(axis=1)
    return float((guesses == test.y).mean())
