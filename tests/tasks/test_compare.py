from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nervure.data import digits
from nervure.errors import DataError
from nervure.tasks.compare import compare_runs
from nervure.tasks.evaluate import judge_run
from nervure.tasks.image_task import PictureTask
from nervure.tasks.picture_data import PictureSet, only
from nervure.tasks.picture_options import PictureOptions
from nervure.tasks.saved_run import SavedRun
from tests.tasks.saved_runs import DIGIT_PICTURES, dense_network, save_run, trained_run


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[SavedRun, SavedRun]:
    folder = tmp_path_factory.mktemp("runs")
    trained_run(folder / "a")
    trained_run(folder / "b", epochs=3, samples=2048)
    return SavedRun.open(folder / "a"), SavedRun.open(folder / "b")


def test_what_differs_is_named_by_subject(runs: tuple[SavedRun, SavedRun]) -> None:
    compared = compare_runs(*runs)
    settings = {each.name: (each.first, each.second) for each in compared.of("settings")}
    assert settings["epochs"] == ("1", "3")
    assert "seed" not in settings
    assert "split.train" in {each.name for each in compared.of("data")}
    assert compared.of("network") == ()


def test_on_the_same_pictures_mcnemars_test_counts_the_ones_in_which_they_differ(
    runs: tuple[SavedRun, SavedRun],
) -> None:
    gap = compare_runs(*runs).gap
    assert gap is not None
    assert gap.test == "mcnemar"
    first, second = (judge_run(run, run.dataset("digits")).is_right for run in runs)
    assert gap.first == (int(first.sum()), 2000)
    assert gap.second == (int(second.sum()), 2000)
    assert gap.only_first == int((first & ~second).sum())
    assert gap.only_second - gap.only_first == second.sum() - first.sum()
    assert gap.is_significant


def test_pictures_that_look_alike_count_once_for_the_run_that_recognizes_more_of_them(
    runs: tuple[SavedRun, SavedRun], tmp_path: Path
) -> None:
    x, y = digits()
    rows = np.arange(5, 10_000, 100)
    np.savez(tmp_path / "once.npz", x=x[rows], y=y[rows])
    np.savez(tmp_path / "often.npz", x=np.repeat(x[rows], 4, axis=0), y=np.repeat(y[rows], 4))
    once, often = (compare_runs(*runs, tmp_path / name).gap for name in ("once.npz", "often.npz"))
    assert once is not None
    assert often is not None
    assert once.only_first + once.only_second > 0
    assert (often.only_first, often.only_second, often.p_value) == (once.only_first, once.only_second, once.p_value)
    assert (often.first[1], often.independent, often.has_alike) == (400, (100, 100), True)


def test_a_run_beside_itself_differs_in_nothing(runs: tuple[SavedRun, SavedRun]) -> None:
    compared = compare_runs(runs[0], runs[0])
    assert compared.differences == ()
    assert compared.gap is not None
    assert (compared.gap.size, compared.gap.p_value) == (0, 1)


def test_runs_of_other_data_are_compared_by_their_results_or_on_pictures_that_are_named(
    runs: tuple[SavedRun, SavedRun], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    x, y = digits()
    rows = np.arange(0, 10_000, 20)
    np.savez(tmp_path / "some.npz", x=x[rows], y=y[rows])
    task = PictureTask(PictureOptions(str(tmp_path / "some.npz"), "lecture-mlp", 1, seed=3), tmp_path / "other")
    task.train(verbose=0)
    task.save()
    task.judge()
    other = SavedRun.open(tmp_path / "other")
    by_results = compare_runs(runs[0], other).gap
    assert by_results is not None
    assert by_results.test == "two_proportions"
    assert other.result is not None
    assert by_results.second == (other.result.num_right, other.result.count)
    named = compare_runs(runs[0], other, tmp_path / "some.npz").gap
    assert named is not None
    assert (named.test, named.first[1]) == ("mcnemar", 500)
    said = [message.split(" images in ")[0] for message in caplog.messages[-2:]]
    assert said[1] == f"{other.path} was trained on {task.data.training.num_samples} of the 500"
    assert said[0].startswith(f"{runs[0].path} was trained on ")
    (tmp_path / "some.npz").unlink()
    again = compare_runs(other, other).gap
    assert again is not None
    assert again.test == "two_proportions"


class FromTheEnd(SavedRun):
    """A run that takes its pictures in the opposite order."""

    def dataset(self, path: str | os.PathLike[str]) -> PictureSet:
        pictures = super().dataset(path)
        return only(pictures, np.arange(pictures.num_samples)[::-1].copy())


def test_other_pictures_are_not_compared_one_by_one(runs: tuple[SavedRun, SavedRun]) -> None:
    first, second = runs
    split = {**second.config["split"], "seed": 1}
    divided_otherwise = compare_runs(first, replace(second, config={**second.config, "split": split})).gap
    assert divided_otherwise is not None
    assert divided_otherwise.test == "two_proportions"
    reversed_run = FromTheEnd(second.path, second.model, second.labels, second.config, second.pictures)
    assert compare_runs(first, reversed_run, "digits").gap is None


def test_networks_of_other_layers_are_told_apart_layer_by_layer(tmp_path: Path) -> None:
    small = SavedRun.open(save_run(tmp_path / "small", dense_network(units=4), pictures=DIGIT_PICTURES))
    large = SavedRun.open(save_run(tmp_path / "large", dense_network(units=8), pictures=DIGIT_PICTURES))
    names = {each.name: (each.first, each.second) for each in compare_runs(small, large).of("network")}
    assert names["parameters"] == ("3190", "6370")
    assert ("4", "8") in names.values()
    assert compare_runs(small, large).gap is None


def test_pictures_that_a_run_never_learned_are_refused(runs: tuple[SavedRun, SavedRun], tmp_path: Path) -> None:
    np.savez(tmp_path / "pets.npz", x=digits()[0][:2], y=["cat", "dog"])
    with pytest.raises(DataError, match="cat, dog"):
        compare_runs(*runs, tmp_path / "pets.npz")


def test_a_comparison_fits_into_json(runs: tuple[SavedRun, SavedRun]) -> None:
    assert json.loads(json.dumps(compare_runs(*runs).to_json()))["gap"]["test"] == "mcnemar"
