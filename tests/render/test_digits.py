from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from nervure.language import set_language
from nervure.records.picture import Picture
from nervure.records.prediction import Prediction
from nervure.render.digits import digits_text, print_digits, shrunk

_CODE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="module")
def predictions(shared_data: Path) -> list[Prediction]:
    with np.load(shared_data / "mnist10k.npz") as arrays:
        pictures, labels = (arrays[name] for name in arrays.files)
    if pictures.ndim == 1:
        pictures, labels = labels, pictures
    chosen = [int(np.flatnonzero(labels == digit)[0]) for digit in range(10)]
    return [
        Prediction(
            "8" if place == 3 else str(place), 0.5 + place / 20, Picture(pictures[index].tobytes(), 28, 28), str(place)
        )
        for place, index in enumerate(chosen)
    ]


def test_ten_digits_stand_in_two_rows_on_a_usual_terminal(predictions: list[Prediction]) -> None:
    lines = digits_text(predictions).splitlines()
    captions = [line for line in lines if "%)" in line]
    assert captions == [
        "0 (50 %)        1 (55 %)        2 (60 %)        ✗ 8 (65 %)      4 (70 %)",
        "5 (75 %)        6 (80 %)        7 (85 %)        8 (90 %)        9 (95 %)",
    ]
    assert "                                                is 3" in lines


def test_a_wide_terminal_shows_them_whole_and_side_by_side(predictions: list[Prediction]) -> None:
    lines = digits_text(predictions, 298, 256).splitlines()
    assert len([line for line in lines if "%)" in line]) == 1
    assert {cell_len(_CODE.sub("", line)) for line in lines[:14]} == {298}


@pytest.mark.parametrize("width", [1, 9, 14, 30, 80, 131, 200, 300])
@pytest.mark.parametrize("num_colors", [0, 16, 256, 1 << 24])
@pytest.mark.parametrize("code", ["en", "ko"])
def test_no_line_is_longer_than_the_terminal(
    predictions: list[Prediction], width: int, num_colors: int, code: str
) -> None:
    set_language(code)
    text = digits_text(predictions, width, num_colors)
    assert all(cell_len(_CODE.sub("", line)) <= width for line in text.splitlines())


@pytest.mark.parametrize("num_colors", [256, 1 << 24])
def test_grays_on_a_terminal_are_those_of_the_picture(num_colors: int) -> None:
    picture = bytes([0, 128, 255, 60, 70, 80, 90, 100])
    (line, caption) = digits_text([Prediction("a", 1.0, Picture(picture, 2, 4))], 80, num_colors).splitlines()
    assert _CODE.sub("", line).rstrip() == "▀▀▀▀"
    assert caption == "a (100 %)"
    grays = re.findall(r"\x1b\[38;(.*?);48;(.*?)m", line)
    ink, ground = zip(*grays, strict=True)
    levels = {"5;16": 0, "5;231": 255} | {f"5;{232 + step}": 8 + 10 * step for step in range(24)}
    levels |= {f"2;{level};{level};{level}": level for level in range(256)}
    drawn = np.array([levels[gray] for gray in (*ink, *ground)])
    furthest = np.abs(drawn - np.frombuffer(picture, np.uint8)).max()
    assert furthest == 0 if num_colors > 256 else furthest <= 8


def test_without_colors_there_are_no_control_codes(predictions: list[Prediction]) -> None:
    evil = Prediction("\x1b[31m\n", 0.5, Picture(bytes(4), 2, 2), truth="\r7")
    text = digits_text([*predictions, evil], 80)
    assert all(sign.isprintable() for sign in text.replace("\n", ""))


def test_a_ramp_gets_denser_as_a_picture_gets_lighter() -> None:
    line = digits_text([Prediction("a", 1.0, Picture(bytes(range(0, 253, 28)) * 2, 2, 10))]).splitlines()[0]
    assert line == " .:-=+*#%@"


@pytest.mark.parametrize("encoding", ["ascii", "cp949"])
def test_a_file_of_an_old_encoding_gets_signs_that_it_has(predictions: list[Prediction], encoding: str) -> None:
    set_language("ko" if encoding == "cp949" else "en")
    held = io.BytesIO()
    stream = io.TextIOWrapper(held, encoding=encoding)
    print_digits(predictions, stream)
    text = held.getvalue().decode(encoding)
    assert "x 8 (65" in text
    assert ("정답 3" if encoding == "cp949" else "is 3") in text
    assert "?" not in text
    assert "\x1b" not in text


def test_no_drawing_goes_into_a_pipe(predictions: list[Prediction]) -> None:
    held = io.StringIO()
    print_digits(predictions, held)
    lines = held.getvalue().splitlines()
    assert len(lines) <= 3
    assert all(f"{digit} (" in held.getvalue() for digit in range(10) if digit != 3)
    assert not set(held.getvalue()) & set("▀@#*")
    print_digits([], empty := io.StringIO())
    assert empty.getvalue() == ""


def test_a_terminal_gets_blocks_in_gray_and_mistakes_in_red(
    predictions: list[Prediction], open_terminal: Callable[..., Any]
) -> None:
    terminal = open_terminal(width=34)
    print_digits(predictions[3:4], terminal.stream)
    lines = terminal.lines()
    assert lines[0].strip() == "▀" * 28
    assert lines[14:16] == ["✗ 8 (65 %)", "is 3"]
    assert "\x1b[31m✗ 8" in terminal.written


def test_a_truth_that_is_not_known_makes_no_mistake() -> None:
    assert "✗" not in digits_text([Prediction("7", 0.5, Picture(bytes(4), 2, 2))])


def test_a_long_label_is_cut_where_its_picture_ends() -> None:
    text = digits_text([Prediction("마지_심슨_한글_이름", 0.5, Picture(bytes(4), 2, 2), "homer_simpson_the_first")])
    assert text.splitlines()[-2:] == ["✗ 마지… (50 %)", "is homer_simp…"]


def test_nothing_to_draw_is_an_empty_text() -> None:
    assert digits_text([]) == ""


@given(
    height=st.integers(1, 12), width=st.integers(1, 12), new_height=st.integers(1, 12), new_width=st.integers(1, 12),
    seed=st.integers(0, 99),
)  # fmt: skip
def test_shrinking_keeps_the_mean_and_the_limits(
    height: int, width: int, new_height: int, new_width: int, seed: int
) -> None:
    picture = np.random.default_rng(seed).integers(0, 256, (height, width))
    small = np.array(shrunk(picture.tolist(), new_height, new_width))
    assert small.shape == (new_height, new_width)
    assert small.mean() == pytest.approx(picture.mean(), abs=1e-9)
    assert picture.min() - 1e-9 <= small.min() <= small.max() <= picture.max() + 1e-9


def test_shrinking_to_a_half_averages_four_pixels() -> None:
    picture = np.arange(16).reshape(4, 4)
    assert shrunk(picture.tolist(), 2, 2) == picture.reshape(2, 2, 2, 2).mean((1, 3)).tolist()
