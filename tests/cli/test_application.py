from __future__ import annotations

import json
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest
import typer

import nervure
from nervure import set_language
from nervure.cli.application import DONE, FAILED, WRONG_USAGE, application, main
from tests.cli.processes import environment, run

HEAVY = ("torch", "numpy", "matplotlib", "safetensors", "PIL")


def left(*typed: str) -> int:
    """The exit code of ``nervure`` in this process."""
    with pytest.raises(SystemExit) as caught:
        main(typed)
    return int(caught.value.code or 0)


@pytest.mark.parametrize("typed", [["--help"], ["--version"], ["train", "--help"], ["trian"], []])
def test_what_needs_no_torch_imports_none(typed: list[str]) -> None:
    program = (
        "import sys\nfrom nervure.cli import main\n"
        f"try:\n    main({typed})\nexcept SystemExit:\n    pass\n"
        f"print('imported', [name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "imported []"


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert left("--version") == DONE
    assert capsys.readouterr().out == f"nervure {nervure.__version__}\n"


def test_without_anything_typed_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert left("--help") == DONE
    expected = capsys.readouterr().out
    with pytest.raises(SystemExit) as caught:
        main([])
    assert caught.value.code == DONE
    assert capsys.readouterr().out == expected
    assert "train" in expected


@pytest.mark.parametrize(
    ("typed", "code", "parts"),
    [
        (("trian",), WRONG_USAGE, ("'trian'", "'train'")),
        (("--vresion",), WRONG_USAGE, ("--vresion", "--version")),
        (("train",), WRONG_USAGE, ("nervure train", "digits")),
        (("train", "cats"), FAILED, ("cats",)),
        (("train", "cats.npz"), FAILED, ("cats.npz",)),
        (("train", "digit"), FAILED, ("'digit'", "'digits'")),
        (("train", "digits", "--epoch", "3"), WRONG_USAGE, ("'--epoch'", "'--epochs'")),
        (("train", "digits", "--what"), WRONG_USAGE, ("'--what'", "--help")),
        (("train", "digits", "--epochs"), WRONG_USAGE, ("--epochs 3",)),
        (("train", "digits", "--epochs", "0"), WRONG_USAGE, ("--epochs", "'0'", "1")),
        (("train", "digits", "--seed", "x"), WRONG_USAGE, ("--seed", "'x'")),
        (("train", "digits", "--image-size", "large"), WRONG_USAGE, ("--image-size", "'large'", "48x64")),
        (("train", "digits", "--model", "lecture-cn"), WRONG_USAGE, ("--model", "'lecture-cnn'")),
        (("train", "digits", "--color", "gray"), WRONG_USAGE, ("--color", "'grayscale'")),
        (("train", "digits", "--learning-rate", "-1"), WRONG_USAGE, ("--learning-rate", "'-1'")),
        (("train", "digits", "--precision", "float7"), WRONG_USAGE, ("--precision", "'float7'", "'float64'")),
        (("train", "digits", "and", "cats"), WRONG_USAGE, ("nervure train", "and cats")),
        (("doctor", "now"), WRONG_USAGE, ("nervure doctor [", "now")),
    ],
)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_an_error_is_four_lines_in_the_language_in_use(
    typed: tuple[str, ...], code: int, parts: tuple[str, ...], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_language(language)
    assert left(*typed) == code
    out, error = capsys.readouterr()
    assert out == ""
    lines = error.splitlines()
    assert len(lines) == 4
    assert all(part in error for part in parts), error
    assert any("가" <= sign <= "힣" for sign in lines[3]) == (language == "ko")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (("audit", "nowhere"), FAILED), (("evaluate", "nowhere", "digits"), FAILED),
        (("predict", "nowhere", "a.png"), FAILED),
        (("predict", "nowhere"), WRONG_USAGE), (("summary", "nowhere"), FAILED), (("compare", "nowhere", "no"), FAILED),
        (("compare", "nowhere"), WRONG_USAGE), (("repeat", "nowhere"), FAILED), (("doctor", "now"), WRONG_USAGE),
        (("predict", "nowhere", "a.png", "--top", "0"), WRONG_USAGE), (("sumary", "x"), WRONG_USAGE),
        (("report", "nowhere"), WRONG_USAGE), (("predict", "nowhere", "a.png", "--topp"), WRONG_USAGE),
    ],
)  # fmt: skip
def test_an_error_is_one_object_where_json_is_asked_for(
    typed: tuple[str, ...],
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert left(*typed, "--json") == code
    out, said = capsys.readouterr()
    assert out.count("\n") == 1
    error = json.loads(out)["error"]
    assert set(error) == {"kind", "where", "problem", "expected", "got", "fix"}
    assert len(said.splitlines()) == 4
    assert error["problem"] in said


def test_a_file_may_be_called_like_the_option(capsys: pytest.CaptureFixture[str]) -> None:
    assert left("predict", "nowhere", "--", "--json") == FAILED
    assert capsys.readouterr().out == ""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a device of Linux that is always full")
@pytest.mark.parametrize(
    "typed", [("--help",), ("doctor",), ("doctor", "--json"), ("lecture",), ("summary", "nowhere", "--json")]
)
def test_an_output_that_is_full_is_an_error_in_our_words(typed: tuple[str, ...], tmp_path: Path) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = run(*typed, folder=tmp_path, out=full)
    assert done.returncode == FAILED
    assert len(done.stderr.splitlines()) == 4
    assert "No space left" in done.stderr or "nowhere" in done.stderr


def test_an_error_in_a_process_goes_to_its_error_stream_and_code(tmp_path: Path) -> None:
    done = run("train", "cats", folder=tmp_path)
    assert (done.returncode, done.stdout) == (FAILED, "")
    assert done.stderr.startswith("cats: there is no such folder.\n  expected: ")
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_error_nobody_foresaw_shows_no_traceback_unless_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "nervure.tasks.image_task", types.SimpleNamespace(PictureTask=None))
    for asked in (False, True):
        if asked:
            monkeypatch.setenv("NERVURE_TRACEBACK", "1")
        assert left("train", "digits") == FAILED
        error = capsys.readouterr().err
        assert ("Traceback" in error) == asked
        assert "TypeError" in error
        assert error.splitlines()[-1].startswith("  fix:      Set NERVURE_TRACEBACK=1")


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe of Unix")
def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    program = "import sys; from nervure.cli import main; sys.stdin.read(); main(['--help'])"
    running = subprocess.Popen(
        [sys.executable, "-c", program], env=environment(), text=True, cwd=tmp_path,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert running.stdin is not None
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.close()
    running.stdin.close()
    assert running.stderr.read() == ""
    running.stderr.close()
    assert running.wait(60) == FAILED


def test_help_is_written_on_consoles_of_every_encoding(tmp_path: Path) -> None:
    for encoding in ("cp949", "ascii"):
        command = [sys.executable, "-c", "from nervure.cli import main; main(['train', '--help'])"]
        done = subprocess.run(
            command, env=environment("ko", PYTHONIOENCODING=encoding), capture_output=True, check=False, cwd=tmp_path
        )
        assert done.returncode == DONE
        assert done.stderr == b""
        assert b"--epochs N" in done.stdout


def test_the_application_is_made_anew_each_time() -> None:
    first: Any = typer.main.get_command(application())
    assert first is not typer.main.get_command(application())
    assert next(iter(first.commands)) == "train"
    assert {"evaluate", "predict", "summary", "compare", "repeat", "explain", "completion"} <= set(first.commands)
