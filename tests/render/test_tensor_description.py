from __future__ import annotations

from rich.cells import cell_len

from nervure.language import set_language
from nervure.records.tensor import TensorReading, TensorRecord
from nervure.render.tensor_description import description_html, description_text

SEQUENCES = TensorReading("sequences", ("samples", "timesteps", "features"), "tensors.sequences")
PICTURES = TensorReading("grey_pictures", ("samples", "height", "width"), "tensors.grey_pictures")
OPEN = TensorRecord((9, 8, 7), "float32", 2016, True, (SEQUENCES, PICTURES))


def test_possibilities_stand_below_each_other_with_what_settles_them() -> None:
    assert description_text(OPEN).splitlines() == [
        "rank    3",
        "shape   (9, 8, 7)",
        "dtype   float32",
        "bytes   2,016 = 1.97 KB (504 numbers of 4 B)",
        "may be  sequences (samples 9, timesteps 8, features 7)  kind='sequences'",
        "        gray images (samples 9, height 8, width 7)      kind='grey_pictures'",
    ]


def test_columns_stay_aligned_in_korean() -> None:
    set_language("ko")
    lines = description_text(OPEN).splitlines()
    assert {cell_len(line[: line.index("kind=")]) for line in lines[-2:]} == {
        cell_len(lines[-1][: lines[-1].index("kind=")])
    }
    assert lines[0] == "랭크(축의 수)  3"


def test_what_no_kind_fits_and_what_holds_no_numbers_is_said() -> None:
    assert "no common kind of data has these axes" in description_text(TensorRecord((1,) * 6, "int8", 1, True, ()))
    assert "not a tensor of numbers" in description_text(TensorRecord((2,), "<U1", 8, False, (SEQUENCES,)))


def test_types_with_control_codes_and_many_columns_stay_one_short_line() -> None:
    lines = description_text(TensorRecord((2,), "[('\x1b', 'i4')]" * 50, 8, False, ())).splitlines()
    assert lines[2].endswith("…")
    assert "\x1b" not in lines[2]
    assert len(lines) == 5


def test_names_are_escaped_in_html() -> None:
    html = description_html(TensorRecord((2,), "<script>", 8, False, ()))
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
