from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from nervure.cli.application import DONE, FAILED, WRONG_USAGE, main
from nervure.cli.audit import WITH_FINDINGS
from nervure.cli.termination import INTERRUPTED
from nervure.data import audit
from nervure.files import make_folder
from nervure.language import set_language
from tests.cli.processes import COMMAND, environment
from tests.data.faulty_folder import faulty_folder, state
from tests.data.made_pictures import digit_folder


def run(capsys: pytest.CaptureFixture[str], *typed: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["audit", *typed])
    printed = capsys.readouterr()
    return ended.value.code, printed.out, printed.err


def test_a_sound_folder_ends_with_0_and_one_with_findings_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = digit_folder(tmp_path)
    code, shown, _ = run(capsys, str(folder))
    assert (code, "Nothing to fix." in shown, "--json" in shown) == (DONE, True, False)
    (folder / "0" / "notes.txt").write_text("to do", encoding="utf-8")
    assert run(capsys, str(folder))[0] == DONE, "nobody meant it as a picture"
    (folder / "0" / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    code, shown, _ = run(capsys, str(folder))
    assert (code, "damaged or truncated" in shown, "--json" in shown) == (WITH_FINDINGS, True, True)


def test_one_json_object_says_every_path_with_its_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    faults = faulty_folder(tmp_path, good=50, faults_a_kind=1)
    before = state(tmp_path)
    code, shown, _ = run(capsys, str(tmp_path), "--json")
    said = json.loads(shown)
    assert code == WITH_FINDINGS
    assert {each["path"]: each["kind"] for each in said["left_out"] + said["notes"]} == faults
    assert all(each["sentence"] for each in said["left_out"] + said["notes"])
    assert len(said["used"]) == said["num_used"] == 50 + 9
    assert state(tmp_path) == before


@pytest.mark.parametrize(
    ("good", "faults_a_kind"), [(100, 1), pytest.param(1000, 10, marks=pytest.mark.slow)], ids=["20", "200"]
)
def test_training_on_a_folder_full_of_faults_finishes_and_lists_what_it_left_out(
    tmp_path: Path, good: int, faults_a_kind: int
) -> None:
    folder, out = make_folder(tmp_path / "pictures"), tmp_path / "run"
    faults = faulty_folder(folder, good, faults_a_kind)
    before = state(folder)
    with pytest.raises(SystemExit) as ended:
        main(["train", str(folder), "--epochs", "1", "--precision", "float32", "--seed", "1", "--out", str(out)])
    assert ended.value.code == DONE
    record = audit(folder)
    with (out / "left_out.csv").open(encoding="utf-8", newline="") as table:
        listed = {path for path, _ in list(csv.reader(table))[1:]}
    assert listed == {each.path for each in record.left_out}
    assert len(listed) == sum(kind in {each.kind for each in record.left_out} for kind in faults.values())
    assert state(folder) == before


@pytest.mark.parametrize(("language", "reason"), [("en", "empty file"), ("ko", "빈 파일")])
def test_what_is_not_used_is_written_as_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, reason: str
) -> None:
    set_language(language)
    folder = digit_folder(tmp_path / "digits")
    (folder / "0" / "empty.png").write_bytes(b"")
    code, shown, _ = run(capsys, str(folder), "--out", str(tmp_path / "left_out.csv"))
    assert code == WITH_FINDINGS
    assert "left_out.csv" in shown
    with (tmp_path / "left_out.csv").open(encoding="utf-8", newline="") as table:
        assert list(csv.reader(table)) == [["path", "reason"], ["0/empty.png", reason]]


def test_a_folder_that_is_not_there_is_an_error_of_four_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, said = run(capsys, str(tmp_path / "nowhere"))
    assert (code, len(said.splitlines())) == (FAILED, 4)
    assert run(capsys)[0] == WRONG_USAGE


def test_an_empty_folder_is_a_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, shown, _ = run(capsys, str(tmp_path))
    assert (code, "There are no usable images." in shown) == (WITH_FINDINGS, True)


@pytest.mark.skipif(sys.platform == "win32", reason="signals and terminals of Unix")
def test_an_interrupted_audit_ends_at_once_and_leaves_a_clean_line(tmp_path: Path) -> None:
    import pty

    data = (digit_folder(tmp_path, a_class=1) / "0" / "0.png").read_bytes()
    for number in range(4000):
        (tmp_path / "1" / f"copy{number}.png").write_bytes(data)
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        [*COMMAND, "audit", str(tmp_path)], cwd=tmp_path, env=environment(TERM="xterm", COLUMNS="80"),
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    while b"Checking files" not in shown:
        shown += os.read(ours, 65536)
    running.send_signal(signal.SIGINT)
    with contextlib.suppress(OSError):  # the other end is closed
        while piece := os.read(ours, 65536):
            shown += piece
    os.close(ours)
    assert running.wait(60) == INTERRUPTED
    assert shown.endswith(b"\r\n")
    assert b"Traceback" not in shown
    assert b"files used" not in shown


def test_programs_can_read_every_path_on_a_console_that_knows_ascii_only(tmp_path: Path) -> None:
    (tmp_path / "숫자").mkdir()
    digit_folder(tmp_path / "숫자")
    console = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="replace")
    with contextlib.redirect_stdout(console), pytest.raises(SystemExit):
        main(["audit", str(tmp_path), "--json"])
    console.seek(0)
    assert json.loads(console.read())["used"][0] == "숫자/0/0.png"
