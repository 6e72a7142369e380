"""Advice that a command prints names options where there are some, and says of the rest that it is for Python."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import typer

from nervure.cli.application import application
from nervure.cli.typeable import typeable
from nervure.language import in_language, text
from nervure.language.catalogue import MESSAGES
from tests.cli.fixes import is_typeable
from tests.cli.processes import run
from tests.cli.test_few_images import photographs
from tests.house.source import ROOT

_TRAIN = typer.main.get_command(application()).commands["train"]  # type: ignore[attr-defined]
OPTIONS = frozenset(option for each in _TRAIN.params for option in each.opts)
_ARGUMENTS = ("batch_size", "epochs", "learning_rate", "seed", "image_size")  # that are options of train, too


def advice() -> list[str]:
    """The keys of all advice; where a key is not written in the call, of all sentences of the same kind."""
    keys, is_open = set(), set()
    for path in sorted((ROOT / "src" / "nervure").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "advise":
                found = {each.value for each in ast.walk(call.args[0]) if isinstance(each, ast.Constant)}
                keys |= found
                is_open |= set() if found else {path.parent.name}
    kinds = {key.partition(".")[0] for key in keys} | is_open
    return sorted(key for key in MESSAGES if key in keys or key.partition(".")[0] in kinds & {"preflight", "watching"})


@pytest.mark.parametrize("language", ["en", "ko"])
def test_all_advice_can_be_typed_or_says_that_it_is_for_python(language: str) -> None:
    with in_language(language):
        note = text("cli.for_python", line="").strip()
        told = {key: typeable(getattr(MESSAGES[key], language), OPTIONS) for key in advice()}
    assert len(told) > 90
    assert [key for key, line in told.items() if not is_typeable(line) and "Python" not in line] == []
    assert [key for key, line in told.items() if any(f"{name}=" in line for name in _ARGUMENTS)] == []
    noted = [key for key, line in told.items() if line.endswith(note)]
    assert 20 < len(noted) < len(told) - 20


@pytest.mark.parametrize(("line", "typed"), [
    ("Use batch_size=32, or less.", "Use --batch-size 32, or less."),
    ("Start from learning_rate=0.01.", "Start from --learning-rate 0.01."),
    ("learning_rate(지금 3)를 줄이세요.", "--learning-rate(지금 3)를 줄이세요."),
    ("Try a smaller learning_rate (now 3).", "Try a smaller --learning-rate (now 3)."),
    ("Nothing to type; a == b, 'epochs=3' and f (x).", "Nothing to type; a == b, 'epochs=3' and f (x)."),
])  # fmt: skip
def test_arguments_become_options(line: str, typed: str) -> None:
    assert typeable(line, OPTIONS).removesuffix(" (Names with = or () are for a program in Python.)") == typed


def test_what_is_no_option_of_this_command_stays_and_is_said_to_be_for_python() -> None:
    for line in ("Use batch_size=32.", "Write Dense(3).", "Give x=None."):
        assert typeable(line, frozenset()) == f"{line} (Names with = or () are for a program in Python.)"
    assert typeable("Give rate=3 in Python.", frozenset()) == "Give rate=3 in Python."


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_command_prints_it_so(language: str, tmp_path: Path) -> None:
    photographs(tmp_path / "animals", {"cat": 12, "dog": 12}, size=8)
    typed = ("--epochs", "1", "--batch-size", "1", "--image-size", "8", "--seed", "1", "--no-report", "--threads", "1")
    said = run("train", "animals", *typed, folder=tmp_path, language=language).stderr
    # Few steps do not move the averages of batch normalization far enough: more epochs do, and they are an option.
    assert "(--epochs " in said
    assert "epochs=" not in said
