from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from nervure.render import terminal

OpenTerminal = Callable[..., Any]


def test_a_terminal_has_a_width_colors_and_a_person(open_terminal: OpenTerminal) -> None:
    screen = terminal.screen_of(open_terminal(width=63).stream)
    assert screen == terminal.Screen(63, is_terminal=True, num_colors=256, ascii_signs=False, encoding="utf-8")


def test_a_terminal_that_says_so_has_all_colors(open_terminal: OpenTerminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    assert terminal.screen_of(open_terminal().stream).num_colors == 1 << 24


def test_no_color_takes_colors_away_but_not_the_person(
    open_terminal: OpenTerminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    screen = terminal.screen_of(open_terminal().stream)
    assert (screen.is_terminal, screen.num_colors) == (True, 0)


def test_a_dumb_terminal_cannot_write_a_line_over(open_terminal: OpenTerminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    screen = terminal.screen_of(open_terminal().stream)
    assert (screen.is_terminal, screen.num_colors) == (False, 0)


def test_a_file_has_no_colors_even_where_they_are_forced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("COLUMNS", raising=False)
    with (tmp_path / "log.txt").open("w", encoding="utf-8") as file:
        assert terminal.screen_of(file) == terminal.Screen(80, False, 0, False, "utf-8")


def test_columns_tells_the_width_where_it_is_set(open_terminal: OpenTerminal, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = open_terminal(width=63)
    monkeypatch.setenv("COLUMNS", "101")
    assert terminal.screen_of(opened.stream).width == 101
    monkeypatch.setenv("COLUMNS", "wide")
    assert terminal.screen_of(opened.stream).width == 63


@pytest.mark.parametrize("encoding", ["ascii", "cp949", "latin-1", "cp1252"])
def test_an_encoding_without_bar_signs_gets_ascii(encoding: str) -> None:
    assert terminal.screen_of(io.TextIOWrapper(io.BytesIO(), encoding=encoding)).ascii_signs


def test_a_closed_stream_is_no_terminal(tmp_path: Path) -> None:
    file = (tmp_path / "log.txt").open("w", encoding="utf-8")
    file.close()
    assert not terminal.screen_of(file).is_terminal


def test_signs_that_an_encoding_lacks_become_question_marks() -> None:
    held = io.BytesIO()
    stream = io.TextIOWrapper(held, encoding="ascii")
    terminal.write(stream, "학습 accuracy\n")
    assert held.getvalue() == b"?? accuracy\n"


@given(st.text())
def test_a_printable_name_has_no_control_code_and_one_line(name: str) -> None:
    shown = terminal.printable(name)
    assert shown.isprintable()
    assert len(shown) == len(name)


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"])), st.integers(0, 30))
def test_a_line_that_was_cut_is_never_longer_than_its_room(line: str, width: int) -> None:
    short = terminal.cut(line, width, "…")
    assert cell_len(short) <= width
    assert cell_len(line) > width or short == line


def test_padding_counts_wide_signs_twice() -> None:
    assert terminal.pad("층", 4) == "층  "
    assert terminal.pad("layers", 4) == "layers"


def test_lines_are_broken_between_words_by_the_cells_they_take() -> None:
    assert terminal.wrapped("one two three", 7) == ["one two", "three"]
    assert terminal.wrapped("아주 긴 한글 문장", 8) == ["아주 긴", "한글", "문장"]
    assert terminal.wrapped("unbreakable word", 4) == ["unbreakable", "word"]
    assert terminal.wrapped("", 10) == [""]
