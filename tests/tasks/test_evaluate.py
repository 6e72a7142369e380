from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nervure.data import ArrayDataset, digits
from nervure.errors import DataError
from nervure.records.evaluation import Unseen
from nervure.records.result import wilson_interval
from nervure.tasks.digits import digits_data
from nervure.tasks.evaluate import evaluate_run
from nervure.tasks.learned_pictures import write_learned
from nervure.tasks.picture_data import labels_of
from nervure.tasks.saved_run import SavedRun
from tests.tasks.saved_runs import folder_of_digits, good_run, trained_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> SavedRun:
    return SavedRun.open(good_run(tmp_path_factory.mktemp("runs") / "digits"))


def test_the_shipped_digits_are_judged_as_keras_would(run: SavedRun) -> None:
    held_out = digits_data().validation
    run.model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    loss, accuracy = run.model.evaluate(held_out.x[0].numpy(), labels_of(held_out), verbose=0)
    judged = evaluate_run(run, "digits")
    assert judged.count == 2000
    assert judged.accuracy == pytest.approx(accuracy)
    assert judged.loss == pytest.approx(loss, rel=1e-4)
    assert judged.interval[0] < judged.accuracy < judged.interval[1]


def test_what_training_recorded_is_what_comes_out(tmp_path: Path) -> None:
    opened = SavedRun.open(trained_run(tmp_path / "run"))
    judged, recorded = evaluate_run(opened, "digits"), opened.result
    assert recorded is not None
    assert (judged.num_right, judged.count) == (recorded.num_right, recorded.count)
    assert judged.loss == pytest.approx(recorded.loss, rel=1e-6)
    assert judged.num_independent == recorded.num_independent == 2000


def test_pictures_that_look_alike_are_no_independent_ones(run: SavedRun, tmp_path: Path) -> None:
    x, y = (np.repeat(part[::1000], 5, axis=0) for part in digits())
    np.savez(tmp_path / "frames.npz", x=x, y=y)
    judged = evaluate_run(run, tmp_path / "frames.npz")
    assert (judged.count, judged.num_independent) == (50, 10)
    assert judged.interval == wilson_interval(judged.num_right, 50, 10)


def test_a_folder_is_judged_by_the_names_of_its_classes_and_lists_what_it_leaves_out(
    run: SavedRun, tmp_path: Path
) -> None:
    x, y = digits()
    rows = np.arange(0, 10_000, 250)
    folder = folder_of_digits(tmp_path / "digits", x[rows], [str(label) for label in y[rows]])
    (folder / "3" / "broken.png").write_bytes(b"\x89PNG no picture")
    judged = evaluate_run(run, folder)
    expected = run.probabilities(x[rows, ..., None]).argmax(axis=1)
    assert judged.num_right == (expected == y[rows]).sum()
    assert [each.path for each in judged.left_out] == ["3/broken.png"]
    assert sum(judged.confusion.counts[3]) == (y[rows] == 3).sum()


def test_pictures_that_the_run_learned_from_are_spoken_of(
    run: SavedRun, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    x, y = digits()
    rows = np.arange(0, 10_000, 50)
    folder = folder_of_digits(tmp_path / "digits", x[rows], [str(label) for label in y[rows]])
    assert evaluate_run(run, folder).unseen is None
    assert "digits may contain some of them" in caplog.messages[0]

    recorded = replace(run, path=tmp_path)
    is_right = run.probabilities(x[rows, ..., None]).argmax(axis=1) == y[rows]
    for count, says in ((0, ""), (150, "trained on 150 of the 200 images"), (200, "trained on all 200 images")):
        caplog.clear()
        write_learned(tmp_path, ArrayDataset(x[[1, *rows[:count]], ..., None]))
        judged, right = evaluate_run(recorded, folder), int(is_right[count:].sum())
        assert judged.unseen == Unseen(200 - count, right, 200 - count)
        assert judged.num_learned == count
        assert [says in message for message in caplog.messages] == [True] * (count > 0)
        assert count != 150 or f"recognized {right} of 50" in caplog.text


def test_nothing_to_judge_on_is_an_error(run: SavedRun, tmp_path: Path) -> None:
    np.savez(tmp_path / "empty.npz", x=np.zeros((0, 28, 28), np.uint8), y=np.zeros(0, np.int64))
    with pytest.raises(DataError, match=r"empty\.npz"):
        evaluate_run(run, tmp_path / "empty.npz")
