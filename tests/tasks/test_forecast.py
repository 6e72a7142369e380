from __future__ import annotations

import sys
import time
from dataclasses import asdict
from pathlib import Path

import pytest
from torch import Tensor

from nervure import Sequential, layers
from nervure.models.model import Model
from nervure.tasks.forecast import forecast
from nervure.tasks.picture_data import PictureData
from nervure.tasks.pictures import PictureTask, picture_data
from nervure.tasks.training_recipe import Recipe
from tests.models.networks import assert_same_weights
from tests.tasks.digit_pictures import digit_file, digit_folder, quick

_PAUSE_SECONDS = 0.05


def test_a_forecast_is_of_the_order_of_what_is_needed_then(tmp_path: Path) -> None:
    task = PictureTask(quick(digit_folder(tmp_path / "pictures"), model="lecture-cnn", epochs=12), tmp_path / "run")
    told = task.forecast()
    started = time.perf_counter()
    task.train(verbose=0)
    used = time.perf_counter() - started
    # The machine may be busy with other tests; how near it comes on a quiet one is measured by hand.
    assert used / 10 < told.seconds < used * 10
    assert told.memory_bytes is None or 1e7 < told.memory_bytes < 1e11


class Dawdling(Recipe):
    """A recipe whose network takes at least so long over every batch."""

    def compiled(self, data: PictureData, precision: str) -> Model:
        def dawdle(x: Tensor) -> Tensor:
            time.sleep(_PAUSE_SECONDS)
            return x

        inputs = layers.Input(data.format.shape)
        network = Sequential([inputs, layers.Lambda(dawdle), layers.Flatten(), layers.Dense(3, activation="softmax")])
        return self.prepared(network, data.training, precision)


def test_a_forecast_tells_the_time_of_all_steps_and_looks(tmp_path: Path) -> None:
    options = quick(digit_file(tmp_path / "digits.npz"), epochs=5)
    data = picture_data(options)
    recipe = Recipe.of(options, data)
    told = forecast(Dawdling(**asdict(recipe)), data, "float32", seed=3).seconds
    steps, looks = 3, 1  # an epoch: 42 pictures in batches of 16, and the 9 that are held out at once
    least = 5 * (steps + looks) * _PAUSE_SECONDS
    assert 0.99 * least < told < 2.5 * least


@pytest.mark.skipif(sys.platform == "win32", reason="the memory of a process is not told there")
def test_the_memory_of_a_forecast_is_that_of_the_process_with_all_pictures(tmp_path: Path) -> None:
    folder = digit_folder(tmp_path / "pictures")
    options = quick(folder)
    data = picture_data(options)
    assert data.whole is not None
    assert data.whole.cache_bytes == 60 * 28 * 28
    before = _largest_bytes()
    told = forecast(Recipe.of(options, data), data, "float32", seed=3).memory_bytes
    assert told is not None
    assert before <= told - data.whole.cache_bytes <= _largest_bytes()
    assert (told - data.whole.cache_bytes) % 1024 == 0, "systems count in kilobytes, or in pages"


def _largest_bytes() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def test_a_forecast_leaves_the_run_as_it_was(tmp_path: Path) -> None:
    source = digit_file(tmp_path / "digits.npz")
    plain, told = (PictureTask(quick(source), tmp_path / name) for name in ("plain", "told"))
    told.forecast()
    for task in (plain, told):
        task.train(verbose=0)
    assert_same_weights(plain.model, told.model)
