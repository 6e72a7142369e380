from __future__ import annotations

from rich.cells import cell_len

from nervure.render.columns import columns


def test_words_of_any_script_line_up_by_the_cells_they_take() -> None:
    lines = columns([("숫자", "1"), ("digits", "1,000")], right=(1,))
    assert lines == ["숫자        1", "digits  1,000"]
    assert {cell_len(line) for line in lines} == {13}


def test_rows_may_be_shorter_than_others() -> None:
    assert columns([("a", "b", "c"), ("long",), ("", "x")]) == ["a     b  c", "long", "      x"]


def test_what_is_too_wide_is_cut_where_there_is_most() -> None:
    lines = columns([("name", "v" * 60, "w" * 30), ("n", "1", "2")], width=50)
    assert max(map(cell_len, lines)) <= 50
    assert "name" in lines[0]
    assert "..." in lines[0]


def test_control_codes_of_names_are_not_written() -> None:
    assert columns([("a\x1b[31m", "b\n")]) == ["a?[31m  b?"]


def test_of_a_path_that_is_cut_the_end_is_kept() -> None:
    rows = [(f"simpsons/bart_simpson/pic_{number:04}.jpg", "bart_simpson", "90.0 %") for number in range(3)]
    lines = columns(rows, (2,), 40, paths=(0,))
    assert [line.split()[0] for line in lines] == [f"...on/pic_{number:04}.jpg" for number in range(3)]
