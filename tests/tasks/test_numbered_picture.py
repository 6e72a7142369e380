from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nervure.data import digits
from nervure.errors import FileError
from nervure.tasks.digits import digits_data
from nervure.tasks.numbered_picture import NumberedPicture
from nervure.tasks.picture_data import PictureFormat

FORM = PictureFormat(28, 28, "grayscale", "stretch", border_is_dark=True)


@pytest.fixture
def arrays(tmp_path: Path) -> Path:
    x, y = (part[::1000] for part in digits())
    np.savez(tmp_path / "some.npz", x=x / 255, y=y)
    return tmp_path / "some.npz"


def test_a_picture_of_a_file_is_that_row_of_its_array(arrays: Path) -> None:
    picture = NumberedPicture.named(f"{arrays}[7]")
    assert picture is not None
    assert str(picture) == f"{arrays}[7]"
    read = picture.read(FORM)
    assert (read.dtype, read.shape) == (np.float32, (1, 28, 28, 1))
    np.testing.assert_array_equal(read[0, ..., 0], digits()[0][7000])


def test_digits_are_numbered_as_they_are_judged() -> None:
    picture = NumberedPicture.named("digits[1999]")
    assert picture is not None
    np.testing.assert_array_equal(picture.read(FORM)[0], digits_data().judged_on.x[0][1999].numpy())  # type: ignore[union-attr]


def test_it_is_brought_to_the_network_as_in_the_training(arrays: Path) -> None:
    picture = NumberedPicture(str(arrays), 0)
    assert picture.read(FORM._replace(height=14, width=20, color_mode="rgb")).shape == (1, 14, 20, 3)


@pytest.mark.parametrize("typed", ["face[1].png", "some.npz", "some.npz[]", "some.npz[-1]", "[3]", "digit[3]"])
def test_other_names_are_no_numbered_pictures(typed: str) -> None:
    assert NumberedPicture.named(typed) is None


def test_a_file_that_is_called_so_is_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.npz[1]").write_bytes(b"")
    assert NumberedPicture.named(tmp_path / "a.npz[1]") is None


def test_what_is_not_there_is_told(arrays: Path) -> None:
    with pytest.raises(FileError, match="from 0 to 9") as raised:
        NumberedPicture(str(arrays), 10).read(FORM)
    assert "some.npz[10]" in str(raised.value)
    with pytest.raises(FileError, match=r"none\.npz"):
        NumberedPicture("none.npz", 0).read(FORM)
