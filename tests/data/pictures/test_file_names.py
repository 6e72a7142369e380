from __future__ import annotations

import unicodedata

import pytest

from nervure.data.pictures.file_names import composed, shortened, suffix_of


def test_names_are_composed_whatever_spells_them() -> None:
    assert composed(unicodedata.normalize("NFD", "한글")) == "한글"
    assert composed("ordinary") == "ordinary"


@pytest.mark.parametrize(("path", "suffix"), [("a.b/c.PNG", ".png"), ("a.b/c", ""), (".png", ""), ("a.", ".")])
def test_a_suffix_is_the_end_of_the_last_name(path: str, suffix: str) -> None:
    assert suffix_of(path) == suffix


def test_of_many_names_the_first_are_told_and_how_many_there_are() -> None:
    assert shortened([str(number) for number in range(8)]) == "0, 1, 2, 3, 4, 5, 6, 7"
    assert shortened([str(number) for number in range(9)]).endswith("6, 7, ... (9)")
    assert shortened([]) == "-"
