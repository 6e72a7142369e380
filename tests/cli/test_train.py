from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nervure import set_language
from nervure.cli.application import DONE, FAILED, INTERRUPTED, main
from nervure.cli.termination import TERMINATED
from nervure.data import digits
from nervure.models import load_model
from tests.cli.processes import COMMAND, SHORT, environment, left, run
from tests.tasks.digit_pictures import digit_folder

SAVED = [
    ".lock", "checkpoint.safetensors", "config.json", "history.csv", "learned_pictures.safetensors",
    "model.safetensors", "train.log",
]  # fmt: skip
FILES = sorted([*SAVED, "result.json"])


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def beside_stages(error: str) -> list[str]:
    """The lines on stderr that name no stage of the work."""
    return [line for line in error.splitlines() if not line.endswith(" ...")]


def stages(error: str) -> list[str]:
    """The first word of each line that names a stage."""
    return [line.split()[0] for line in error.splitlines() if line.endswith(" ...")]


def test_a_run_in_a_pipe_leaves_its_folder_and_plain_lines(tmp_path: Path) -> None:
    done = run("train", "digits", "--out", "run", *SHORT, folder=tmp_path)
    assert (done.returncode, beside_stages(done.stderr)) == (DONE, [])
    assert stages(done.stderr) == ["Running", "Evaluating"]
    assert files_in(tmp_path / "run") == FILES
    assert files_in(tmp_path) == ["run"]
    assert "\x1b" not in done.stdout
    assert "\r" not in done.stdout
    lines = done.stdout.splitlines()
    assert lines[0] == "128 digits for training, 2,000 held out. The run is in run."
    assert sum(line.startswith("Epoch 1/1 · ") for line in lines) == 1
    assert "Total params: 468,586 (1.79 MB)" in lines
    assert any(line.startswith("Held-out digits: ") for line in lines)
    assert lines[-2].startswith("Trained in ")
    assert lines[-2].endswith(", precision float32, seed 3.")
    assert lines[-1] == "Saved in run: config.json, model.safetensors, history.csv, train.log, result.json"
    config = json.loads((tmp_path / "run" / "config.json").read_text(encoding="utf-8"))
    assert (config["task"], config["seed"]) == ("digits", 3)
    assert (config["options"]["epochs"], config["options"]["samples"]) == (1, 128)
    assert len((tmp_path / "run" / "history.csv").read_text(encoding="utf-8").splitlines()) == 2
    model = load_model(tmp_path / "run" / "model.safetensors")
    assert model.predict(digits()[0][:3], verbose=0).shape == (3, 10)
    assert model.optimizer.iterations == 2


def test_a_folder_is_one_command(tmp_path: Path) -> None:
    folder = digit_folder(tmp_path / "내 사진")
    (folder / "0" / "broken.png").write_bytes(b"")
    (folder / "0" / "large.heic").write_bytes(b"large")
    typed = ("--model", "lecture-mlp", "--epochs", "1", "--seed", "3", "--precision", "float32")
    done = run("train", "내 사진", *typed, folder=tmp_path)
    assert (done.returncode, beside_stages(done.stderr)) == (DONE, [])
    assert stages(done.stderr)[:4] == ["Reading", "Looking", "Distributing", "Running"]
    lines = done.stdout.splitlines()
    assert lines[:3] == [
        "60 images of 3 classes: 42 for training, 9 for validation after each epoch, 9 for the test at the end.",
        "2 left out: 1 × empty file, 1 × unsupported format (left_out.csv lists them)",
        (
            "28 x 28 pixels, gray; lecture-mlp; epochs 1, batch size 32, augmentation signs. "
            f"The run is in {Path('runs') / '내 사진'}."
        ),
    ]
    assert any(line.startswith("Estimate ") for line in lines)
    assert any(line.startswith("Test images: ") for line in lines)
    assert any(line.startswith("Baselines to beat: most common class 33.3 %, ") for line in lines)
    assert files_in(tmp_path / "runs" / "내 사진") == sorted([*FILES, "left_out.csv", "report.html"])


def test_a_run_speaks_korean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    set_language("ko")
    with pytest.raises(SystemExit) as caught:
        main(["train", "digits", "--out", "숫자", *SHORT])
    out, error = capsys.readouterr()
    assert (caught.value.code, beside_stages(error)) == (DONE, [])
    assert files_in(tmp_path / "숫자") == FILES
    lines = out.splitlines()
    for line in (lines[0], *lines[-4:]):
        assert any("가" <= sign <= "힣" for sign in line), line
    assert "Held-out" not in out
    assert "시드 3" in (tmp_path / "숫자" / "train.log").read_text(encoding="utf-8")


def test_a_run_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "history.csv").write_text("epoch,loss\n")
    with pytest.raises(SystemExit) as caught:
        main(["train", "digits", "--out", str(folder), *SHORT])
    assert caught.value.code == FAILED
    out, error = capsys.readouterr()
    assert out == ""
    fix = f"Choose another folder, --out {folder}-2, or continue this run: --resume"
    assert error.splitlines()[-1] == f"  fix:      {fix}"
    assert files_in(folder) == ["history.csv"]


def test_without_a_folder_the_first_free_one_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs" / "digits").mkdir(parents=True)
    with pytest.raises(SystemExit) as caught:
        main(["train", "digits", *SHORT])
    assert caught.value.code == DONE
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"Saved in {Path('runs') / 'digits-2'}:")
    assert files_in(tmp_path / "runs") == ["digits", "digits-2"]


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit) as caught:
        main(["train", "digits", "--out", str(tmp_path / "file" / "run"), *SHORT])
    assert caught.value.code == FAILED
    assert len(capsys.readouterr().err.splitlines()) == 4


@pytest.mark.skipif(sys.platform == "win32", reason="signals and terminals of Unix")
@pytest.mark.parametrize(("told", "code"), [(signal.SIGINT, INTERRUPTED), (signal.SIGTERM, TERMINATED)])
def test_a_run_that_is_told_to_stop_saves_and_says_so_and_goes_on(tmp_path: Path, told: int, code: int) -> None:
    typed = ["train", "digits", "--out", "run", "--epochs", "500", *SHORT[2:]]
    running = subprocess.Popen(
        [*COMMAND, *typed], cwd=tmp_path, env=environment(), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    history, deadline = tmp_path / "run" / "history.csv", time.monotonic() + 120
    while not history.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    running.send_signal(told)
    out, error = running.communicate(timeout=60)
    assert running.returncode == code
    saved, said = beside_stages(error)
    assert re.match(r"Interrupted after step (\S+)\. run/checkpoint\.safetensors is from step \1; ", saved)
    assert "--resume" in saved
    assert said == "Interrupted. The weights so far are in run."
    assert files_in(tmp_path / "run") == SAVED
    assert load_model(tmp_path / "run" / "model.safetensors").optimizer.iterations > 0
    assert "interrupted after" in (tmp_path / "run" / "train.log").read_text(encoding="utf-8")
    assert "Held-out" not in out
    other = run("train", "digits", "--out", "run", "--resume", *SHORT, folder=tmp_path)
    assert other.returncode == FAILED
    assert "fit.epochs is 1, but 500 in the checkpoint" in other.stderr


def test_a_run_that_was_killed_goes_on_to_the_same_end(tmp_path: Path) -> None:
    typed = ["train", "digits", "--epochs", "3", *SHORT[2:-2]]
    assert run(*typed, "--out", "whole", "--seed", "3", folder=tmp_path).returncode == DONE
    killed = subprocess.Popen(
        [*COMMAND, *typed, "--seed", "3"], cwd=tmp_path, env=environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    checkpoint, deadline = tmp_path / "runs" / "digits" / "checkpoint.safetensors", time.monotonic() + 120
    while not checkpoint.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    killed.kill()
    killed.wait()
    assert run(*typed, "--resume", folder=tmp_path).returncode == DONE
    assert files_in(tmp_path / "runs") == ["digits"]
    for name in ("history.csv", "model.safetensors"):
        assert (tmp_path / "runs" / "digits" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="signals and terminals of Unix")
def test_on_a_terminal_a_bar_is_drawn_and_ten_digits(tmp_path: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    variables = environment(TERM="xterm-256color", COLUMNS="80")
    running = subprocess.Popen(
        [*COMMAND, "train", "digits", "--out", "run", *SHORT], cwd=tmp_path, env=variables,
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # the other end was closed
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    assert running.wait(60) == DONE
    text = shown.decode()
    assert "━" in text
    assert "\x1b[36m" in text
    assert "\rEpoch 1/1" in text
    assert "▀" in text
    assert text.endswith("result.json\r\n")


def test_the_number_of_threads_is_said_recorded_and_kept(tmp_path: Path) -> None:
    source = digit_folder(tmp_path / "digits")
    typed = ["train", str(source), "--model", "lecture-mlp", "--epochs", "1", "--seed", "3", "--no-report"]
    asked, found = tmp_path / "asked", tmp_path / "found"
    assert "Threads: 1, as requested." in run(*typed, "--threads", "1", "--out", str(asked), folder=tmp_path).stdout
    config = json.loads((asked / "config.json").read_text())
    assert (config["threads"], config["threads_choice"], config["options"]["threads"]) == (1, "asked", 1)
    assert re.search(r"Threads: \d+[.,]", run(*typed, "--out", str(found), folder=tmp_path).stdout)
    config = json.loads((found / "config.json").read_text())
    assert config["threads_choice"] in ("measured", "rule", "only")
    assert config["options"]["threads"] == config["threads"]
    assert "Threads: 1, as when the run began." in run(*typed, "--out", str(asked), "--resume", folder=tmp_path).stdout


@pytest.mark.parametrize("typed", ["0", "two"])
def test_a_number_of_threads_that_is_none_is_refused(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert left("train", "digits", "--threads", typed) == 2
    assert "--threads" in capsys.readouterr().err
