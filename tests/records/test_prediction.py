from __future__ import annotations

import pytest

from nervure.errors import ArgumentError
from nervure.records.prediction import Prediction


def test_a_prediction_is_wrong_only_where_another_truth_is_known() -> None:
    assert Prediction("7", 0.9, b"\0", 1, 1, truth="1").is_wrong
    assert not Prediction("7", 0.9, b"\0", 1, 1, truth="7").is_wrong
    assert not Prediction("7", 0.9, b"\0", 1, 1).is_wrong


def test_pixels_come_back_row_by_row() -> None:
    assert Prediction("7", 0.9, bytes(range(6)), 2, 3).rows == (b"\0\1\2", b"\3\4\5")


def test_pixels_that_do_not_fill_the_picture_are_refused_in_four_lines() -> None:
    with pytest.raises(ArgumentError) as caught:
        Prediction("7", 0.9, bytes(5), 2, 3)
    assert str(caught.value).splitlines() == [
        "Prediction: the picture has 5 bytes of pixels, which is not 2 rows of 3.",
        "  expected: 6 bytes",
        "  got:      5 bytes",
        "  fix:      Give one byte a pixel: array.astype('uint8').tobytes(), and the height and width of that array.",
    ]
