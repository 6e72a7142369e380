from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from nervure import layers, models
from nervure.data import digits, image_folder
from nervure.errors import ArgumentError, DataError, FileError, NervureError
from nervure.tasks.saved_run import SavedRun, known_runs
from tests.models.networks import assert_explained
from tests.tasks.saved_runs import DIGIT_PICTURES, dense_network, folder_of_digits, save_run, trained_run

NAMES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return save_run(tmp_path / "run", dense_network(units=4), labels=NAMES, pictures=DIGIT_PICTURES)


def colored_run(folder: Path, **pictures: Any) -> Path:
    network = models.Sequential(
        [layers.Input((12, 16, 3)), layers.Flatten(), layers.Dense(2, activation="softmax", name="dense")]
    )
    form = {"height": 12, "width": 16, "color_mode": "rgb", "framing": "crop", "border_is_dark": None, **pictures}
    return save_run(folder, network, labels=["cat", "dog"], pictures=form)


def test_what_the_command_line_trained_opens_with_all_that_it_recorded(tmp_path: Path) -> None:
    opened = SavedRun.open(trained_run(tmp_path / "run"))
    assert opened.labels == tuple(map(str, range(10)))
    assert opened.pictures._asdict() == DIGIT_PICTURES
    assert opened.options is not None
    assert (opened.options.model, opened.options.seed) == ("lecture-mlp", 3)
    assert opened.result is not None
    assert opened.result.count == 2000
    assert opened.data["data"]["kind"] == "digits"
    assert opened.settings["epochs"] == 1


def test_a_run_that_is_only_a_model_opens_with_numbers_for_names(tmp_path: Path) -> None:
    opened = SavedRun.open(save_run(tmp_path, dense_network(units=4)))
    assert opened.labels == tuple(map(str, range(10)))
    assert (opened.config, opened.options, opened.result) == ({}, None, None)
    assert opened.pictures.border_is_dark is None
    Image.fromarray(digits()[0][0]).save(tmp_path / "digit.png")
    np.testing.assert_array_equal(opened.read(tmp_path / "digit.png")[0, ..., 0], digits()[0][0])


def test_a_picture_is_read_as_folders_are(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for framing in ("stretch", "crop", "pad"):
        (tmp_path / framing / "cat").mkdir(parents=True)
        file = tmp_path / framing / "cat" / "a.png"
        Image.fromarray(rng.integers(0, 256, (40, 30, 3), dtype=np.uint8)).save(file)
        opened = SavedRun.open(colored_run(tmp_path / f"run-{framing}", framing=framing))
        x = opened.read(file)
        assert (x.shape, x.dtype) == ((1, 12, 16, 3), np.float32)
        same = image_folder(
            tmp_path / framing, (12, 16), class_names=["cat"], dtype="uint8",
            crop_to_aspect_ratio=framing == "crop", pad_to_aspect_ratio=framing == "pad",
        )  # fmt: skip
        np.testing.assert_array_equal(x, same.first_batch().x[0].numpy())


def test_only_where_drawn_signs_were_learned_a_photograph_is_prepared(run: Path, tmp_path: Path) -> None:
    file = tmp_path / "photograph.png"
    paper = np.full((120, 160), 210, np.uint8)
    paper[20:90, 30:38] = 50
    Image.fromarray(paper).save(file)
    read = SavedRun.open(run).read_picture(file)
    assert read.is_photograph
    assert read.x[0, 0, 0, 0] == 0
    as_is = SavedRun.open(run).read_picture(file, as_is=True)
    assert not as_is.is_photograph
    assert as_is.x[0, 0, 0, 0] == 210
    natural = save_run(
        tmp_path / "natural", dense_network(units=4), pictures={**DIGIT_PICTURES, "border_is_dark": None}
    )
    assert not SavedRun.open(natural).read_picture(file).is_photograph
    assert not SavedRun.open(colored_run(tmp_path / "colored")).read_picture(file).is_photograph


def test_a_run_of_dark_signs_prepares_bright_ones(tmp_path: Path) -> None:
    form = {**DIGIT_PICTURES, "border_is_dark": False}
    opened = SavedRun.open(save_run(tmp_path / "run", dense_network(units=4), pictures=form))
    Image.fromarray(digits()[0][0]).save(tmp_path / "bright.png")
    read = opened.read_picture(tmp_path / "bright.png")
    assert read.is_photograph
    assert (read.x[0, 0, 0, 0], read.x.min()) == (255, 0)


@pytest.mark.parametrize("activation", ["softmax", None])
def test_probabilities_are_those_also_where_the_network_gives_logits(tmp_path: Path, activation: str | None) -> None:
    network = dense_network(units=4, activation=activation)
    network.compile("sgd", "categorical_crossentropy" if activation else _loss_of_logits())
    opened = SavedRun.open(save_run(tmp_path, network))
    probabilities = opened.probabilities(digits()[0][:3, ..., None])
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-6)


def _loss_of_logits() -> Any:
    from nervure.losses import SparseCategoricalCrossentropy

    return SparseCategoricalCrossentropy(from_logits=True)


def test_a_single_output_is_the_probability_of_the_second_class(tmp_path: Path) -> None:
    network = dense_network(1, 4, "sigmoid")
    opened = SavedRun.open(save_run(tmp_path, network, labels=["no", "yes"]))
    x = digits()[0][:3, ..., None]
    np.testing.assert_allclose(opened.probabilities(x)[:, 1], network.predict(x, verbose=0)[:, 0], rtol=1e-6)


def test_classes_are_matched_by_name_whatever_their_order(run: Path, tmp_path: Path) -> None:
    x, y = digits()
    names = ["nine", "zero", "five"]
    chosen = x[[9999, 0, np.flatnonzero(y == 5)[0]]]
    opened = SavedRun.open(run)
    found = opened.dataset(folder_of_digits(tmp_path / "pictures", chosen, names))
    batch = found.first_batch()
    assert batch is not None
    assert sorted(batch.y[0].tolist()) == [0, 5, 9]
    np.savez(tmp_path / "pictures.npz", x=chosen, y=np.array(names))
    assert [int(number) for number in opened.dataset(tmp_path / "pictures.npz").first_batch().y[0]] == [9, 0, 5]


def test_hangul_names_match_in_both_spellings(tmp_path: Path) -> None:
    import unicodedata

    run = save_run(tmp_path / "run", dense_network(2, 4), labels=["강아지", "고양이"], pictures=DIGIT_PICTURES)
    spelled = [unicodedata.normalize(form, "고양이") for form in ("NFC", "NFD")]
    for number, name in enumerate(spelled):
        pictures = folder_of_digits(tmp_path / str(number), digits()[0][:1], [name])
        batch = SavedRun.open(run).dataset(pictures).first_batch()
        assert batch is not None
        assert batch.y[0].tolist() == [1]


def test_the_shipped_digits_are_those_that_training_holds_out(tmp_path: Path) -> None:
    run = save_run(tmp_path, dense_network(units=4), pictures=DIGIT_PICTURES)
    assert SavedRun.open(run).dataset("digits").num_samples == 2000


def test_data_that_is_not_there_or_of_other_classes_is_explained(run: Path, tmp_path: Path) -> None:
    opened = SavedRun.open(run)
    other = folder_of_digits(tmp_path / "other", digits()[0][:2], ["zero", "cat"])
    assert_explained(DataError, lambda: opened.dataset(other), "cat", "zero, one")
    assert_explained(FileError, lambda: opened.dataset(tmp_path / "nowhere"), "nowhere")
    assert_explained(DataError, lambda: opened.dataset("digits"), "digits", "zero, one", "(10)")
    np.savez(tmp_path / "points.npz", x=np.zeros((3, 2)), y=np.arange(3))
    assert_explained(DataError, lambda: opened.dataset(tmp_path / "points.npz"), "points.npz")


def test_a_folder_without_a_run_is_explained_with_the_runs_there_are(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert known_runs() == []
    assert_explained(FileError, lambda: SavedRun.open("nowhere"), "nowhere", "model.safetensors", "'nervure train'")
    (tmp_path / "runs").mkdir()
    run.rename(tmp_path / "runs" / "mine")
    assert known_runs() == [str(Path("runs") / "mine")]
    assert_explained(FileError, lambda: SavedRun.open("runs"), "mine")


@pytest.mark.parametrize(
    "config",
    [
        "{bad", "[]", "3", "[" * 100_000, '{"labels": ["a"]}', '{"labels": 3}', '{"pictures": {"height": 28}}',
        json.dumps({"pictures": {**DIGIT_PICTURES, "height": 27}}),
        json.dumps({"pictures": {**DIGIT_PICTURES, "color_mode": "rgb"}}),
        json.dumps({"pictures": {**DIGIT_PICTURES, "framing": "bent"}}),
        json.dumps({"pictures": {**DIGIT_PICTURES, "border_is_dark": "perhaps"}}),
        json.dumps({"labels": ["a"] * 10}), json.dumps({"labels": [*"12345678", "é", "e\u0301"]}),
        '{"data": 3}', '{"options": ["epochs"]}',
    ],
)  # fmt: skip
def test_an_altered_configuration_is_an_error_of_ours(run: Path, config: str) -> None:
    (run / "config.json").write_text(config, encoding="utf-8")
    assert_explained(FileError, lambda: SavedRun.open(run), "config.json")


def test_altered_options_and_results_are_errors_of_ours(run: Path) -> None:
    config = {"options": {"epochs": -1}, "seed": 3, "data": {"path": None}}
    (run / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (run / "result.json").write_text('{"part": "all"}', encoding="utf-8")
    opened = SavedRun.open(run)
    assert_explained(FileError, lambda: opened.options, "config.json")
    assert_explained(FileError, lambda: opened.result, "result.json")


def test_networks_that_read_no_pictures_or_tell_no_classes_are_refused(tmp_path: Path) -> None:
    rows = models.Sequential([layers.Input((5,)), layers.Dense(2, activation="softmax")])
    assert_explained(ArgumentError, lambda: SavedRun.open(save_run(tmp_path / "rows", rows)), "rows", "(None, 5)")
    maps = models.Sequential([layers.Input((8, 8, 1)), layers.Conv2D(2, 3)])
    assert_explained(ArgumentError, lambda: SavedRun.open(save_run(tmp_path / "maps", maps)), "maps", "conv2d/output")


def test_files_without_a_picture_are_errors_of_ours(run: Path, tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("no picture")
    for name in ("text.png", "missing.png"):
        with pytest.raises(NervureError, match=name):
            SavedRun.open(run).read(tmp_path / name)
