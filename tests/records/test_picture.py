from __future__ import annotations

import pytest

from nervure.errors import ArgumentError
from nervure.records.picture import Picture


def test_pixels_come_back_row_by_row() -> None:
    assert Picture(bytes(range(6)), 2, 3).rows == (b"\0\1\2", b"\3\4\5")
    assert Picture(bytes(range(6)), 2, 1, 3).rows == (b"\0\1\2", b"\3\4\5")


def test_colors_become_as_bright_as_they_look() -> None:
    red, green, blue, white = b"\xff\0\0", b"\0\xff\0", b"\0\0\xff", b"\xff\xff\xff"
    assert Picture(red + green + blue + white, 2, 2, 3).grey == Picture(bytes([76, 149, 29, 255]), 2, 2)
    gray = Picture(b"\5", 1, 1)
    assert gray.grey is gray


def test_pixels_that_do_not_fill_the_picture_are_refused_in_four_lines() -> None:
    with pytest.raises(ArgumentError) as caught:
        Picture(bytes(5), 2, 3)
    assert str(caught.value).splitlines() == [
        "Picture: 5 bytes are not an image of shape (2, 3, 1).",
        "  expected: 6 bytes",
        "  got:      5 bytes",
        "  fix:      Pass array.astype('uint8').tobytes(), with the height, width and channels of that array.",
    ]
