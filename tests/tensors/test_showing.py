from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from nervure import data, tensors
from nervure.errors import ShapeError
from nervure.language import set_language


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(array: object, kind: str | None = None, encoding: str = "utf-8") -> str:
    held = io.BytesIO()
    stream = io.TextIOWrapper(held, encoding=encoding)
    tensors.show(array, kind, stream)
    return held.getvalue().decode(encoding)


def test_a_pipe_gets_signs_without_control_codes() -> None:
    written = shown(data.digits()[0])
    assert "@" in written
    assert "\x1b" not in written
    assert "… +9,997" in written
    assert "Drawn: 3 of 10,000 along samples." in written


@pytest.mark.parametrize("encoding", ["ascii", "cp949"])
def test_an_old_encoding_gets_signs_that_it_has(encoding: str) -> None:
    set_language("ko" if encoding == "cp949" else "en")
    written = shown(np.zeros((20, 20, 30)), encoding=encoding)
    assert "+-" in written
    assert "?" not in written


def test_a_terminal_gets_colors(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "WT_SESSION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    terminal = Terminal()
    picture = np.zeros((20, 20, 3), np.uint8)
    picture[..., 0] = 255
    tensors.show(picture, stream=terminal)
    assert "\x1b[38;5;196;48;5;196m" + "▀" * 20 in terminal.getvalue()


def test_a_notebook_gets_the_figure() -> None:
    cell = nbformat.v4.new_code_cell("import nervure; nervure.tensors.show([[1, 2], [3, 4]])")
    notebook = nbformat.v4.new_notebook(cells=[cell])
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    (output,) = notebook.cells[0].outputs
    assert "(samples, features)</text>" in output.data["text/html"]
    assert "│ 1  2 │" in output.data["text/plain"]


def test_a_figure_is_kept_as_any_of_matplotlibs_is(tmp_path: Path) -> None:
    tensors.figure(data.digits()[0]).savefig(tmp_path / "digits.png")
    assert (tmp_path / "digits.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("function", [tensors.show, tensors.figure])
def test_an_error_names_the_function_that_was_called(function: Callable[..., Any]) -> None:
    with pytest.raises(ShapeError, match=rf"^{function.__name__}: an array with 1 axes"):
        function([1, 2, 3], kind="videos")
