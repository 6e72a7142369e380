from __future__ import annotations

import json
import re
import shlex
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nervure import layers, models
from nervure.data import ArrayDataset, digits
from nervure.errors import DataError, FileError
from nervure.render.numbers import duration
from nervure.tasks.explain_run import explain_run
from nervure.tasks.learned_pictures import write_learned
from nervure.tasks.run_report import REPORT, write_report, write_report_on
from nervure.tasks.saved_run import SavedRun
from tests.tasks.digit_pictures import digit_folder, quick
from tests.tasks.saved_runs import DIGIT_PICTURES, folder_of_digits, save_run, trained_run


def payload_of(file: Path) -> Any:
    found = re.search(r'<script type="text/plain" id="payload">(.*?)</script>', file.read_text(encoding="utf-8"))
    assert found is not None
    return json.loads(found[1])


@pytest.fixture(scope="module")
def convolutional(tmp_path_factory: pytest.TempPathFactory) -> SavedRun:
    """A small network that was never trained, as Model.save leaves it, with names for its classes."""
    network = models.Sequential(
        [
            layers.Input((28, 28, 1)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(4, 3, activation="relu"),
            layers.MaxPooling2D(4),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )
    folder = tmp_path_factory.mktemp("runs") / "둘째"
    return SavedRun.open(save_run(folder, network, labels=list("abcdefghij"), pictures=DIGIT_PICTURES))


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    x, y = digits()
    rows = np.arange(0, 10_000, 200)
    return folder_of_digits(tmp_path_factory.mktemp("data"), x[rows], ["abcdefghij"[label] for label in y[rows]])


def test_every_number_is_that_of_the_run(convolutional: SavedRun, pictures: Path) -> None:
    file = write_report_on(convolutional, pictures)
    assert file == convolutional.path / REPORT
    payload = payload_of(file)
    dataset = convolutional.dataset(pictures)
    batches = list(dataset.in_order().batches())
    x, y = (np.concatenate([np.asarray(getattr(batch, name)[0]) for batch in batches]) for name in "xy")
    is_right = convolutional.probabilities(x).argmax(axis=1) == y
    assert payload["result"]["num_right"] == is_right.sum()
    assert np.trace(payload["confusion"]["counts"]) == is_right.sum()
    assert payload["mistakes"]["num_wrong"] == (~is_right).sum()
    assert payload["network"]["parameters"] == convolutional.model.count_params()
    assert [layer["layer"] for layer in payload["patches"]["layers"]] == ["conv2d"]
    assert payload["filters"]["layer"] == "conv2d"
    assert {heat["method"] for example in payload["heat_maps"]["examples"] for heat in example["maps"]} == {
        "grad_cam", "saliency", "occlusion",
    }  # fmt: skip
    assert payload["curves"] is None
    assert payload["name"] == "둘째"


def test_of_pictures_that_were_learned_nothing_is_expected_for_others(
    convolutional: SavedRun, pictures: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    recorded = replace(convolutional, path=tmp_path)
    write_learned(tmp_path, ArrayDataset(digits()[0][1::200, ..., None]))
    others = payload_of(write_report_on(recorded, pictures))["result"]
    assert caplog.messages == []
    assert (others["part"], others["low"] < others["accuracy"] < others["high"]) == ("other", True)
    write_learned(tmp_path, ArrayDataset(digits()[0][:1, ..., None]))
    found = payload_of(write_report_on(recorded, pictures))["result"]
    assert "too optimistic" in caplog.text
    assert (found["part"], found["low"], found["high"]) == ("learned", None, None)


def test_each_picture_leads_to_its_numbers(
    convolutional: SavedRun, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = payload_of(write_report_on(convolutional, pictures))["pictures"][0]
    assert first["link"]["command"].startswith("nervure explain ")
    assert first["link"]["page"] is None
    page = Path(first["link"]["command"].split()[-1].strip("'"))
    page.write_text("<!doctype html>")
    again = payload_of(write_report_on(convolutional, pictures))["pictures"][0]
    assert again["link"]["page"] == page.name
    assert again["path"] == first["path"]
    monkeypatch.chdir(pictures.parent)
    near = payload_of(write_report_on(convolutional, pictures.name))["pictures"][0]
    assert near["link"]["page"] == page.name, "the same picture by another path"
    page.unlink()


def test_pictures_of_an_archive_are_explained_where_they_are(
    convolutional: SavedRun, pictures: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as packed:
        for file in sorted(pictures.rglob("*.png")):
            packed.write(file, Path("photos") / file.relative_to(pictures))
    picture = payload_of(write_report_on(convolutional, tmp_path / "packed.zip"))["pictures"][0]
    typed = shlex.split(picture["link"]["command"])[4]
    assert typed.startswith(str(tmp_path / "packed.zip" / "photos"))
    (said,) = convolutional.probabilities(convolutional.read(typed))
    assert said.max() == pytest.approx(picture["probability"], abs=1e-5)


def test_pictures_of_arrays_are_explained_by_their_numbers(tmp_path: Path) -> None:
    run = SavedRun.open(trained_run(tmp_path / "run"))
    for picture in payload_of(write_report(run))["pictures"][:3]:
        _, _, name, _, typed, option, label, *_ = shlex.split(picture["link"]["command"])
        assert (option, label) == ("--label", picture["truth"])
        assert re.fullmatch(r"digits\[\d+\]", typed)
        assert picture["path"] == typed
        explained = explain_run(name, typed, label)
        assert explained.predicted == picture["label"]
        explained = explain_run(name, typed, None)
        assert explained.probability == pytest.approx(picture["probability"], abs=1e-5)


def test_a_run_trained_earlier_is_judged_on_what_it_held_out(tmp_path: Path) -> None:
    run = SavedRun.open(trained_run(tmp_path / "run"))
    payload = payload_of(write_report(run))
    assert run.result is not None
    assert payload["result"]["part"] == "validation"
    assert payload["result"]["num_right"] == run.result.num_right
    seconds = run.result.seconds
    assert payload["result"]["time"]["en"] == duration(seconds)
    assert payload["result"]["time"]["ko"].endswith("초")
    assert {each["name"]: each["accuracy"] for each in payload["result"]["baselines"]} == run.result.baselines != {}
    assert payload["filters"] is payload["patches"] is None, "a network without a convolution has none"
    assert payload["curves"]["epochs"] == [1]
    assert "--model lecture-mlp" in payload["origin"]["command"]
    assert "--seed 3" in payload["origin"]["command"]


def test_the_command_names_the_precision_that_was_found(tmp_path: Path) -> None:
    run = SavedRun.open(trained_run(tmp_path / "run", precision="auto"))
    assert run.options is not None
    assert run.options.precision == "auto"
    command = shlex.split(payload_of(write_report(run))["origin"]["command"])
    assert command[command.index("--precision") + 1] == run.precision != "auto"


def test_without_its_pictures_a_run_still_has_a_report(
    convolutional: SavedRun, caplog: pytest.LogCaptureFixture
) -> None:
    payload = payload_of(write_report(convolutional))
    assert payload["confusion"] is payload["result"] is None
    assert payload["network"]["rows"][-1]["kind"] == "Dense"
    assert "does not record its training data" in caplog.text


def test_sizes_of_parts_that_are_no_numbers_are_an_altered_file(convolutional: SavedRun) -> None:
    altered = replace(convolutional, config={**convolutional.config, "split": {"train": "many"}})
    with pytest.raises(FileError, match="a value of the wrong kind") as caught:
        write_report(altered)
    assert caught.value.where.endswith("config.json")


def test_pictures_that_changed_are_not_judged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    from nervure.tasks.image_task import PictureTask

    folder = digit_folder(tmp_path / "digits")
    task = PictureTask(quick(folder, epochs=1), tmp_path / "run")
    task.train(verbose=0)
    task.save()
    task.judge()
    run = SavedRun.open(tmp_path / "run")
    payload = payload_of(write_report(run))
    assert payload["confusion"] is not None
    assert payload["audit"]["num_files"] == 60
    next((folder / "0").iterdir()).unlink()
    assert payload_of(write_report(run))["confusion"] is None
    assert "are not those of the training" in caplog.text
    for file in sorted(folder.rglob("*"), reverse=True):
        file.unlink() if file.is_file() else file.rmdir()
    folder.rmdir()
    assert payload_of(write_report(run))["confusion"] is None
    assert "there is no" in caplog.records[-1].getMessage()


def test_pictures_of_other_classes_are_refused(convolutional: SavedRun, tmp_path: Path) -> None:
    x, _ = digits()
    with pytest.raises(DataError):
        write_report_on(convolutional, folder_of_digits(tmp_path, x[:4], ["cat"] * 4))
