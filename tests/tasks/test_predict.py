from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nervure.data import digits
from nervure.tasks.predict import predict_pictures
from nervure.tasks.saved_run import SavedRun
from tests.tasks.photographs import photograph
from tests.tasks.saved_runs import good_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> SavedRun:
    return SavedRun.open(good_run(tmp_path_factory.mktemp("runs") / "digits"))


def test_digits_and_photographs_of_them_are_recognised_and_the_rest_is_left_out(run: SavedRun, tmp_path: Path) -> None:
    x, y = digits()
    Image.fromarray(x[4000]).save(tmp_path / "digit.png")
    photograph(x[4000], np.random.default_rng(1)).save(tmp_path / "photograph.jpg")
    (tmp_path / "broken.png").write_bytes(b"no picture")
    names = ("digit.png", "broken.png", "photograph.jpg", "missing.png")
    found = predict_pictures(run, [tmp_path / name for name in names])
    assert [Path(each.path).name for each in found.pictures] == ["digit.png", "photograph.jpg"]
    assert [each.label for each in found.pictures] == [str(y[4000])] * 2
    assert [each.is_photograph for each in found.pictures] == [False, True]
    assert sum(found.pictures[0].probabilities.values()) == pytest.approx(1)
    assert [Path(each.path).name for each in found.left_out] == ["broken.png", "missing.png"]
    assert all(each.sentence for each in found.left_out)
    (as_is,) = predict_pictures(run, [tmp_path / "photograph.jpg"], as_is=True).pictures
    assert not as_is.is_photograph


def test_large_pictures_come_out_as_their_folder_would(run: SavedRun, tmp_path: Path) -> None:
    large = Image.fromarray(digits()[0][4000]).resize((280, 280), Image.Resampling.BICUBIC)
    (tmp_path / "4").mkdir()
    large.save(tmp_path / "4" / "large.png")
    (one,) = predict_pictures(run, [tmp_path / "4" / "large.png"]).pictures
    batch = run.dataset(tmp_path).first_batch()
    assert batch is not None
    np.testing.assert_allclose(
        list(one.probabilities.values()), run.probabilities(batch.x[0].numpy())[0], rtol=1e-2, atol=1e-4
    )
