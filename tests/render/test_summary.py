from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from nervure.language import set_language
from nervure.records.architecture import Architecture, LayerRow
from nervure.render.summary import print_summary, summary_html, summary_table, summary_text
from nervure.render.terminal import printable

_CHAIN = Architecture(
    "sequential",
    (
        LayerRow("conv2d", "Conv2D", (None, 26, 26, 32), 320),
        LayerRow("배치_정규화", "BatchNormalization", (None, 26, 26, 32), 128),
        LayerRow("dense", "Dense", (None, 10), 15857, trainable=False),
        LayerRow("flatten", "Flatten", (None, 10), 0),
    ),
    trainable=16241,
    non_trainable=64,
    trainable_bytes=64964,
    non_trainable_bytes=256,
    optimizer=32484,
    optimizer_bytes=129936,
)
_EVIL = "<img src=x onerror=alert(1)>"
_BRANCHED = Architecture(
    f"functional {_EVIL}",
    (
        LayerRow("input_layer", "InputLayer", (None, 28, 28, 1), 0),
        LayerRow("conv2d", "Conv2D", (None, 28, 28, 4), 40, ("input_layer",)),
        LayerRow("[red]\x1b[31m", "Split", ((None, 28, 28, 4), (None, 2)), 148, ("conv2d",)),
        LayerRow("add", "Add", None, None, ("conv2d", "[red]\x1b[31m")),
    ),
    188,
    0,
    752,
    0,
)


def test_a_chain_in_a_pipe_is_aligned_text() -> None:
    assert summary_text(_CHAIN) == (
        'Model: "sequential"\n'
        "Layer (type)                      Output Shape        Param #\n"
        "--------------------------------- ------------------- -------\n"
        "conv2d (Conv2D)                   (None, 26, 26, 32)      320\n"
        "배치_정규화 (BatchNormalization)  (None, 26, 26, 32)      128\n"
        "dense (Dense)                     (None, 10)           15,857\n"
        "flatten (Flatten)                 (None, 10)                0\n"
        "\n"
        "Total params: 48,789 (190.58 KB)\n"
        "Trainable params: 16,241 (63.44 KB)\n"
        "Non-trainable params: 64 (256.00 B)\n"
        "Optimizer params: 32,484 (126.89 KB)"
    )


def test_korean_headings_keep_the_columns_aligned() -> None:
    set_language("ko")
    assert summary_text(_CHAIN, trainable=True) == (
        '모델: "sequential"\n'
        "층 (종류)                         출력 형태           파라미터 수  훈련\n"
        "--------------------------------- ------------------- ------------ ------\n"
        "conv2d (Conv2D)                   (None, 26, 26, 32)          320  예\n"
        "배치_정규화 (BatchNormalization)  (None, 26, 26, 32)          128  예\n"
        "dense (Dense)                     (None, 10)               15,857  아니요\n"
        "flatten (Flatten)                 (None, 10)                    0  -\n"
        "\n"
        "전체 파라미터: 48,789개 (190.58 KB)\n"
        "훈련되는 파라미터: 16,241개 (63.44 KB)\n"
        "훈련되지 않는 파라미터: 64개 (256.00 B)\n"
        "옵티마이저 파라미터: 32,484개 (126.89 KB)"
    )


def test_a_network_with_branches_says_what_is_connected() -> None:
    assert summary_text(_BRANCHED).splitlines()[1:8] == [
        "Layer (type)              Output Shape           Param #  Connected to",
        "------------------------- ------------------ ------------ ------------",
        "input_layer (InputLayer)  (None, 28, 28, 1)            0  -",
        "conv2d (Conv2D)           (None, 28, 28, 4)           40  input_layer",
        "[red]?[31m (Split)        (None, 28, 28, 4)          148  conv2d",
        "                          (None, 2)",
        "add (Add)                 ?                  0 (unbuilt)  conv2d,",
    ]


@given(
    width=st.integers(20, 120),
    names=st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=5),
    code=st.sampled_from(["en", "ko"]),
)
def test_plain_text_fits_its_width_and_loses_nothing(width: int, names: list[str], code: str) -> None:
    set_language(code)
    rows = tuple(LayerRow(name, "Conv2D", (None, 26, 26, 32), 123456, (names[0],)) for name in names)
    text = summary_text(Architecture("m", rows, 1, 2, 3, 4), width)
    table = text.split("\n\n")[0].splitlines()[1:]
    assert all(cell_len(line) <= width for line in table)
    assert all(sign.isprintable() for sign in text.replace("\n", ""))
    assert Counter(printable("".join(names)).replace(" ", "")) <= Counter(text)


def test_a_terminal_gets_a_ruled_table_as_keras_draws_it() -> None:
    text = summary_text(_CHAIN, 80, True)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert "\x1b[" in text
    assert plain.splitlines()[:4] == [
        'Model: "sequential"',
        "┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━┓",
        "┃ Layer (type)                     ┃ Output Shape       ┃ Param # ┃",
        "┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━┩",
    ]
    assert len({cell_len(line) for line in plain.splitlines()[1:-4]}) == 1
    assert plain.splitlines()[-4:] == [
        " Total params: 48,789 (190.58 KB)",
        " Trainable params: 16,241 (63.44 KB)",
        " Non-trainable params: 64 (256.00 B)",
        " Optimizer params: 32,484 (126.89 KB)",
    ]


def test_what_is_printed_to_a_terminal_is_the_table(open_terminal: Callable[..., Any]) -> None:
    terminal = open_terminal(width=60)
    print_summary(_CHAIN, stream=terminal.stream)
    lines = terminal.lines()
    assert lines[1].startswith("┏")
    assert cell_len(lines[1]) <= 60
    assert "\x1b[36m" in terminal.written


def test_without_colors_a_terminal_gets_the_table_without_codes(
    open_terminal: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    terminal = open_terminal()
    print_summary(_CHAIN, stream=terminal.stream)
    assert terminal.lines()[1].startswith("┏")
    assert "\x1b" not in terminal.written


def test_a_terminal_of_an_old_encoding_gets_lines_that_it_has(open_terminal: Callable[..., Any]) -> None:
    terminal = open_terminal(encoding="cp949")
    print_summary(_CHAIN, stream=terminal.stream)
    assert terminal.lines()[1].startswith("+---")


@pytest.mark.parametrize("code", ["en", "ko"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "ascii"])
def test_a_file_of_any_encoding_gets_plain_text(tmp_path: Path, encoding: str, code: str) -> None:
    set_language(code)
    path = tmp_path / "summary.txt"
    with path.open("w", encoding=encoding) as file:
        print_summary(_BRANCHED, stream=file)
    text = path.read_text(encoding=encoding)
    assert "\x1b" not in text
    assert "input_layer (InputLayer)" in text
    assert text.endswith("\n")


def test_a_width_of_ones_own_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    held = io.StringIO()
    print_summary(_CHAIN, 45, held)
    assert max(cell_len(line) for line in held.getvalue().splitlines()) <= 45


def test_html_shows_names_as_text() -> None:
    html = summary_html(_BRANCHED)
    assert "<img" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert "\x1b" not in html
    assert html.count("<tr>") == 5


def test_html_speaks_korean_too() -> None:
    set_language("ko")
    html = summary_html(_CHAIN, trainable=True)
    assert '<th class="name">출력 형태</th>' in html
    assert "전체 파라미터: 48,789개 (190.58 KB)" in html


def test_a_table_can_be_printed_with_rich() -> None:
    from rich.console import Console

    held = io.StringIO()
    Console(file=held, width=80).print(summary_table(_CHAIN))
    assert "conv2d (Conv2D)" in held.getvalue()
