"""Data from which little can be learned or said: ``nervure train`` says so, and what helps."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nervure.cli.application import DONE
from nervure.language import in_language, text
from tests.cli.processes import left

_QUICK = ("--epochs", "1", "--seed", "1", "--precision", "float32", "--threads", "1", "--no-report")


def photographs(folder: Path, counts: Mapping[str, int], size: int = 24) -> Path:
    """Colored blotches that no two files share; so many in each folder, such as ``train/cat``."""
    draws = np.random.default_rng(0)
    for place, count in counts.items():
        (folder / place).mkdir(parents=True)
        for number in range(count):
            blotches = Image.fromarray(draws.integers(0, 256, (4, 4, 3)).astype(np.uint8))
            blotches.resize((size, size), Image.Resampling.BICUBIC).save(folder / place / f"{number}.png")
    return folder


def told_of(folder: Path, capsys: pytest.CaptureFixture[str], *typed: str) -> str:
    """What the command prints."""
    assert left("train", str(folder), "--out", str(folder.parent / "run"), *_QUICK, *typed) == DONE
    return capsys.readouterr().out


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_test_part_of_one_image_is_said_to_tell_nothing(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    counts = {"train/cat": 8, "train/dog": 8, "val/cat": 2, "val/dog": 2, "test/cat": 1, "test/dog": 0}
    with in_language(language):
        told = told_of(photographs(tmp_path / "animals", counts), capsys)
        assert text("cli.train.tiny_test", test=1, classes=2) in told.splitlines()
        assert text("train.not_judged", classes="dog") in caplog.text


@pytest.mark.parametrize("language", ["en", "ko"])
def test_three_images_per_class_are_too_few_and_what_helps_is_said(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with in_language(language):
        lines = told_of(photographs(tmp_path / "animals", {"cat": 3, "dog": 3}), capsys).splitlines()
        assert text("cli.train.tiny_test", test=1, classes=2) in lines
        assert text("cli.train.try_pretrained") in lines


@pytest.mark.parametrize("language", ["en", "ko"])
def test_one_class_answered_for_everything_is_said(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Nothing tells these classes apart but that one is nine times as frequent.
    folder = photographs(tmp_path / "animals", {"cat": 180, "dog": 20}, size=8)
    with in_language(language):
        lines = told_of(folder, capsys, "--class-weights", "none", "--image-size", "8").splitlines()
        assert text("cli.train.one_answer", name="cat") in lines


def test_digits_that_are_told_apart_are_not_said_to_be_one_class(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    typed = ("--samples", "512", "--model", "lecture-mlp", "--out", str(tmp_path / "run"))
    assert left("train", "digits", *_QUICK, *typed) == DONE
    assert "The network answered" not in capsys.readouterr().out


@pytest.mark.parametrize(("count", "model", "is_advised"), [
    (60, "small-resnet", True), (60, "lecture-mlp", False), (1500, "small-resnet", False),
])  # fmt: skip
def test_pretrained_features_are_advised_for_fewer_than_a_thousand_photographs_or_so(
    count: int, model: str, is_advised: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = photographs(tmp_path / "animals", {"cat": count // 2, "dog": count // 2}, size=8)
    told = told_of(folder, capsys, "--model", model, "--image-size", "8")
    assert (text("cli.train.try_pretrained") in told.splitlines()) == is_advised
