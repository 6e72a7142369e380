from __future__ import annotations

import json
import subprocess
import sys

import pytest

from nervure.cli.output import say, say_json, width
from tests.cli.processes import environment


def test_lines_and_objects_go_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    say("one\ntwo")
    say_json({"이름": "값", "p": 0.5})
    assert capsys.readouterr().out == 'one\ntwo\n{"이름": "값", "p": 0.5}\n'


def test_a_console_that_lacks_hangul_gets_json_that_programs_read_all_the_same() -> None:
    program = "from nervure.cli.output import say_json; say_json({'이름': '값'})"
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(PYTHONIOENCODING="ascii"), capture_output=True, check=True
    )
    assert json.loads(done.stdout) == {"이름": "값"}


def test_what_json_does_not_know_becomes_null(capsys: pytest.CaptureFixture[str]) -> None:
    say_json({"loss": float("nan"), "interval": (0.5, float("inf")), "run": {"loss": float("-inf")}})
    assert json.loads(capsys.readouterr().out) == {"loss": None, "interval": [0.5, None], "run": {"loss": None}}


def test_a_line_is_as_wide_as_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert width() == 100
