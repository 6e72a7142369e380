"""Forecasts the time and memory of a training run by performing a small part of it."""

from __future__ import annotations

import contextlib
import math
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from nervure.data import ArrayDataset, Dataset
from nervure.errors import FileError
from nervure.files import remove_file
from nervure.models.model import Model
from nervure.randomness import seeded
from nervure.records.training_plan import Forecast
from nervure.tasks.features import AT_ONCE
from nervure.tasks.picture_data import Parts, PictureData, PictureSet, in_batches_of, only
from nervure.tasks.training_recipe import Recipe
from nervure.training.callbacks import Callback

_FEWEST_STEPS, _MOST_STEPS = 3, 64
# The measurement is a small part of the run, and always short.
_SHARE, _MOST_SECONDS = 0.03, 2.0
_KILOBYTE = 1024
_KEPT = 3  # features batch by batch, joined, and scaled: memory freed in between stays with the process
_TRIAL = "trial.safetensors"  # a checkpoint written to time it, then removed


def forecast(recipe: Recipe, data: PictureData, precision: str, seed: int, folder: Path) -> Forecast:
    """Trains a copy of the network for a few steps on real images, evaluates some held-out ones, and saves it.

    Args:
        recipe: how the network is trained.
        data: the training data.
        precision: the precision to compute in; it is not chosen here.
        seed: the seed of the copy.
        folder: the run folder.
    """
    with seeded(seed):
        model, size = recipe.compiled(data, precision), recipe.batch_size
    few = Parts(_first(data.training, size, _FEWEST_STEPS), _first(data.validation, size, _FEWEST_STEPS), None)
    decoding = _seconds(partial(_read, few.validation)) / few.validation.num_samples
    _read(few.training)
    pace = _pace(model, recipe.augmented(few.training), few.validation, seed, folder)
    all_steps = recipe.epochs * data.training.num_samples / size
    steps = int(min(_SHARE * all_steps, _MOST_SECONDS / (pace.step * size), _MOST_STEPS))
    if steps > _FEWEST_STEPS:
        few = few._replace(training=_first(data.training, size, steps))
        _read(few.training)
        pace = pace._replace(step=_step(model, recipe.augmented(few.training), seed))
    missing = 0 if data.whole is None else _learned_and_looked_at(data.parts) - _learned_and_looked_at(few)
    seconds = pace.seconds(recipe.epochs, data.training.num_samples, data.validation.num_samples) + decoding * missing
    return Forecast(seconds, _memory_bytes(_decoded_bytes(data, missing)), recipe.may_end_early)


def forecast_of_head(
    recipe: Recipe, data: PictureData, body: Model, head: Model, copies: int, seed: int, folder: Path
) -> Forecast:
    """Computes the features of some images, and trains a head for two epochs on placeholder features.

    Args:
        recipe: how the head is trained.
        data: the training data.
        body: the network that computes the features.
        head: a head to measure with.
        copies: the number of augmented copies of each training image.
        seed: of the run.
        folder: the run folder.
    """
    learned, looked = data.training.num_samples * (1 + copies), data.validation.num_samples
    few = min(learned, _MOST_STEPS * recipe.batch_size)
    numbers = np.zeros((few, int(head.input_shape[-1])), np.float32)
    answers = np.resize(next(data.training.batches()).y[0].numpy(), (few, *data.training.target_shapes[0]))
    some = ArrayDataset(numbers, answers, batch_size=recipe.batch_size)
    pace = _pace(head, some, some, seed, folder)
    walk, walked = _walk(data.training, body)
    seconds = walk * (learned + looked) + pace.seconds(recipe.epochs, learned, looked)
    features = numbers.nbytes // few * (learned + looked) * _KEPT
    missing = _learned_and_looked_at(data.parts) - walked
    return Forecast(seconds, _memory_bytes(features + _decoded_bytes(data, missing)), recipe.may_end_early)


class _Pace(NamedTuple):
    """The seconds that each part of a training run takes.

    Attributes:
        start: before the first step.
        step: one training image.
        look: one validation image after an epoch.
        save: a checkpoint.
    """

    start: float
    step: float
    look: float
    save: float

    def seconds(self, epochs: int, learned: int, looked: int) -> float:
        """The seconds of a run on this many images, with a checkpoint after each epoch and a final one."""
        return self.start + epochs * (self.step * learned + self.look * looked + self.save) + self.save


class _EpochClock(Callback):
    """Measures the time of the last epoch.

    Attributes:
        steps: seconds of its steps.
        looks: seconds after its steps.
        whole: total seconds of all epochs so far.
    """

    def __init__(self) -> None:
        super().__init__()
        self.steps = self.looks = self.whole = 0.0
        self._began = self._looked = 0.0

    def on_epoch_begin(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        self._began, self._looked = time.perf_counter(), math.inf

    def on_test_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        self._looked = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        over = time.perf_counter()
        looked = min(self._looked, over)
        self.steps, self.looks = looked - self._began, over - looked
        self.whole += over - self._began


def _pace(model: Model, learned: Dataset, looked: Dataset, seed: int, folder: Path) -> _Pace:
    """Measured in two epochs on a few samples: the first one allocates memory and builds plans."""
    clock = _EpochClock()
    used = _seconds(lambda: _fit(model, learned, seed, clock, epochs=2, validation_data=looked))
    save = _seconds(partial(_save, model, folder / _TRIAL))
    return _Pace(used - clock.whole, clock.steps / _size(learned), clock.looks / _size(looked), save)


def _save(model: Model, trial: Path) -> None:
    """Writes the contents of a checkpoint and removes it; disk problems are reported by training itself."""
    with contextlib.suppress(FileError):
        try:
            model.save(trial)
        finally:
            remove_file(trial)


def _step(model: Model, learned: Dataset, seed: int) -> float:
    """Seconds per training image, from an epoch after the first."""
    clock = _EpochClock()
    _fit(model, learned, seed, clock)
    return clock.steps / _size(learned)


def _fit(model: Model, learned: Dataset, seed: int, clock: _EpochClock, **more: Any) -> None:
    model.fit(learned, verbose=0, seed=seed, callbacks=[clock], preflight=False, diagnose=False, **more)


def _walk(part: PictureSet, body: Model) -> tuple[float, int]:
    """Seconds per image for its features, including decoding: for more and more images, until that suffices.

    Returns:
        The seconds, and how many images were decoded.
    """
    first, count = 1, AT_ONCE
    body.predict(_some(part, 0, 1), verbose=0)  # memory is allocated before timing starts
    while True:
        some = _some(part, first, count)
        used = _seconds(partial(body.predict, some, verbose=0))
        first, count = first + some.num_samples, 2 * count
        if used > _MOST_SECONDS / 3 or first + count > part.num_samples:
            return used / some.num_samples, min(first, part.num_samples)


def _some(part: PictureSet, first: int, count: int) -> PictureSet:
    """This many images from an index on, or as many as there are."""
    rows = np.arange(first, first + count) % part.num_samples
    return in_batches_of(only(part, rows[: part.num_samples]), AT_ONCE).in_order()


def _first(part: PictureSet, batch_size: int, steps: int) -> PictureSet:
    """The first images, enough for this many steps, or all."""
    return in_batches_of(only(part, np.arange(min(steps * batch_size, part.num_samples))), batch_size)


def _learned_and_looked_at(parts: Parts) -> int:
    return parts.training.num_samples + parts.validation.num_samples


def _size(samples: Dataset) -> int:
    return samples.num_samples or 0


def _read(part: PictureSet) -> None:
    deque(part.batches(), maxlen=0)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _decoded_bytes(data: PictureData, count: int) -> int:
    """The memory of this many more decoded images; for those in a file, the system can drop pages under pressure."""
    if data.whole is None or data.whole.is_cached_in_file:
        return 0
    return min(count * math.prod(data.format.shape), data.whole.cache_bytes)


def _memory_bytes(more: int) -> int | None:
    """The peak memory of the process so far, plus this much."""
    if sys.platform == "win32":
        return None
    import resource

    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else _KILOBYTE)
    return largest + more
