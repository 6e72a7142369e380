"""What a command says is to be done can be done where it is read: typed there, or it says that it is Python."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from nervure.cli.application import application
from nervure.language import in_language
from nervure.language.catalogue import ERRORS
from tests.cli.fixes import fixes, is_typeable
from tests.cli.odd_commands import OPTIONS, OddCommands
from tests.cli.processes import left
from tests.house.source import ROOT

_ROOMS = ("cli", "tasks", "report")  # whose errors are made for commands
_OF_PYTHON = {"predict.images"}  # of SavedRun.predict, which no command calls so


def test_what_only_python_understands_is_known() -> None:
    for fix in ("Give labels=None.", "Give stratify=False.", "Call model.fit(x, y).", "None is no class."):
        assert not is_typeable(fix)
    for fix in (
        "Write --epochs 3.",
        "Give a size (48x64).",
        "Move them; in Python, labels=None does.",
        "a == b",
    ):
        assert is_typeable(fix)


def test_the_draws_know_every_command_and_option() -> None:
    commands = typer.main.get_command(application()).commands  # type: ignore[attr-defined]
    assert OPTIONS.keys() == commands.keys()
    left_to_others = {"--help", "--no-report"}  # the one ends a command, the other is always drawn
    slow = {("lecture", "--step")}  # waits for a key
    for name, command in commands.items():
        there = {parameter.opts[0] for parameter in command.params if parameter.param_type_name == "option"}
        assert {(name, each) for each in there - left_to_others - OPTIONS[name].keys()} <= slow


@pytest.mark.parametrize("language", ["en", "ko"])
def test_errors_of_commands_can_be_followed_there(language: str) -> None:
    sources = "".join(
        path.read_text() for room in _ROOMS for path in sorted((ROOT / "src" / "nervure" / room).rglob("*.py"))
    )
    said = [key for key in ERRORS if f'"{key}"' in sources and key not in _OF_PYTHON]
    assert len(said) > 50
    wrong = [key for key in said if not is_typeable(getattr(ERRORS[key], language).fix)]
    assert not wrong


def told_of(folder: Path, commands: list[str], seed: int, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
    """What was typed and what to do was said, for each command that was refused."""
    odd, told = OddCommands(folder, seed), []
    for command in commands:
        typed = odd.drawn(command)
        left(*typed)
        said = capsys.readouterr().err
        assert "NERVURE_TRACEBACK" not in said, (typed, said)
        told += [(" ".join(typed), fix) for fix in fixes(said)]
    return told


@pytest.mark.parametrize("language", ["en", "ko"])
def test_drawn_commands_are_told_what_can_be_typed(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with in_language(language):
        told = told_of(tmp_path, list(OPTIONS) * 4, ord(language[0]), capsys)
    assert len(told) > 20
    assert [each for each in told if not is_typeable(each[1])] == []


@pytest.mark.slow
def test_many_drawn_commands_are_told_what_can_be_typed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = told_of(tmp_path, [*OPTIONS, "train", "train", "evaluate", "predict", "report"] * 40, 7, capsys)
    assert len({fix for _, fix in told}) > 40
    assert [each for each in told if not is_typeable(each[1])] == []
