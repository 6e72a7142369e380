from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nervure import layers, models
from nervure.data import digits
from nervure.errors import ArgumentError, FileError, StateError, UnknownNameError
from nervure.randomness import set_seed
from nervure.tasks.explain_run import Cell, explain_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small network of digits with class names, and a picture."""
    folder = tmp_path_factory.mktemp("run")
    network = models.Sequential(
        [
            layers.Input((28, 28, 1)),
            layers.Rescaling(1 / 255),
            layers.Flatten(),
            layers.Dense(10, activation="softmax", name="dense"),
        ]
    )
    network.compile("sgd", "sparse_categorical_crossentropy")
    network.save(folder / "model.safetensors")
    names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    (folder / "config.json").write_text(json.dumps({"labels": names}), encoding="utf-8")
    x, _ = digits()
    Image.fromarray(x[3500]).save(folder / "three.png")
    return folder


def test_a_network_without_a_loss_explains_what_it_predicts(run: Path, tmp_path: Path) -> None:
    network = models.Sequential(
        [layers.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10, activation="softmax", name="dense")]
    )
    network.save(tmp_path / "model.safetensors")
    assert explain_run(tmp_path, run / "three.png", None).step is None
    with pytest.raises(StateError, match="--label"):
        explain_run(tmp_path, run / "three.png", "3")


def test_without_a_label_there_is_a_prediction_and_nothing_goes_back(run: Path) -> None:
    explained = explain_run(run, run / "three.png", None)
    assert (explained.label, explained.step) == (None, None)
    assert 0.1 <= explained.probability <= 1
    assert explained.predicted in explained.labels
    assert not any("target" in name for name in explained.prediction.names)
    with pytest.raises(ArgumentError, match=r"--label with one of: zero, one, .*, nine"):
        explained.weight("dense/kernel[300,3]")
    assert explained.unit("dense/z[3]").startswith("dense/z[0,3] = ")


def test_a_weight_and_a_unit_are_explained(run: Path) -> None:
    explained = explain_run(run, run / "three.png", "three")
    assert explained.label == "three"
    assert explained.unit_in_training("dense/z[3]") is None
    assert explained.unit("dense/target[0]").startswith("dense/target[0] = 3")
    assert "dE/d dense/kernel[300,3] = " in explained.weight("dense/kernel[300,3]")
    assert explained.unit("dense/z[3]") == explained.unit("dense/z[0, 3]")
    assert explained.unit("dense/z[3]").startswith("dense/z[0,3] = ")


def test_the_target_follows_the_loss(run: Path, tmp_path: Path) -> None:
    network = models.load_model(run / "model.safetensors")
    network.compile("sgd", "categorical_crossentropy")
    network.save(tmp_path / "model.safetensors")
    explained = explain_run(tmp_path, run / "three.png", "3")
    assert explained.step is not None
    target = explained.step.recording.array("value", "dense/target")
    assert target is not None
    np.testing.assert_array_equal(target, np.eye(10)[[3]])


def test_a_single_output_is_the_probability_of_the_second_class(run: Path, tmp_path: Path) -> None:
    network = models.Sequential(
        [layers.Input((28, 28, 1)), layers.Flatten(), layers.Dense(1, activation="sigmoid", kernel_initializer="zeros")]
    )
    network.compile("sgd", "binary_crossentropy")
    network.save(tmp_path / "model.safetensors")
    for label in ("0", "1"):
        explained = explain_run(tmp_path, run / "three.png", label)
        assert explained.step is not None
        (target,) = (name for name in explained.step.names if name.endswith("/target"))
        assert explained.step.value_of(target, (0, 0)).value == float(label)
        assert explained.probability == pytest.approx(0.5)


def test_the_page_names_the_classes(run: Path, tmp_path: Path) -> None:
    explain_run(run, run / "three.png", None).to_html(tmp_path / "page.html")
    assert '"labels":["zero","one",' in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_a_network_of_two_outputs_is_no_classifier(run: Path, tmp_path: Path) -> None:
    pixels = layers.Input((28, 28, 1))
    flat = layers.Flatten()(pixels)
    network = models.Model(pixels, [layers.Dense(2, name="a")(flat), layers.Dense(1, name="b")(flat)])
    network.compile("sgd", "mse")
    network.save(tmp_path / "model.safetensors")
    with pytest.raises(ArgumentError, match="classes"):
        explain_run(tmp_path, run / "three.png", None)


def test_a_configuration_that_is_no_json_is_named(run: Path, tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes((run / "model.safetensors").read_bytes())
    (tmp_path / "config.json").write_text("{bad", encoding="utf-8")
    with pytest.raises(FileError, match=r"config\.json"):
        explain_run(tmp_path, run / "three.png", None)


def test_what_is_missing_or_unknown_is_named(run: Path, tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"model\.safetensors"):
        explain_run(tmp_path, run / "three.png", None)
    with pytest.raises(UnknownNameError, match="three"):
        explain_run(run, run / "three.png", "tree")
    with pytest.raises(FileError):
        explain_run(run, run / "four.png", None)


@pytest.mark.parametrize("typed", ["dense/kernel", "dense/kernel[0,x]", "[0]", "dense/kernel[0]]"])
def test_what_names_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ArgumentError, match="dense/kernel\\[0,3\\]"):
        Cell.parse(typed, "--weight")


def test_where_training_gives_another_probability_than_prediction_it_is_known(run: Path, tmp_path: Path) -> None:
    same = explain_run(run, run / "three.png", "three")
    assert same.probability_in_training == pytest.approx(same.probability, abs=1e-5)
    set_seed(4)  # of first weights, some give the class no probability either way
    network = models.Sequential(
        [layers.Input((28, 28, 1)), layers.Conv2D(2, 3), layers.BatchNormalization(), layers.Flatten(),
         layers.Dense(10, activation="softmax", name="dense")]
    )  # fmt: skip
    network.compile("sgd", "sparse_categorical_crossentropy")
    network.save(tmp_path / "model.safetensors")
    set_seed(None)
    other = explain_run(tmp_path, run / "three.png", "3")
    assert other.step is not None
    output = other.step.recording.array("value", "dense/output")
    assert output is not None
    assert other.probability_in_training is not None
    assert other.probability_in_training == pytest.approx(output[0, 3])
    in_training = other.unit_in_training("dense/output[3]")
    assert in_training == pytest.approx(other.probability_in_training)
    assert other.prediction.value_of("dense/output", (0, 3)).value == pytest.approx(other.probability, abs=1e-5)
    assert abs(other.probability_in_training - other.probability) > 0.01
