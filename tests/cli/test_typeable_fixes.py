"""What a command says is to be done can be done where it is read: typed there, or it says that it is Python."""

from __future__ import annotations

import re
from collections.abc import Sequence
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

ARGUMENT = re.compile(r"\b[a-z_]+=[\w'\"({\[]")  # of a function, in advice
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


class Odd:
    """Runs drawn commands and keeps what they say.

    Attributes:
        fixes: what was typed, and what to do was said, for each command that was refused.
        advice: all lines of advice.
    """

    def __init__(
        self, folder: Path, seed: int, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
    ) -> None:
        self.fixes: list[tuple[str, str]] = []
        self.advice: list[str] = []
        self._drawn, self._capsys, self._caplog = OddCommands(folder, seed), capsys, caplog

    def run(self, commands: Sequence[str]) -> None:
        for command in commands:
            typed = self._drawn.drawn(command)
            left(*typed)
            said = self._capsys.readouterr().err
            assert "NERVURE_TRACEBACK" not in said, (typed, said)
            self.fixes += [(" ".join(typed), fix) for fix in fixes(said)]
            self.advice += [record.getMessage() for record in self._caplog.records]
            self._caplog.clear()

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """What nobody can type on a command line."""
        return [each for each in self.fixes if not is_typeable(each[1])] + [
            ("advice", line) for line in self.advice if ARGUMENT.search(line)
        ]


@pytest.fixture
def odd(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> Odd:
    monkeypatch.chdir(tmp_path)
    return Odd(tmp_path, 7, capsys, caplog)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_drawn_commands_are_told_what_can_be_typed(language: str, odd: Odd) -> None:
    with in_language(language):
        odd.run(list(OPTIONS) * 4)
    assert len(odd.fixes) > 20
    assert odd.wrong == []


@pytest.mark.slow
def test_many_drawn_commands_are_told_what_can_be_typed(odd: Odd) -> None:
    odd.run([*OPTIONS, "train", "train", "evaluate", "predict", "report"] * 40)
    assert len({fix for _, fix in odd.fixes}) > 40
    assert len(odd.advice) > 10
    assert odd.wrong == []
