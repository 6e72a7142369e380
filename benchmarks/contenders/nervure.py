"""nervure: a plain ``fit`` or ``predict``, as users write it. The variants are precisions."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.contenders import keras_words
from benchmarks.contenders.clocks import starts
from benchmarks.contenders.folders import Passes, passes
from benchmarks.contenders.keras_words import Words
from benchmarks.contenders.nervure_kernels import kernels
from benchmarks.contenders.pictures import commanded
from benchmarks.harness.inputs import SEED
from benchmarks.harness.serving import Job, serve
from benchmarks.harness.workload import Recipe
from nervure.callbacks import Callback
from nervure.data import image_folder
from nervure.keras import layers, models
from nervure.optimizers import Adam
from nervure.optimizers.schedules import OneCycle


def words(job: Job) -> Words:
    """The library."""
    options, fit_options = {"precision": job.variant}, {"seed": SEED}
    return Words(layers, models, Callback, Adam, one_cycle, options, fit_options)


def one_cycle(recipe: Recipe, num_steps: int) -> OneCycle:
    """The schedule of a recipe."""
    return OneCycle(recipe.peak, num_steps)


def opened(folder: Path, side: int, batch: int) -> Passes:
    """The images of a folder, as bytes."""
    dataset = image_folder(folder, side, batch_size=batch, dtype="uint8")
    return lambda epoch: (given.x[0].numpy() for given in dataset.batches(epoch, SEED))


_PROGRAMS = {
    "import": [sys.executable, "-c", "from nervure.keras import layers, models"],
    "help": [str(Path(sys.executable).with_name("nervure")), "--help"],
}
TASKS = {
    **keras_words.tasks_of(words),
    "until": lambda job: keras_words.until(words(job), job, job.work.recipe),
    "start": starts(_PROGRAMS),
    "kernels": kernels,
    "pictures": commanded,
    "folder": lambda job: passes(job, opened),
}

if __name__ == "__main__":
    serve(TASKS, ("nervure", "torch", "numpy"))
