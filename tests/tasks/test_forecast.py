from __future__ import annotations

import time
from pathlib import Path

import pytest

from nervure.tasks.pictures import PictureTask
from tests.models.networks import assert_same_weights
from tests.tasks.digit_pictures import digit_file, digit_folder, quick


@pytest.mark.parametrize("kind", ["folder", "npz"])
def test_a_forecast_is_of_the_order_of_what_is_needed_then(kind: str, tmp_path: Path) -> None:
    source = digit_folder(tmp_path / "a") if kind == "folder" else digit_file(tmp_path / "a.npz")
    task = PictureTask(quick(source, model="lecture-cnn", epochs=12), tmp_path / "run")
    told = task.forecast()
    started = time.perf_counter()
    task.train(verbose=0)
    used = time.perf_counter() - started
    # The machine may be busy with other tests; how near it comes on a quiet one is measured by hand.
    assert used / 10 < told.seconds < used * 10
    assert told.memory_bytes is None or 1e7 < told.memory_bytes < 1e11


def test_a_forecast_leaves_the_run_as_it_was(tmp_path: Path) -> None:
    source = digit_file(tmp_path / "digits.npz")
    plain, told = (PictureTask(quick(source), tmp_path / name) for name in ("plain", "told"))
    told.forecast()
    for task in (plain, told):
        task.train(verbose=0)
    assert_same_weights(plain.model, told.model)
