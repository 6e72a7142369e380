from __future__ import annotations

from pathlib import Path

import pytest

from nervure.render.training_run import result_text
from nervure.tasks.baselines import baselines
from nervure.tasks.image_task import PictureTask, picture_data
from nervure.tasks.picture_options import DIGITS, PictureOptions
from tests.tasks.digit_pictures import digit_folder, quick


def test_the_rivals_know_digits_as_well_as_such_rivals_do() -> None:
    data = picture_data(PictureOptions(DIGITS, samples=2000))
    found = baselines(data, data.validation, seed=0)
    # The commonest digit, 1, is an eighth of them.
    assert 0.1 < found["majority_class"] < 0.13
    assert 0.84 < found["linear_model"] < 0.92
    assert 0.9 < found["nearest_neighbor"] < 0.97


def test_pictures_in_a_folder_have_the_same_rivals(tmp_path: Path) -> None:
    data = picture_data(quick(digit_folder(tmp_path / "pictures")))
    assert data.test is not None
    found = baselines(data, data.test, seed=0)
    assert found["majority_class"] == 1 / 3
    assert found["nearest_neighbor"] > 0.5
    assert found == baselines(data, data.test, seed=0)


def test_the_picture_itself_is_the_most_similar_one(tmp_path: Path) -> None:
    data = picture_data(quick(digit_folder(tmp_path / "pictures")))
    assert baselines(data, data.training, seed=0)["nearest_neighbor"] == 1.0


@pytest.mark.parametrize("side", [8, 16, 28])
def test_what_is_not_shrunk_is_not_said_to_be(side: int, tmp_path: Path) -> None:
    task = PictureTask(quick(digit_folder(tmp_path / "pictures"), image_size=(side, side), epochs=1), tmp_path / "run")
    task.train(verbose=0)
    result = task.judge().run
    assert result.neighbor_size == ((16, 16) if side > 16 else None)
    assert ("16" in result_text(result).splitlines()[1]) == (side > 16)
