from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from nervure import set_language
from nervure.cli.application import DONE, FAILED, WRONG_USAGE
from nervure.data import digits
from tests.cli.processes import left, run
from tests.tasks.saved_runs import folder_of_digits


def test_json_is_one_object_and_nothing_else(trained: Path, tmp_path: Path) -> None:
    folder = folder_of_digits(tmp_path / "pictures", digits()[0][[0, 9999]], ["0", "9"])
    (folder / "9" / "broken.png").write_bytes(b"no picture")
    done = run("evaluate", str(trained), "pictures", "--json", folder=tmp_path)
    assert done.returncode == DONE
    judged = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1
    assert {"accuracy", "loss", "count"} <= set(judged)
    assert (judged["count"], judged["left_out"][0]["path"]) == (2, "9/broken.png")


@pytest.mark.parametrize(
    ("language", "words"), [("en", ("class", "Left out (1)")), ("ko", ("클래스", "뺀 파일 (1개)"))]
)
def test_people_get_a_table_and_what_was_left_out(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, words: tuple[str, ...]
) -> None:
    set_language(language)
    folder = folder_of_digits(tmp_path / "pictures", digits()[0][[0, 9999]], ["0", "9"])
    (folder / "9" / "broken.png").write_bytes(b"no picture")
    assert left("evaluate", str(trained), str(folder)) == DONE
    shown = capsys.readouterr().out
    assert all(word in shown for word in (*words, "9/broken.png"))
    assert "\x1b" not in shown


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("was trained on 371 of the 2,000 images", "from the 1,629 not")),
        ("ko", ("훈련에 쓴 이미지라", "쓰지 않은 1,629장으로")),
    ],
)
def test_digits_that_were_trained_on_are_known_in_a_file_of_others(
    trained: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    language: str,
    words: tuple[str, str],
) -> None:
    set_language(language)
    x, y = digits()
    np.savez(tmp_path / "all.npz", x=x[::5], y=y[::5])
    assert left("evaluate", str(trained), str(tmp_path / "all.npz")) == DONE
    assert words[0] in caplog.text
    assert words[1] in " ".join(capsys.readouterr().out.split())


def test_the_shipped_digits_give_the_recorded_accuracy(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert left("evaluate", str(trained), "digits", "--json") == DONE
    recorded = json.loads((trained / "result.json").read_text(encoding="utf-8"))
    judged = json.loads(capsys.readouterr().out)
    assert (judged["accuracy"], judged["count"]) == (recorded["accuracy"], 2000)


def test_wrong_input_is_four_lines_on_the_error_stream(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = folder_of_digits(tmp_path / "pets", digits()[0][:2], ["cat", "dog"])
    cases = [
        (("evaluate",), WRONG_USAGE, "RUN"),
        (("evaluate", str(trained)), WRONG_USAGE, "FOLDER|FILE|digits"),
        (("evaluate", str(tmp_path / "nowhere"), "digits"), FAILED, "model.safetensors"),
        (("evaluate", str(trained), str(tmp_path / "nowhere")), FAILED, "nowhere"),
        (("evaluate", str(trained), str(other), "--json"), FAILED, "cat, dog"),
    ]
    for typed, code, part in cases:
        assert left(*typed) == code
        out, error = capsys.readouterr()
        assert len(error.splitlines()) == 4, error
        assert part in error
        assert (part in json.loads(out)["error"]["got"]) if "--json" in typed else out == ""
