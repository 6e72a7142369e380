"""How long a training will take and how much memory it needs: a few real steps are done, and told forth."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable
from functools import partial

import numpy as np

from nervure.models.model import Model
from nervure.records.training_plan import Forecast
from nervure.tasks.features import AT_ONCE
from nervure.tasks.picture_data import PictureData, PictureSet, in_batches_of, only
from nervure.tasks.training_recipe import Recipe

_SETTLING_STEPS, _FEWEST_STEPS, _MOST_STEPS = 2, 4, 64
# The measurement is a small part of the run, and short at all events.
_SHARE, _MOST_SECONDS = 0.03, 2.0
_KILOBYTE = 1024
_KEPT = 2  # features as they came, and scaled


def forecast(recipe: Recipe, data: PictureData, precision: str, seed: int) -> Forecast:
    """Trains a copy of the network for a few steps on real pictures, and looks at some of the held-out ones.

    Args:
        recipe: how the network is trained.
        data: what it learns from.
        precision: see ``Model.compile``.
        seed: of the copy.
    """
    measured = _Measured(recipe, data, recipe.compiled(data, precision), seed)
    decoding = measured.decode(_FEWEST_STEPS)
    measured.train(_SETTLING_STEPS)  # precision is settled and memory is taken before the clock counts
    step = measured.train(_FEWEST_STEPS)
    longer = round(min(_SHARE * recipe.epochs * measured.steps_an_epoch, _MOST_SECONDS / step))
    if longer > _FEWEST_STEPS:
        step = measured.train(min(longer, _MOST_STEPS))
    epoch = step * measured.steps_an_epoch + measured.look() * data.validation.num_samples
    return Forecast(recipe.epochs * epoch + decoding * data.count, _memory_bytes(data))


def forecast_of_head(recipe: Recipe, data: PictureData, body: Model, head: Model, copies: int) -> Forecast:
    """Computes the features of some pictures, and trains a head for an epoch on numbers in their place.

    Args:
        recipe: how the head is trained.
        data: what it learns from.
        body: the network that gives the features.
        head: a head to measure with.
        copies: how many changed copies of each picture are learned from, too.
    """
    learned, looked = data.training.num_samples * (1 + copies), data.validation.num_samples
    few = min(learned, _MOST_STEPS * recipe.batch_size)
    numbers = np.zeros((few, int(head.input_shape[-1])), np.float32)
    answers = np.resize(next(data.training.batches()).y[0].numpy(), (few, *data.training.target_shapes[0]))

    def fit() -> object:
        return head.fit(numbers, answers, recipe.batch_size, verbose=0, preflight=False, diagnose=False)

    fit()  # memory is taken before the clock counts
    step = _seconds(fit) / few
    look = _seconds(lambda: head.evaluate(numbers, answers, recipe.batch_size, verbose=0)) / few
    seconds = _walk(data.training, body) * (learned + looked) + recipe.epochs * (step * learned + look * looked)
    memory, held = _memory_bytes(data), numbers.nbytes // few * (learned + looked) * _KEPT
    return Forecast(seconds, None if memory is None else memory + held)


def _walk(part: PictureSet, body: Model) -> float:
    """Seconds that the features of a picture take, with decoding it: of ever more pictures, until that is enough."""
    first, count = 1, AT_ONCE
    body.predict(_some(part, 0, 1), verbose=0)  # memory is taken before the clock counts
    while True:
        some = _some(part, first, count)
        used = _seconds(partial(body.predict, some, verbose=0))
        first, count = first + some.num_samples, 2 * count
        if used > _MOST_SECONDS / 3 or first + count > part.num_samples:
            return used / some.num_samples


def _some(part: PictureSet, first: int, count: int) -> PictureSet:
    """So many pictures from one on, or as many as there are."""
    rows = np.arange(first, first + count) % part.num_samples
    return in_batches_of(only(part, rows[: part.num_samples]), AT_ONCE).in_order()


class _Measured:
    """Parts of a training, timed."""

    def __init__(self, recipe: Recipe, data: PictureData, model: Model, seed: int) -> None:
        self._recipe, self._data, self._model, self._seed = recipe, data, model, seed
        self.steps_an_epoch = -(-data.training.num_samples // recipe.batch_size)

    def decode(self, steps: int) -> float:
        """Seconds that a picture takes before a step can use it, the first time."""
        some = self._some(self._data.training, steps)
        return _seconds(lambda: _read(some)) / some.num_samples

    def train(self, steps: int) -> float:
        """Seconds a step, of so many, once the pictures are decoded."""
        some = self._some(self._data.training, steps)
        _read(some)
        learned = self._recipe.augmented(some)
        used = _seconds(lambda: self._model.fit(learned, verbose=0, seed=self._seed, preflight=False, diagnose=False))
        return used / min(steps, self.steps_an_epoch)

    def look(self) -> float:
        """Seconds that a look at one of the held-out pictures takes."""
        some = self._some(self._data.validation, _FEWEST_STEPS)
        _read(some)
        return _seconds(lambda: self._model.evaluate(some, verbose=0)) / some.num_samples

    def _some(self, part: PictureSet, steps: int) -> PictureSet:
        """The first pictures, enough for so many steps, or all there are."""
        count = min(steps * self._recipe.batch_size, part.num_samples)
        return in_batches_of(only(part, np.arange(count)), self._recipe.batch_size)


def _read(part: PictureSet) -> None:
    deque(part.batches(), maxlen=0)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _memory_bytes(data: PictureData) -> int | None:
    """The most memory that the process has held so far, and what decoded pictures will take of it."""
    if sys.platform == "win32":
        return None
    import resource

    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else _KILOBYTE)
    return largest + (0 if data.whole is None else data.whole.cache_bytes)
