from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nervure.language.plain import is_harmless
from nervure.render.csv_text import csv_text, safe_cell


@pytest.mark.parametrize(
    "cell", ["=cmd|' C'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", " =1", "\r=1", "＝1+1", "|calc", "%0A"]
)
def test_no_spreadsheet_takes_a_name_for_a_formula(cell: str) -> None:
    assert safe_cell(cell).startswith("'")


@pytest.mark.parametrize("cell", ["한글.png", "a=b", "cats/-1.png", "-3", "+1.5e3", "", "'a"])
def test_other_names_and_numbers_stay_as_they_are(cell: str) -> None:
    assert safe_cell(cell) == cell


def test_bytes_that_are_no_text_are_written_by_their_numbers() -> None:
    assert safe_cell("1\udcff.png") == "1\\xff.png"


@given(st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=2), max_size=4), st.sampled_from(",;\t"))
def test_a_table_is_read_back_row_by_row_without_codes(rows: list[list[str]], separator: str) -> None:
    written = csv_text(rows, separator)
    read = list(csv.reader(written.splitlines(), delimiter=separator))
    assert [len(row) for row in read] == [2] * len(rows)
    for cell in (cell for row in read for cell in row):
        assert all(map(is_harmless, cell))
        assert not cell.lstrip().startswith(("=", "@"))
