from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from nervure import set_language
from nervure.cli.application import DONE, FAILED, main
from nervure.kernels import native
from tests.cli.processes import left, run


def test_one_json_object_says_all_and_whether_kernels_are_native(tmp_path: Path) -> None:
    done = run("doctor", "--json", folder=tmp_path)
    assert (done.returncode, done.stderr) == (DONE, "")
    machine = json.loads(done.stdout)
    assert machine["torch"] == torch.__version__
    assert machine["native_kernels"] is native.available()


@pytest.mark.parametrize(("language", "word"), [("en", "native kernels"), ("ko", "네이티브 커널")])
def test_lines_for_people_in_both_languages(language: str, word: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_language(language)
    with pytest.raises(SystemExit) as ended:
        main(["doctor"])
    shown = capsys.readouterr().out
    assert ended.value.code == DONE
    assert word in shown


def test_kernels_that_are_switched_off_are_named(tmp_path: Path) -> None:
    done = run("doctor", folder=tmp_path, NERVURE_KERNELS="torch")
    assert "NERVURE_KERNELS=torch" in done.stdout
    done = run("doctor", "--json", folder=tmp_path, NERVURE_KERNELS="torch")
    assert json.loads(done.stdout)["native_kernels"] is False
    done = run("doctor", folder=tmp_path, NERVURE_KERNELS="fast")
    assert (done.returncode, "auto, native, torch" in done.stderr) == (FAILED, True)


@pytest.mark.parametrize(("language", "words"), [("en", "Not installed: C++"), ("ko", "설치되지 않음: C++")])
def test_what_is_missing_is_named_with_its_purpose(
    language: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    set_language(language)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CXX", raising=False)
    assert left("doctor") == DONE
    shown = capsys.readouterr().out
    assert words in shown
    assert "gcc.gnu.org" in shown
    assert "Not installed: tensorboard" not in shown
