"""Keras on the backend named by ``KERAS_BACKEND``. The variants are Keras' precision policies."""

from __future__ import annotations

import math
import os
import sys
from typing import Any

import keras

from benchmarks.contenders import keras_words
from benchmarks.contenders.clocks import starts
from benchmarks.contenders.keras_words import Words
from benchmarks.harness.serving import Job, serve
from benchmarks.harness.workload import Recipe

_PACKAGES = {"tensorflow": "tensorflow-cpu", "torch": "torch", "jax": "jax"}


class OneCycle(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
    """PyTorch's ``OneCycleLR`` with its defaults.

    Args:
        peak: the highest rate.
        num_steps: the number of steps of the cycle.
    """

    def __init__(self, peak: float, num_steps: int) -> None:
        super().__init__()
        self._peak, self._first, self._end = peak, peak / 25, peak / 25 / 1e4
        self._top, self._last = 0.3 * num_steps - 1, num_steps - 1

    def __call__(self, step: Any) -> Any:
        """The rate of update number ``step``."""
        step = keras.ops.cast(step, "float32")
        rise = _between(self._first, self._peak, step / self._top)
        fall = _between(self._peak, self._end, (step - self._top) / (self._last - self._top))
        return keras.ops.where(step < self._top, rise, fall)


def _between(low: float, high: float, part: Any) -> Any:
    return low + (high - low) * 0.5 * (1 - keras.ops.cos(math.pi * part))


def words(job: Job) -> Words:
    """The library."""
    keras.config.set_dtype_policy(job.variant)
    return Words(keras.layers, keras.models, keras.callbacks.Callback, keras.optimizers.Adam, one_cycle)


def one_cycle(recipe: Recipe, num_steps: int) -> OneCycle:
    """The schedule of a recipe."""
    return OneCycle(recipe.peak, num_steps)


TASKS = {
    **keras_words.tasks_of(words),
    "until": lambda job: keras_words.until(words(job), job, job.work.peers_recipe),
    "start": starts({"import": [sys.executable, "-c", "import keras"]}),
}

if __name__ == "__main__":
    serve(TASKS, ("keras", _PACKAGES[os.environ["KERAS_BACKEND"]], "numpy"))
