from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nervure.data import digits
from nervure.errors import DataError, FileError
from nervure.tasks.picture_arrays import in_format, levels, npz_data, numbered
from nervure.tasks.picture_data import PictureFormat
from tests.models.networks import assert_explained
from tests.tasks.digit_pictures import quick

X, Y = (part[::100] for part in digits())


def test_levels_are_whole_however_they_were_saved() -> None:
    for saved in (X, X.astype("float64"), X.astype("int32"), (X / 255).astype("float32"), X[..., None]):
        pictures = levels(saved, "x")
        assert pictures.dtype == np.uint8
        np.testing.assert_array_equal(pictures, X[..., None])
    between = levels(X.astype("float32") * 0.3, "x")
    assert between.dtype == np.float32
    for form in (bool, "uint8", "int64"):
        np.testing.assert_array_equal(levels((X > 127).astype(form), "x"), (X > 127)[..., None] * 255)


@pytest.mark.parametrize(
    ("x", "part"),
    [
        (X.reshape(len(X), -1), "(100, 784)"),
        (X[..., None].repeat(4, -1), "(100, 28, 28, 4)"),
        (X[:0], "(0, 28, 28)"),
        (X.astype("float32") - 1, "-1"),
        (X.astype("int32") * 2, "510"),
        (np.where(X == 0, np.nan, X), "nan"),
        (X.astype("complex64"), "complex64"),
    ],
)
def test_what_is_no_picture_is_refused(x: Any, part: str) -> None:
    assert_explained(DataError, lambda: levels(x, "file.npz"), "file.npz", part)


def test_classes_are_numbers_names_or_rows_with_a_one() -> None:
    names = np.array(["고양이", "dog", "고양이"])
    for y in (names, np.array([7, 3, 7]), np.array([7.0, 3.0, 7.0]), np.array([[0, 1], [1, 0], [0, 1]])):
        numbers, labels = numbered(y, "y")
        assert numbers.tolist() == [1, 0, 1]
        assert len(labels) == 2
    assert numbered(names, "y")[1] == ("dog", "고양이")
    assert numbered(np.array([7, 3]), "y")[1] == ("3", "7")
    apart = np.array([unicodedata.normalize("NFD", "고양이"), "고양이", "dog"])
    assert (numbered(apart, "y")[0].tolist(), numbered(apart, "y")[1]) == ([1, 1, 0], ("dog", "고양이"))


@pytest.mark.parametrize("y", [np.array([0.5, 1.5]), np.zeros((2, 3)), np.array([np.nan, 1])])
def test_numbers_to_estimate_are_no_classes(y: Any) -> None:
    assert_explained(DataError, lambda: numbered(y, "file.npz"), "file.npz", str(y.dtype))


@pytest.mark.parametrize(
    ("arrays", "kind", "part"),
    [
        ({"x": X}, FileError, "x"),
        ({"x": X, "y": np.zeros(len(X))}, DataError, "0"),
        ({"x": X, "y": Y / 2}, DataError, "mse"),
        ({"x": X, "y": np.arange(len(X))}, DataError, "100"),
    ],
)
def test_a_file_that_cannot_be_learned_from_is_refused(
    arrays: dict[str, Any], kind: Any, part: str, tmp_path: Path
) -> None:
    np.savez(tmp_path / "file.npz", **arrays)
    assert_explained(kind, lambda: npz_data(tmp_path / "file.npz", quick("file.npz")), part)


def test_size_and_color_that_were_asked_for_are_made(tmp_path: Path) -> None:
    np.savez(tmp_path / "file.npz", x=X, y=Y)
    data = npz_data(tmp_path / "file.npz", quick("file.npz", image_size=(14, 20), color="rgb"))
    assert data.format == PictureFormat(14, 20, "rgb", "pad", True)
    assert data.training.input_shapes == ((14, 20, 3),)
    assert data.training.x[0].dtype.itemsize == 1  # type: ignore[union-attr]


def test_pictures_are_dealt_out_alike_in_whatever_size_and_colors_they_are_read(tmp_path: Path) -> None:
    # Each twice, with other colors of the same brightness: gray or tiny, they look the same.
    drawn = np.random.RandomState(0).randint(70, 180, (60, 6, 6, 3)).repeat(5, 1).repeat(5, 2)
    x = np.concatenate([drawn, drawn + np.array([-26, 0, 68])]).astype("uint8")
    np.savez(tmp_path / "file.npz", x=x, y=np.tile([0, 1], 60))
    read = [quick("file.npz", **each) for each in ({}, {"color": "grayscale"}, {"image_size": (8, 8)})]
    places = [npz_data(tmp_path / "file.npz", options).places for options in read]
    assert places[0] is not None
    for other in places[1:]:
        np.testing.assert_array_equal(places[0], other)


def test_judged_pictures_are_found_again_in_the_file(tmp_path: Path) -> None:
    np.savez(tmp_path / "file.npz", x=X, y=Y)
    data = npz_data(tmp_path / "file.npz", quick("file.npz"))
    assert data.places is not None
    assert 0 < len(data.places) == data.judged_on.num_samples
    np.testing.assert_array_equal(data.judged_on.x[0][..., 0].numpy(), X[data.places])  # type: ignore[union-attr]


def test_colors_become_gray_as_pillow_makes_them() -> None:
    colors = np.zeros((3, 8, 8, 3), np.uint8)
    colors[0, ..., 0] = colors[1, ..., 1] = colors[2, ..., 2] = 255
    gray = in_format(colors, PictureFormat(8, 8, "grayscale", "stretch", None))
    assert gray[:, 0, 0, 0].tolist() == [76, 150, 29]
    np.testing.assert_array_equal(in_format(gray, PictureFormat(8, 8, "rgb", "stretch", None))[..., 2], gray[..., 0])
