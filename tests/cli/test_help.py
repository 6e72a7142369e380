from __future__ import annotations

import pytest
from rich.cells import cell_len

from nervure import set_language
from nervure.cli.application import main


def shown(*typed: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as caught:
        main([*typed, "--help"])
    assert caught.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("typed", [(), ("train",)])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_help_is_plain_text_in_eighty_cells(
    typed: tuple[str, ...], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_language(language)
    text = shown(*typed, capsys=capsys)
    assert max(map(cell_len, text.splitlines())) <= 80
    assert "\x1b" not in text
    assert "cli." not in text
    assert any("가" <= sign <= "힣" for sign in text) == (language == "ko")
    if language == "ko":
        assert "Usage" not in text


def test_help_lists_every_option_with_its_default(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown("train", capsys=capsys)
    assert text.splitlines()[0] == "Usage: nervure train [OPTIONS] FOLDER|FILE|digits"
    options = ("--epochs N", "--batch-size N", "--learning-rate RATE", "--precision NAME", "--seed N", "--samples N")
    for option in (*options, "--model NAME", "--image-size SIZE", "--color NAME", "--out DIR", "--resume", "--help"):
        assert f"\n  {option}  " in text
    one_line = " ".join(text.split())
    assert "(default: auto)" in one_line
    assert "None" not in text


def test_help_is_as_narrow_as_the_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert 50 < max(map(cell_len, shown("train", capsys=capsys).splitlines())) <= 60


@pytest.mark.parametrize(("typed", "code", "words"), [
    ("-h", 0, "Usage: nervure"), ("help", 2, "Did you mean '--help'?"), ("version", 2, "Did you mean '--version'?"),
])  # fmt: skip
def test_other_ways_to_ask_for_help(typed: str, code: int, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main([typed])
    assert caught.value.code == code
    assert words in "".join(capsys.readouterr())


def test_help_of_the_whole_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(capsys=capsys).splitlines()
    assert lines[0] == "Usage: nervure [OPTIONS] COMMAND ..."
    assert any(line.startswith("  train  ") for line in lines)
    assert any(line.startswith("  --version  ") for line in lines)


def test_help_of_the_whole_tells_what_exit_codes_mean(capsys: pytest.CaptureFixture[str]) -> None:
    codes = shown(capsys=capsys).partition("Exit codes:")[2]
    assert [line.split()[0] for line in codes.splitlines() if line[2:3].strip()] == ["0", "1", "2", "130", "143"]
    assert "Exit codes:" not in shown("train", capsys=capsys)


@pytest.mark.parametrize("command", ["evaluate", "predict", "summary", "compare", "repeat", "completion", "doctor"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_command_on_runs_has_its_help(command: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_language(language)
    text = shown(command, capsys=capsys)
    assert max(map(cell_len, text.splitlines())) <= 80
    assert "cli." not in text
    assert "None" not in text
