"""What ``nervure train`` reaches without options on pictures as people have them; minutes each."""

from __future__ import annotations

import tarfile
from pathlib import Path

import numpy as np
import pytest

from nervure.tasks.picture_options import PictureOptions
from nervure.tasks.pictures import PictureTask

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600)]


def unpacked(archive: Path, folder: Path) -> Path:
    with tarfile.open(archive) as pictures:
        pictures.extractall(folder, filter="data")
    return folder


def trained(options: PictureOptions, folder: Path) -> PictureTask:
    task = PictureTask(options, folder)
    task.train(verbose=2)
    return task


def test_characters_of_a_cartoon_are_recognised_in_nine_of_ten_frames(shared_data: Path, tmp_path: Path) -> None:
    folder = unpacked(shared_data / "simpsons_rgb_train.tar.gz", tmp_path / "simpsons") / "dataset" / "rgb" / "train"
    task = trained(PictureOptions(str(folder), seed=1), tmp_path / "run")
    result = task.judge().run
    assert result.count > 700
    assert result.accuracy >= 0.9, f"{result.num_right} of {result.count}"
    assert max(result.baselines.values()) < 0.6


def test_handwritten_digits_are_recognised_but_for_six_in_a_thousand(shared_data: Path, tmp_path: Path) -> None:
    with np.load(shared_data / "mnist60k_train.npz") as file:
        x, y = file["x"], file["y"]
    np.savez(tmp_path / "digits.npz", x=x[:50_000], y=y[:50_000])
    task = trained(PictureOptions(str(tmp_path / "digits.npz"), seed=1), tmp_path / "run")
    labels = task.model.predict(x[50_000:, ..., None], batch_size=256, verbose=0).argmax(axis=1)
    assert (labels == y[50_000:]).mean() >= 0.994


def test_few_photographs_of_things_are_told_apart_better_than_by_the_lectures_network(
    shared_data: Path, tmp_path: Path
) -> None:
    folder = str(unpacked(shared_data / "cifar10_train_500_per_class.tar.gz", tmp_path / "cifar") / "train")
    ours = trained(PictureOptions(folder, seed=1), tmp_path / "ours").judge().run
    plain = PictureOptions(folder, "lecture-cnn", epochs=20, augmentation="none", seed=1)
    lecture = trained(plain, tmp_path / "lecture").judge().run
    assert ours.accuracy >= lecture.accuracy + 0.12
