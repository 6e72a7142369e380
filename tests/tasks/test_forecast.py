from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest
from torch import Tensor

from nervure import Sequential, layers
from nervure.models.model import Model
from nervure.tasks.forecast import forecast
from nervure.tasks.image_task import PictureTask, picture_data
from nervure.tasks.picture_data import PictureData
from nervure.tasks.picture_folders import folder_data
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


def dawdle(x: Tensor) -> Tensor:
    time.sleep(_PAUSE_SECONDS)
    return x


class LongWinded(layers.Flatten):
    """A layer that takes at least so long to say what it is, which every file of a model tells."""

    def get_config(self) -> dict[str, Any]:
        time.sleep(_PAUSE_SECONDS)
        return super().get_config()


@dataclass(frozen=True)
class Slow(Recipe):
    """A recipe whose network has a slow layer before its last one."""

    slow: Callable[[], layers.Layer] = layers.Flatten

    def compiled(self, data: PictureData, precision: str) -> Model:
        inputs, outputs = layers.Input(data.format.shape), layers.Dense(3, activation="softmax")
        return self.prepared(Sequential([inputs, self.slow(), layers.Flatten(), outputs]), data.training, precision)


def told_of(slow: Callable[[], layers.Layer], folder: Path) -> float:
    """The seconds forecast for 5 epochs of 42 pictures in batches of 16, and 9 that are held out."""
    options = quick(digit_file(folder / "digits.npz"), epochs=5)
    data = picture_data(options)
    return forecast(Slow(**asdict(Recipe.of(options, data)), slow=slow), data, "float32", 3, folder).seconds


def test_a_forecast_tells_the_time_of_all_steps_and_looks(tmp_path: Path) -> None:
    steps, looks = 3, 1
    least = 5 * (steps + looks) * _PAUSE_SECONDS
    assert 0.99 * least < told_of(lambda: layers.Lambda(dawdle), tmp_path) < 2.5 * least


def test_a_forecast_counts_a_checkpoint_for_each_epoch(tmp_path: Path) -> None:
    assert told_of(LongWinded, tmp_path) > 5 * _PAUSE_SECONDS


def test_a_disk_that_takes_no_checkpoint_is_left_to_training_to_tell(tmp_path: Path) -> None:
    (tmp_path / "trial.safetensors").mkdir()
    assert told_of(layers.Flatten, tmp_path) > 0


def test_the_precision_is_looked_for_in_the_forecast_and_not_again_in_training(tmp_path: Path) -> None:
    source = digit_file(tmp_path / "digits.npz")
    task = PictureTask(quick(source, precision="auto"), tmp_path / "run")
    assert not task.model.compilation.precision_is_settled
    task.forecast()
    assert task.model.compilation.precision_is_settled
    found = task.model.precision
    task.train(verbose=0)
    assert task.model.precision == found


@pytest.mark.skipif(sys.platform == "win32", reason="the memory of a process is not told there")
@pytest.mark.parametrize(("kept_bytes", "more"), [(1 << 30, 30 * 28 * 28), (0, 0)])
def test_the_memory_of_a_forecast_is_that_of_the_process_with_all_pictures_that_memory_keeps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept_bytes: int, more: int
) -> None:
    monkeypatch.setenv("NERVURE_CACHE", str(tmp_path / "cache"))
    options = quick(digit_folder(tmp_path / "pictures"), batch_size=4)
    data = folder_data(tmp_path / "pictures", options, kept_bytes)
    before = _largest_bytes()
    told = forecast(Recipe.of(options, data), data, "float32", 3, tmp_path).memory_bytes
    assert told is not None
    # Of 42 pictures to learn from 12 were decoded for the forecast, and all that are looked at.
    assert before <= told - more <= _largest_bytes()
    assert (told - more) % 1024 == 0, "systems count in kilobytes, or in pages"


def _largest_bytes() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def test_a_forecast_leaves_the_run_as_it_was(tmp_path: Path) -> None:
    source = digit_file(tmp_path / "digits.npz")
    plain, told = (PictureTask(quick(source), tmp_path / name) for name in ("plain", "told"))
    told.forecast()
    assert list(told.folder.path.iterdir()) == []
    for task in (plain, told):
        task.train(verbose=0)
    assert_same_weights(plain.model, told.model)
