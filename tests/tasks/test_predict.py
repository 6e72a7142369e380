from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nervure.data import digits
from nervure.errors import FileError
from nervure.tasks.predict import predict_pictures, refuse_existing, write_table
from nervure.tasks.saved_run import SavedRun
from tests.models.networks import assert_explained
from tests.tasks.photographs import photograph
from tests.tasks.saved_runs import good_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> SavedRun:
    return SavedRun.open(good_run(tmp_path_factory.mktemp("runs") / "digits"))


def test_digits_and_photographs_of_them_are_recognized_and_the_rest_is_left_out(run: SavedRun, tmp_path: Path) -> None:
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


def test_a_folder_is_answered_in_order_and_as_a_table_that_no_spreadsheet_runs(run: SavedRun, tmp_path: Path) -> None:
    x, y = digits()
    (tmp_path / "set").mkdir()
    names = [f"={number:03}.png" for number in range(70)]  # more than are in memory at once
    for number, name in enumerate(names):
        Image.fromarray(x[4000 + number]).save(tmp_path / "set" / name)
    (tmp_path / "set" / "notes.txt").write_text("no image")
    found = predict_pictures(run, [tmp_path / "set"])
    assert [Path(each.path).name for each in found.pictures] == names
    assert [Path(each.path).name for each in found.left_out] == ["notes.txt"]
    assert np.mean([each.label == str(y[4000 + number]) for number, each in enumerate(found.pictures)]) > 0.8
    one_by_one = [run.predict(tmp_path / "set" / name)[0] for name in names[::9]]
    for alone, together in zip(one_by_one, found.pictures[::9], strict=True):
        assert list(alone.probabilities.values()) == pytest.approx(list(together.probabilities.values()), abs=1e-5)
    write_table(found, tmp_path / "answers.csv")
    rows = list(csv.DictReader((tmp_path / "answers.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 70
    for row, each in zip(rows, found.pictures, strict=True):
        (first, share), (second, lesser) = each.most_likely(2)
        assert (row["class"], row["second"]) == (first, second)
        assert float(row["probability"]) == pytest.approx(share, abs=1e-6)
        assert float(row["second_probability"]) == pytest.approx(lesser, abs=1e-6)
    assert_explained(FileError, lambda: refuse_existing(tmp_path / "answers.csv"), "answers.csv")
    assert_explained(FileError, lambda: write_table(found, tmp_path / "answers.csv"), "answers.csv")


def test_files_arrays_and_pillow_images_of_the_same_are_answered_alike(run: SavedRun, tmp_path: Path) -> None:
    x, _ = digits()
    Image.fromarray(x[4000]).save(tmp_path / "digit.png")
    image = Image.fromarray(x[4000])
    answers = run.predict(
        [tmp_path / "digit.png", str(tmp_path / "digit.png"), image, x[4000], x[4000][None, ..., None]]
    )
    assert len(answers) == 5
    for each in answers[1:]:
        assert list(each.probabilities.values()) == pytest.approx(list(answers[0].probabilities.values()), abs=1e-5)
    assert [each.label for each in run.predict(x[4000:4003])] == [run.predict(each)[0].label for each in x[4000:4003]]
    assert run.predict(image.convert("CMYK"))[0].label == answers[0].label


def test_a_file_that_was_named_and_cannot_be_read_is_an_error_and_one_of_a_folder_is_told(
    run: SavedRun, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "broken.png").write_bytes(b"no image")
    Image.fromarray(digits()[0][0]).save(tmp_path / "set" / "whole.png")
    assert_explained(FileError, lambda: run.predict(tmp_path / "set" / "broken.png"), "broken.png")
    assert_explained(FileError, lambda: run.predict("missing.png"), "missing.png")
    assert len(run.predict(tmp_path / "set")) == 1
    assert "broken.png" in caplog.text
