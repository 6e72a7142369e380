from __future__ import annotations

import io
from pathlib import Path

import pytest

from nervure.data import audit
from nervure.tasks.watched_audit import watched_audit
from tests.data.made_pictures import digit_folder


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_who_watches_a_terminal_sees_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    screen = Terminal()
    record = watched_audit(str(digit_folder(tmp_path, a_class=30)), screen)
    assert record == audit(str(tmp_path))
    assert "Checking files" in screen.getvalue()
    assert "/90" in screen.getvalue()
    last = screen.getvalue().rpartition("\r")[2]
    assert last.startswith("Checking files · ")
    assert last.endswith("\n")


def test_into_a_pipe_nothing_is_written(tmp_path: Path) -> None:
    pipe = io.StringIO()
    assert watched_audit(str(digit_folder(tmp_path)), pipe).num_used == 12
    assert pipe.getvalue() == ""
