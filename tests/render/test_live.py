from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from nervure.language import set_language
from nervure.records.history import EpochRecord, Progress
from nervure.render.live import NotebookProgress, PlainProgress, TerminalProgress, choose_display

OpenTerminal = Callable[..., Any]


def _progress(batch: int, epoch: int = 1) -> Progress:
    return Progress(epoch, 2, batch, 10, 32 * batch, 3412.0, 1.0, 7.0, {"loss": 1 / (1 + batch), "accuracy": 0.5})


def _epoch(epoch: int) -> EpochRecord:
    values = {"loss": 0.5, "accuracy": 0.75, "val_loss": 0.5, "val_accuracy": 0.5}
    return EpochRecord(epoch, 2, 12.3, values)


def _every(seconds: float) -> Callable[[], float]:
    def moments() -> Iterator[float]:
        number = 0
        while True:
            yield number * seconds
            number += 1

    return moments().__next__


def _run(display: Any) -> None:
    display.begin(2)
    for epoch in (1, 2):
        for batch in range(10):
            display.update(_progress(batch, epoch))
        display.end_epoch(_epoch(epoch))
    display.end()


def test_a_terminal_shows_one_line_an_epoch_at_the_end(open_terminal: OpenTerminal) -> None:
    terminal = open_terminal(width=90)
    _run(TerminalProgress(terminal.stream, clock=_every(1.0)))
    assert terminal.lines() == [
        "Epoch 1/2 · 12.3 s · loss 0.5000 · accuracy 0.7500 · val_loss 0.5000 · val_accuracy 0.5000",
        "Epoch 2/2 · 12.3 s · loss 0.5000 · accuracy 0.7500 · val_loss 0.5000 · val_accuracy 0.5000",
        "",
    ]


def test_the_bar_is_written_over_in_its_own_line(open_terminal: OpenTerminal) -> None:
    terminal = open_terminal(width=72)
    display = TerminalProgress(terminal.stream, clock=_every(1.0))
    display.begin(2)
    display.update(_progress(4))
    assert terminal.lines() == ["Epoch 1/2 ━━━━────── 4/10 · loss 0.2000 · accuracy 0.5000 · 0:07 left"]
    display.update(_progress(5))
    assert terminal.lines() == ["Epoch 1/2 ━━━━━───── 5/10 · loss 0.1667 · accuracy 0.5000 · 0:07 left"]


def test_a_narrower_window_gets_a_shorter_line_at_once(open_terminal: OpenTerminal) -> None:
    terminal = open_terminal(width=110)
    display = TerminalProgress(terminal.stream, clock=_every(1.0))
    display.begin(2)
    display.update(_progress(4))
    before = len(terminal.lines()[0])
    display.end_epoch(_epoch(1))
    terminal.resize(40)
    display.update(_progress(4))
    terminal.lines()
    last = terminal.written.rpartition("\r")[2]
    assert before > 72
    assert "4/10" in last
    assert "accuracy" not in last


def test_a_terminal_is_written_to_ten_times_a_second_at_most(open_terminal: OpenTerminal) -> None:
    terminal = open_terminal()
    display = TerminalProgress(terminal.stream, clock=_every(0.01))
    display.begin(1)
    for _ in range(100):
        display.update(_progress(3))
    terminal.lines()
    assert 9 <= terminal.written.count("\r") <= 10


def test_an_interrupt_leaves_what_was_reached_and_a_clean_line(open_terminal: OpenTerminal) -> None:
    terminal = open_terminal(width=80)

    def interrupted() -> None:
        with TerminalProgress(terminal.stream, clock=_every(1.0)) as display:
            display.begin(2)
            display.update(_progress(4))
            terminal.stream.write("^C")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    shown = terminal.lines()
    assert len(shown) == 2
    assert shown[0].startswith("Epoch 1/2 ━")
    assert shown[0].endswith("0:07 left")
    assert shown[1] == ""


def test_the_end_may_come_twice_and_without_a_beginning(open_terminal: OpenTerminal) -> None:
    terminal = open_terminal()
    display = TerminalProgress(terminal.stream, clock=_every(1.0))
    display.end()
    display.update(_progress(1))
    display.end()
    display.end()
    assert len(terminal.lines()) == 2


@pytest.mark.parametrize("code", ["en", "ko"])
@pytest.mark.parametrize("encoding", ["ascii", "cp949"])
def test_old_encodings_get_bars_that_they_have(open_terminal: OpenTerminal, encoding: str, code: str) -> None:
    set_language(code)
    terminal = open_terminal(encoding=encoding)
    display = TerminalProgress(terminal.stream, clock=_every(1.0))
    display.begin(2)
    display.update(_progress(4))
    (line,) = terminal.lines()
    assert "====" in line
    expected = {("en", "ascii"): "Epoch", ("en", "cp949"): "Epoch", ("ko", "cp949"): "에포크", ("ko", "ascii"): "???"}
    assert line.startswith(expected[code, encoding])


def test_a_file_gets_one_line_an_epoch_and_no_control_codes(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    with path.open("w", encoding="utf-8") as file:
        display = choose_display(file)
        assert isinstance(display, PlainProgress)
        _run(display)
    text = path.read_text(encoding="utf-8")
    assert text.splitlines() == [
        "Epoch 1/2 · 12.3 s · loss 0.5000 · accuracy 0.7500 · val_loss 0.5000 · val_accuracy 0.5000",
        "Epoch 2/2 · 12.3 s · loss 0.5000 · accuracy 0.7500 · val_loss 0.5000 · val_accuracy 0.5000",
    ]
    assert "\x1b" not in text
    assert "\r" not in text


def test_a_line_reaches_a_pipe_when_its_epoch_is_over() -> None:
    held = io.BytesIO()
    display = PlainProgress(io.TextIOWrapper(held, encoding="cp949"))
    set_language("ko")
    display.end_epoch(_epoch(1))
    assert held.getvalue().decode("cp949").startswith("에포크 1/2 - 12.3초 - loss 0.5000")


def test_a_terminal_gets_a_bar_and_a_dumb_one_lines(
    open_terminal: OpenTerminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = open_terminal()
    assert isinstance(choose_display(terminal.stream), TerminalProgress)
    monkeypatch.setenv("TERM", "dumb")
    assert isinstance(choose_display(terminal.stream), PlainProgress)


def test_without_colors_the_bar_stays(open_terminal: OpenTerminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    terminal = open_terminal()
    display = choose_display(terminal.stream)
    display.begin(1)
    display.update(_progress(4))
    assert "━" in terminal.lines()[0]
    assert "\x1b" not in terminal.written


def test_colors_are_used_where_a_terminal_has_them(open_terminal: OpenTerminal) -> None:
    terminal = open_terminal()
    choose_display(terminal.stream).update(_progress(4))
    assert "━" in terminal.lines()[0]
    assert "\x1b[36m" in terminal.written


def test_a_display_for_notebooks_draws_four_times_a_second_at_most(capsys: pytest.CaptureFixture[str]) -> None:
    # Outside a kernel IPython prints what it is given.
    display = NotebookProgress(clock=_every(0.01))
    display.begin(1)
    for _ in range(100):
        display.update(_progress(3))
    assert capsys.readouterr().out.count("text/html") == 4
