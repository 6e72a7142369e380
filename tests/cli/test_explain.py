from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from nervure import layers, models
from nervure.cli.application import DONE, FAILED, WRONG_USAGE
from nervure.data import digits
from tests.cli.processes import run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("explain")
    network = models.Sequential(
        [layers.Input((28, 28, 1)), layers.Flatten(), layers.Dense(10, activation="softmax", name="dense")]
    )
    network.compile("sgd", "sparse_categorical_crossentropy")
    (made / "run").mkdir()
    network.save(made / "run" / "model.safetensors")
    Image.fromarray(digits()[0][3500]).save(made / "digit.png")
    return made


@pytest.mark.parametrize(("language", "words"), [("en", "which is not a target"), ("ko", "정답이 아니에요")])
def test_a_weight_moves_only_toward_a_label_that_was_given(language: str, words: str, folder: Path) -> None:
    typed = ("explain", "run", "--image", "digit.png", "--weight", "dense/kernel[300,3]")
    done = run(*typed, folder=folder, language=language)
    assert done.returncode == FAILED
    assert words in done.stderr
    done = run(*typed, "--label", "5", folder=folder, language=language)
    assert (done.returncode, done.stderr) == (DONE, "")
    assert "new dense/kernel[300,3] = " in done.stdout


def test_a_unit_with_a_label_of_ones_own(folder: Path) -> None:
    done = run("explain", "run", "--image", "digit.png", "--unit", "dense/z[3]", "--label", "3", folder=folder)
    assert "as given" in done.stdout
    assert "training step" not in done.stdout, "without batch normalization a step gives what a prediction does"
    assert "dense/z[0,3] = " in done.stdout


def test_the_image_may_be_given_by_its_old_name_which_is_shown_nowhere(folder: Path) -> None:
    typed = ("--unit", "dense/z[3]", "--label", "3")
    now, old = (run("explain", "run", name, "digit.png", *typed, folder=folder) for name in ("--image", "--picture"))
    assert (now.returncode, now.stdout) == (old.returncode, old.stdout) == (DONE, now.stdout)
    helped = run("explain", "--help", folder=folder).stdout
    assert "--image FILE" in helped
    mistyped = run("explain", "run", "--pictur", "digit.png", *typed, folder=folder)
    assert mistyped.returncode == WRONG_USAGE
    assert "--picture" not in helped + mistyped.stderr


def test_it_must_be_said_what_to_explain(folder: Path) -> None:
    done = run("explain", "run", "--image", "digit.png", folder=folder)
    assert done.returncode == WRONG_USAGE
    assert "--weight" in done.stderr
    assert run("explain", "run", "--weight", "dense/kernel[0,0]", folder=folder).returncode == WRONG_USAGE
