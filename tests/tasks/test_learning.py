from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from nervure import callbacks
from nervure.errors import ArgumentError
from nervure.models import load_model
from nervure.render.training_run import plan_text
from nervure.tasks.compare import compare_runs
from nervure.tasks.evaluate import evaluate_run
from nervure.tasks.image_task import PictureTask, picture_data
from nervure.tasks.learning import fitting
from nervure.tasks.picture_options import PictureOptions
from nervure.tasks.predict import predict_pictures
from nervure.tasks.pretrained import Pretrained
from nervure.tasks.repeat import repeat_run
from nervure.tasks.run_report import write_report
from nervure.tasks.saved_run import SavedRun
from nervure.training.interrupts import TrainingInterrupted
from tests.layers.layer_rules import assert_says
from tests.tasks.digit_pictures import digit_folder, quick
from tests.tasks.pretrained.exported_modules import convolutions, digits_module, export, needs_export

pytestmark = needs_export


def options(folder: Path, **more: object) -> PictureOptions:
    source = folder if folder.exists() else digit_folder(folder, count=90)
    return quick(source, **{"model": None, "epochs": 6, "pretrained": str(digits_module()), **more})


class Stopping(callbacks.Callback):
    """Stops after an epoch, if one is given."""

    def __init__(self, last: int | None = None) -> None:
        super().__init__()
        self._last = last

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        if epoch == self._last:
            raise TrainingInterrupted


def finished(asked: PictureOptions, folder: Path) -> PictureTask:
    task = PictureTask(asked, folder)
    task.train(verbose=0)
    task.save()
    task.judge()
    return task


def test_a_run_of_a_head_is_one_like_any_other(tmp_path: Path) -> None:
    task = finished(options(tmp_path / "digits"), tmp_path / "run")
    assert task.plan.features is not None
    assert (task.plan.model, task.plan.features.count, task.plan.features.left_off) == ("pretrained", 6, 7)
    config = json.loads((tmp_path / "run" / "config.json").read_text(encoding="utf-8"))
    assert config["pretrained"]["digest"] == task.config["pretrained"]["digest"]
    assert config["options"]["normalization"] == "unit"

    run = SavedRun.open(tmp_path / "run")
    judged = run.result
    assert judged is not None
    assert judged.accuracy > judged.baselines["majority_class"]
    assert evaluate_run(run, tmp_path / "digits").confusion.count == 90
    picture = next((tmp_path / "digits" / "1").iterdir())
    assert predict_pictures(run, [picture]).pictures[0].probabilities.keys() == set(run.labels)
    assert load_model(run.path / "model.safetensors").count_params() == run.model.count_params()

    repetition = repeat_run(run, tmp_path / "again")
    assert repetition.is_the_same
    assert [each.holds for each in repetition.agreements if each.matter == "pretrained"] == [True]
    assert all(each.subject != "network" for each in compare_runs(run, SavedRun.open(tmp_path / "again")).differences)
    page = write_report(run, task.data).read_text(encoding="utf-8")
    assert "pretrained" in page


def test_a_run_of_a_head_goes_on_with_the_same_module_only(tmp_path: Path) -> None:
    asked = options(tmp_path / "digits")
    whole = finished(asked, tmp_path / "whole")
    first = PictureTask(asked, tmp_path / "run")
    with pytest.raises(TrainingInterrupted):
        first.train(verbose=0, listeners=[Stopping(3)])
    first.save()
    assert np.any(first.model.layers[-1].get_weights()[0] != 0)
    other = export(convolutions(classes=3).eval(), (2, 1, 28, 28), tmp_path / "other.pt2")
    again = options(tmp_path / "digits", pretrained=str(other))
    assert_says(ArgumentError, lambda: PictureTask(again, tmp_path / "run", resume=True), "another pretrained")
    second = PictureTask(asked, tmp_path / "run", resume=True)
    second.train(verbose=0, listeners=[Stopping()])
    for one, two in zip(whole.model.get_weights(), second.model.get_weights(), strict=True):
        assert np.array_equal(one, two)


def test_the_forecast_of_a_head_counts_its_copies(tmp_path: Path) -> None:
    asked = options(tmp_path / "digits")
    plain = PictureTask(asked, tmp_path / "plain").forecast()
    assert 0 < plain.seconds < 60
    copied = PictureTask(options(tmp_path / "digits", augmentation="signs"), tmp_path / "copied")
    assert copied.plan.features is not None
    assert copied.plan.features.copies == 4
    said = plan_text(copied.plan, "left_out.csv")
    assert all(
        part in said for part in ("6 numbers per image from digits.pt2", "outputs 7 numbers", "copies per image: 4")
    )
    assert 0 < copied.forecast().seconds < 120


def test_numbers_that_the_module_was_not_trained_on_are_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    PictureTask(options(tmp_path / "digits", normalization="levels"), tmp_path / "run")
    assert "--normalization levels does not match the numbers" in caplog.text


def test_a_scale_that_nobody_chose_gives_way_to_the_one_that_fits(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    asked = options(tmp_path / "digits")
    pretrained = Pretrained.of(asked)
    data = picture_data(pretrained.settled(asked))
    assert fitting(pretrained, data, is_typed=False) is pretrained
    assert not caplog.records
    wrong = pretrained.scaled("levels")
    assert fitting(wrong, data, is_typed=True) is wrong
    taken = fitting(wrong, data, is_typed=False)
    assert taken.scale.name != "levels"
    assert f"the scale {taken.scale.name}" in caplog.text
    assert "it gets these instead of levels" in caplog.text


def test_no_folder_is_made_where_the_module_refuses(tmp_path: Path) -> None:
    asked = options(tmp_path / "digits", image_size=(9, 9))
    assert_says(ArgumentError, lambda: PictureTask(asked, tmp_path / "run"), "28x28")
    assert not (tmp_path / "run").exists()


def test_another_module_is_one_difference_of_the_network(tmp_path: Path) -> None:
    other = export(convolutions()[:3].eval(), (2, 1, 28, 28), tmp_path / "other.pt2")
    asked = options(tmp_path / "digits")
    finished(asked, tmp_path / "one")
    finished(options(tmp_path / "digits", pretrained=str(other)), tmp_path / "two")
    found = compare_runs(*(SavedRun.open(tmp_path / name) for name in ("one", "two"))).differences
    assert [each.name for each in found if each.subject == "network"] == []
    deeper = export(torch.nn.Sequential(convolutions()[:3], torch.nn.Tanh()).eval(), (2, 1, 28, 28), other)
    finished(options(tmp_path / "digits", pretrained=str(deeper)), tmp_path / "three")
    found = compare_runs(*(SavedRun.open(tmp_path / name) for name in ("one", "three"))).differences
    assert [each.name for each in found if each.subject == "network"] == ["features.program"]
