from __future__ import annotations

import tarfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nervure.data import digits
from nervure.tasks.digits import digits_data
from nervure.tasks.photographed_sign import sign_of
from nervure.tasks.picture_data import labels_of
from nervure.tasks.saved_run import SavedRun
from tests.tasks.photographs import photograph
from tests.tasks.saved_runs import good_run

COUNT = 240


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> SavedRun:
    return SavedRun.open(good_run(tmp_path_factory.mktemp("runs") / "digits"))


def test_photographs_of_held_out_digits_are_recognized_nearly_as_often_as_the_digits(
    run: SavedRun, tmp_path: Path
) -> None:
    held_out = digits_data().validation
    chosen = np.linspace(0, held_out.num_samples - 1, COUNT).round().astype(int)
    x, truths = held_out.x[0].numpy()[chosen], labels_of(held_out)[chosen]
    draws = np.random.default_rng(0)
    prepared, plain = [], []
    for number, digit in enumerate(x):
        file = tmp_path / f"{number}.jpg"
        photograph(digit[..., 0], draws).save(file, quality=90)
        read = run.read_picture(file)
        assert read.is_photograph
        prepared.append(read.x)
        plain.append(run.read_picture(file, as_is=True).x)
    share = {
        name: float((run.probabilities(np.concatenate(pictures)).argmax(axis=1) == truths).mean())
        for name, pictures in (("digits", [x.astype(np.float32)]), ("photographs", prepared), ("as is", plain))
    }
    assert share["as is"] < 0.3, share
    assert share["photographs"] > share["digits"] - 0.05, share


def test_a_digit_that_is_prepared_already_stays_as_it_is_but_for_a_pixel() -> None:
    x, _ = digits()
    likeness = []
    for digit in x[50::250]:
        sign = sign_of(255 - digit, (28, 28))
        assert sign is not None
        likeness.append(np.corrcoef(sign.ravel(), digit.ravel())[0, 1])
    assert np.median(likeness) > 0.95
    assert min(likeness) > 0.4  # thin strokes that move by a pixel hardly overlap


def test_a_sign_lies_in_the_middle_by_its_mass_with_its_longer_side_at_twenty() -> None:
    paper = np.full((200, 300), 220.0)
    paper[20:120, 230:250] = 40
    sign = sign_of(paper, (28, 28))
    assert sign is not None
    assert np.count_nonzero(sign.sum(axis=1)) == 20
    rows, columns = np.mgrid[:28, :28] + 0.5
    assert (rows * sign).sum() / sign.sum() == pytest.approx(14.5, abs=0.5)
    assert (columns * sign).sum() / sign.sum() == pytest.approx(14.5, abs=0.5)
    assert sign.max() == 255


def test_spots_at_the_edge_and_small_ones_are_left_away() -> None:
    paper = np.full((200, 200), 220.0)
    paper[60:140, 90:110] = 40
    alone = sign_of(paper, (28, 28))
    paper[0:200, 0:12] = 60  # the edge of the desk
    paper[20:24, 150:154] = 40
    with_spots = sign_of(paper, (28, 28))
    assert alone is not None
    assert with_spots is not None
    np.testing.assert_allclose(with_spots, alone, atol=40)


def test_a_sign_that_reaches_the_edge_is_not_given_up_for_a_speck_of_dust() -> None:
    paper = np.full((200, 200), 220.0)
    paper[0:150, 90:110] = 40
    alone = sign_of(paper, (28, 28))
    paper[170:173, 20:23] = 40
    with_dust = sign_of(paper, (28, 28))
    assert alone is not None
    assert with_dust is not None
    np.testing.assert_allclose(with_dust, alone, atol=5)


@pytest.mark.parametrize("levels", [np.full((60, 60), 230.0), np.zeros((60, 60)), np.full((2, 90), 200.0)])
def test_a_picture_without_ink_is_no_sign(levels: np.ndarray) -> None:
    assert sign_of(levels, (28, 28)) is None


def test_bright_digits_on_black_and_noise_are_no_photographs_of_signs() -> None:
    x, _ = digits()
    assert [number for number in range(0, 10_000, 100) if sign_of(x[number], (28, 28)) is not None] == []
    noise = np.random.default_rng(0).uniform(0, 255, (20, 64, 64))
    assert all(sign_of(each, (28, 28)) is None for each in noise)


def test_natural_pictures_are_left_alone(shared_data: Path) -> None:
    with tarfile.open(shared_data / "cifar10_train_500_per_class.tar.gz") as archive:
        files = [entry for entry in archive if entry.name.endswith(".jpg")][::25]
        pictures = [Image.open(archive.extractfile(entry)).convert("L") for entry in files]
    taken_for_signs = sum(sign_of(np.asarray(picture), (28, 28)) is not None for picture in pictures)
    assert len(pictures) == 200
    assert taken_for_signs <= 0.03 * len(pictures)
