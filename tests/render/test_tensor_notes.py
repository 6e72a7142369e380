from __future__ import annotations

from nervure.language import set_language
from nervure.records.tensor_picture import Cells, Shades, TensorPicture
from nervure.render.tensor_notes import heading, notes

ONE = Cells((("1",),))
AXES = tuple(f"axis {place}" for place in range(6))


def test_the_heading_is_written_as_the_lectures_table_is() -> None:
    assert heading(TensorPicture((3, 5), "int64", ("samples", "features"), None, (3, 5))) == (
        "(3, 5) int64: (samples, features)"
    )
    assert heading(TensorPicture((), "int64", (), ONE, ())) == "() int64"


def test_all_that_is_seen_needs_no_note() -> None:
    assert notes(TensorPicture((1, 1), "int64", ("rows", "columns"), ONE, (1, 1)), (1, 1)) == []


def test_everything_that_is_not_seen_is_said() -> None:
    shades = Shades("-1", "1", 2)
    picture = TensorPicture((4, 2, 3, 5, 1, 1), "int8", AXES, ONE, (1, 2, 2, 4, 1, 1), (0,), shades, True)
    assert notes(picture, picture.shown, is_smaller=True) == [
        "Of the leading axes, only [0] is drawn.",
        "Drawn: 2 of 3 along axis 2, 4 of 5 along axis 3.",
        "Black is -1, white is 1.",
        "NaN or infinite, drawn black: 2.",
        "The alpha channel is not drawn.",
        "Images are drawn smaller than they are.",
    ]


def test_an_empty_array_says_that_alone_in_korean_too() -> None:
    empty = TensorPicture((0, 3), "int64", ("samples", "features"), None, (0, 0))
    assert notes(empty, empty.shown) == ["It contains no numbers."]
    set_language("ko")
    assert notes(empty, empty.shown) == ["수가 하나도 없어요."]
