from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nervure import set_language
from nervure.cli.application import DONE, FAILED, WRONG_USAGE
from nervure.data import digits
from tests.cli.processes import left, run
from tests.tasks.digit_pictures import digit_folder
from tests.tasks.photographs import photograph


@pytest.fixture
def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A digit, a photograph of it, and what is no picture."""
    monkeypatch.chdir(tmp_path)
    Image.fromarray(digits()[0][0]).save("zero.png")
    photograph(digits()[0][0], np.random.default_rng(0)).save("photograph.jpg")
    (tmp_path / "broken.png").write_bytes(b"no picture")
    return tmp_path


def test_json_is_one_object_and_what_cannot_be_read_is_in_it(trained: Path, pictures: Path) -> None:
    typed = ("predict", str(trained), "zero.png", "broken.png", "photograph.jpg", "--json")
    done = run(*typed, folder=pictures)
    assert done.returncode == DONE
    assert done.stdout.count("\n") == 1
    answer = json.loads(done.stdout)
    assert [each["path"] for each in answer["predictions"]] == ["zero.png", "photograph.jpg"]
    assert [each["is_photograph"] for each in answer["predictions"]] == [False, True]
    assert answer["predictions"][0]["label"] == "0"
    assert sum(answer["predictions"][0]["probabilities"].values()) == pytest.approx(1)
    assert [each["path"] for each in answer["left_out"]] == ["broken.png"]
    assert done.stderr.startswith("broken.png: ")


@pytest.mark.parametrize(("language", "words"), [("en", "inverted, cropped and centered"), ("ko", "반전하고")])
def test_people_get_a_line_a_picture_and_are_told_of_photographs(
    trained: Path, pictures: Path, capsys: pytest.CaptureFixture[str], language: str, words: str
) -> None:
    set_language(language)
    assert left("predict", str(trained), "zero.png", "photograph.jpg", "--top", "2") == DONE
    shown = capsys.readouterr().out
    assert shown.splitlines()[0].split()[:2] == ["zero.png", "0"]
    assert shown.splitlines()[0].count("%") == 2
    assert words in " ".join(shown.split())
    assert left("predict", str(trained), "photograph.jpg", "--as-is") == DONE
    assert words not in capsys.readouterr().out


def test_only_if_no_picture_can_be_read_it_is_a_failure(
    trained: Path, pictures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert left("predict", str(trained), "broken.png", "zero.png") == DONE
    assert capsys.readouterr().err.startswith("broken.png: ")
    assert left("predict", str(trained), "broken.png", "missing.png") == FAILED
    out, error = capsys.readouterr()
    assert (out, len(error.splitlines())) == ("", 4)
    assert "broken.png" in error
    assert "missing.png" in error
    assert left("predict", str(trained), "broken.png", "--json") == FAILED
    out, error = capsys.readouterr()
    assert json.loads(out)["predictions"] == []
    assert "broken.png" in json.loads(out)["error"]["got"]
    assert len(error.splitlines()) == 4


def test_wrong_usage_is_explained(trained: Path, pictures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for typed, part in (
        (("predict", str(trained)), "IMAGE..."),
        (("predict", str(trained), "zero.png", "--top", "0"), "--top"),
    ):
        assert left(*typed) == WRONG_USAGE
        assert part in capsys.readouterr().err


def test_a_folder_becomes_a_table_and_folders_of_classes(
    trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = digit_folder(tmp_path / "photos")
    count = sum(path.is_file() for path in folder.rglob("*"))
    assert left("predict", str(trained), "photos", "--out", "answers.csv", "--sort-into", "sorted") == DONE
    out, err = capsys.readouterr()
    assert (out, f"Predictions written to answers.csv: {count}." in err) == ("", True)
    assert len((tmp_path / "answers.csv").read_text(encoding="utf-8").splitlines()) == count + 1
    assert sum(path.is_file() for path in (tmp_path / "sorted").rglob("*")) == count
    for typed in (("--out", "answers.csv"), ("--sort-into", "photos/sorted")):
        assert left("predict", str(trained), "photos", *typed) == FAILED
        assert "fix:" in capsys.readouterr().err
