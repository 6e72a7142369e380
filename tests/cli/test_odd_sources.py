"""Every error about data has a fix that can be typed or done where it is read: on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from nervure import set_language
from nervure.cli.application import FAILED
from tests.cli.fixes import fixes, is_typeable
from tests.cli.odd_sources import ODD
from tests.cli.processes import left


@pytest.mark.parametrize("code", ["en", "ko"])
@pytest.mark.parametrize("kind", ODD)
def test_what_cannot_be_learned_from_has_a_fix_that_can_be_typed(
    kind: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = ODD[kind](tmp_path)
    set_language(code)
    try:
        assert left("train", str(source), "--epochs", "1", "--no-report", "--seed", "1", "--out", "run") == FAILED
    finally:
        set_language("en")
    said = capsys.readouterr().err
    assert [is_typeable(fix) for fix in fixes(said)] == [True], said
    assert not (tmp_path / "run").exists()


def test_export_is_not_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert left("export", "runs/a") == 2
    said = capsys.readouterr().err
    assert "model.safetensors" in said
    assert "Did you mean" not in said


@pytest.mark.parametrize("kind", ["a number an image", "several labels"])
def test_an_audit_says_of_labels_what_a_training_says(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert left("audit", str(ODD[kind](tmp_path))) == FAILED
    assert "'nervure train' learns" in " ".join(capsys.readouterr().out.split())
