from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nervure.data import digits
from nervure.tasks.digits import digits_data
from nervure.tasks.image_task import PictureTask
from nervure.tasks.picture_data import labels_of
from nervure.tasks.picture_options import DIGITS, PictureOptions


def test_the_same_eight_thousand_are_trained_on_in_every_run() -> None:
    first, second = digits_data(), digits_data()
    assert (first.training.num_samples, first.validation.num_samples, first.test) == (8000, 2000, None)
    assert first.digest == second.digest
    _, labels = digits()
    held_out = labels_of(first.validation)
    # A fifth of each class, to the next whole digit.
    np.testing.assert_allclose(np.bincount(held_out), np.bincount(labels) / 5, atol=0.5)
    together = np.concatenate([labels_of(first.training), held_out])
    np.testing.assert_array_equal(np.bincount(together), np.bincount(labels))


def test_a_quick_try_takes_some_digits_of_every_class() -> None:
    data = digits_data(PictureOptions(DIGITS, samples=200))
    assert data.training.num_samples == 200
    assert (np.bincount(labels_of(data.training), minlength=10) > 8).all()
    assert digits_data(PictureOptions(DIGITS, samples=20_000)).training.num_samples == 8000


def test_size_and_color_are_as_asked_for() -> None:
    data = digits_data(PictureOptions(DIGITS, image_size=(14, 16), color="rgb", samples=20))
    assert data.format.shape == data.training.input_shapes[0] == data.validation.input_shapes[0] == (14, 16, 3)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_demo_recognizes_at_least_ninety_eight_in_a_hundred(tmp_path: Path) -> None:
    task = PictureTask(PictureOptions(DIGITS), tmp_path / "run")
    task.train(verbose=2)
    result = task.judge().run
    assert result.count == 2000
    assert result.accuracy >= 0.98, f"seed {task.seed}: {result.num_right} of 2000"
    # Sensible after the first epoch already: the moving statistics follow fast enough.
    assert task.model.history is not None
    assert task.model.history.history["val_accuracy"][0] > 0.5
