from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nervure.cli import completion
from nervure.cli.application import DONE, FAILED
from nervure.data.augmentation.augmentation import PRESETS
from nervure.data.class_weight import POWERS
from nervure.graph.precision import PRECISIONS
from nervure.models.zoo import NETWORKS
from nervure.tasks.picture_options import COLORS
from nervure.tasks.pretrained.level_scale import SCALES
from tests.cli.processes import PROGRAM, environment, run


def offered(typed: str, folder: Path, language: str = "en", shell: str = "zsh") -> str:
    """What a shell gets when the key is pressed behind what was typed."""
    words = typed.split(" ")
    variables = {
        "zsh": {"_TYPER_COMPLETE_ARGS": typed},
        "bash": {"COMP_WORDS": typed, "COMP_CWORD": str(len(words) - 1)},
        "fish": {"_TYPER_COMPLETE_ARGS": typed, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
        "powershell": {"_TYPER_COMPLETE_ARGS": typed, "_TYPER_COMPLETE_WORD_TO_COMPLETE": words[-1]},
    }[shell]
    program = f"{PROGRAM.removesuffix('; main()')}\nimport sys\ntry:\n    main()\nfinally:\n"
    program += "    assert 'torch' not in sys.modules and 'numpy' not in sys.modules"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], cwd=folder, text=True, encoding="utf-8", check=False,
        env=environment(language, _NERVURE_COMPLETE=f"complete_{shell}", **variables), capture_output=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize("shell", completion.SHELLS)
def test_every_shell_is_offered_commands(tmp_path: Path, shell: str) -> None:
    shown = offered("nervure ev", tmp_path, shell=shell)
    assert "evaluate" in shown
    assert "train" not in shown


@pytest.mark.parametrize(("language", "word"), [("en", "Evaluate a run"), ("ko", "평가해요")])
def test_what_commands_do_is_said_in_the_language_in_use(tmp_path: Path, language: str, word: str) -> None:
    shown = offered("nervure ev", tmp_path, language)
    assert word in shown
    assert "cli." not in shown


def test_options_and_names_are_offered(tmp_path: Path) -> None:
    assert "--learning-rate" in offered("nervure train digits --", tmp_path)
    assert "small-resnet" in offered("nervure train digits --model ", tmp_path)
    assert "bfloat16" in offered("nervure train digits --precision b", tmp_path)
    assert "digits" in offered("nervure evaluate runs/a d", tmp_path)


def test_runs_are_offered_wherever_they_lie(tmp_path: Path) -> None:
    for place in ("runs/first", "elsewhere/second"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "model.safetensors").write_bytes(b"")
    (tmp_path / "runs" / "empty").mkdir()
    shown = offered("nervure summary ", tmp_path)
    assert "runs/first" in shown
    assert "empty" not in shown
    assert "elsewhere/second" in offered("nervure summary elsewhere/", tmp_path)
    assert "elsewhere/second" in offered("nervure compare runs/first elsewhere/se", tmp_path)


def test_the_names_that_are_offered_are_those_there_are() -> None:
    assert set(completion.NETWORKS) == set(NETWORKS)
    assert set(completion.AUGMENTATIONS) == set(PRESETS)
    assert set(completion.NORMALIZATIONS) == set(SCALES)
    assert set(completion.CLASS_WEIGHT_KINDS) == set(POWERS)
    assert set(completion.PRECISIONS) == set(PRECISIONS)
    assert set(completion.COLORS) == set(COLORS)
    assert completion.networks("lecture-c") == ["lecture-cnn"]
    assert completion.colors("") == ["grayscale", "rgb"]


@pytest.mark.parametrize("shell", completion.SHELLS)
def test_the_script_of_a_shell_is_printed(tmp_path: Path, shell: str) -> None:
    done = run("completion", shell, folder=tmp_path)
    assert (done.returncode, done.stderr) == (DONE, "")
    assert completion.VARIABLE in done.stdout


@pytest.mark.skipif(sys.platform == "win32" or shutil.which("bash") is None, reason="there is no bash")
def test_the_script_works_in_bash(tmp_path: Path) -> None:
    script = run("completion", "bash", folder=tmp_path).stdout
    (tmp_path / "nervure").write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{PROGRAM}"\n')
    (tmp_path / "nervure").chmod(0o755)
    asked = 'COMP_WORDS=(./nervure eval); COMP_CWORD=1; _nervure_completion ./nervure; echo "${COMPREPLY[@]}"'
    done = subprocess.run(
        ["bash", "--norc", "-c", f"{script}\n{asked}"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "evaluate"


def test_a_shell_that_is_not_known_is_refused(tmp_path: Path) -> None:
    done = run("completion", "tcsh", folder=tmp_path)
    assert (done.returncode, done.stdout) == (FAILED, "")
    assert "'tcsh'" in done.stderr
