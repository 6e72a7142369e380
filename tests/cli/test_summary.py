from __future__ import annotations

import json
from pathlib import Path

import pytest

from nervure import set_language
from nervure.cli.application import DONE, FAILED
from tests.cli.processes import left, run
from tests.tasks.saved_runs import dense_network, save_run


@pytest.mark.parametrize(("language", "titles"), [("en", ("Data", "Settings")), ("ko", ("데이터", "설정"))])
def test_network_data_settings_and_result_are_shown(
    trained: Path, capsys: pytest.CaptureFixture[str], language: str, titles: tuple[str, ...]
) -> None:
    set_language(language)
    assert left("summary", str(trained)) == DONE
    lines = capsys.readouterr().out.splitlines()
    assert all(title in lines for title in titles)
    told = {words[0]: words[1] for line in lines if line.startswith("  ") and len(words := line.split(None, 1)) == 2}
    assert told["kind"] == "digits"
    assert (told["epochs"], told["seed"]) == ("2", "3")
    assert told["accuracy"].count("%") == 1
    assert any("dense_1 (Dense)" in line for line in lines)


def test_json_is_one_object(trained: Path, tmp_path: Path) -> None:
    done = run("summary", str(trained), "--json", folder=tmp_path)
    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (DONE, "", 1)
    told = json.loads(done.stdout)
    assert told["parameters"] == 13002
    assert told["layers"][-1] == {"name": "dense_2", "kind": "Dense", "output_shape": [None, 10], "parameters": 170}
    assert told["config"]["labels"] == list("0123456789")
    assert told["result"]["count"] == 2000


def test_a_run_that_is_only_a_model_is_shown_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save_run(tmp_path / "model", dense_network(units=4))
    assert left("summary", str(tmp_path / "model")) == DONE
    assert "none recorded" in capsys.readouterr().out
    assert left("summary", str(tmp_path)) == FAILED
    assert "model.safetensors" in capsys.readouterr().err
