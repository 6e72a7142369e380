from __future__ import annotations

import pytest

from tests.house.source import ROOT

pytest.importorskip("sphinx", reason="the extra `docs` is not installed")

from docs.extensions import code_pages, korean, reference


def test_links_to_code_are_marked_and_links_to_pages_stay() -> None:
    text = "[a](../src/nervure/files.py), [b](tensors.md#pictures), [c](https://a.b/c.py), ![d](images/tensors.png)"
    marked = code_pages.with_code_links(text, ROOT / "docs")
    assert marked == text.replace("../src", "code:src")
    assert code_pages.with_code_links("[a](samples/small_cnn.html)", ROOT / "docs") == (
        "[a](code:docs/samples/small_cnn.html)"
    )
    assert code_pages.with_code_links("[a](nowhere.py)", ROOT / "docs") == "[a](nowhere.py)"


def test_the_address_of_code_has_its_line() -> None:
    address = code_pages.code_address("py", {"module": "nervure.layers", "fullname": "Dense.build"})
    path, _, line = str(address).removeprefix("code:").partition("#L-")
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    assert lines[int(line) - 1].strip().startswith("def build(")
    assert code_pages.code_address("py", {"module": "nervure.losses", "fullname": "TABLE"}) is None
    assert code_pages.code_address("cpp", {}) is None


def test_hangul_is_found_by_pairs_of_syllables_and_english_by_words() -> None:
    assert korean.index_terms("Conv2D 합성곱을") == ["Conv2D", *"합성곱을", "합성", "성곱", "곱을"]
    assert korean.index_terms("don't, x_1") == ["don", "t", "x_1"]


def test_a_class_shows_what_it_adds_and_not_what_it_fills_in() -> None:
    from nervure.layers import Dense, Layer

    assert "add_weight" in reference.own_members(Layer)
    assert reference.own_members(Dense) == []


def test_a_room_has_a_table_and_its_families() -> None:
    page = reference.room_page("nervure.regularizers")
    assert page.startswith("| | |\n|---|---|\n| {py:obj}`~nervure.regularizers.L1` | The sum of absolute values")
    assert ".. autoclass:: nervure.regularizers.L1\n" in page
    assert ".. py:data:: TABLE" in page
