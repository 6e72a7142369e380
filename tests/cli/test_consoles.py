"""Consoles that know few signs, and folders with names in any script or in none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nervure.data import digits
from tests.cli.processes import environment
from tests.data.made_pictures import written

# Several commands in one process: importing torch takes longer than all of them.
COMMANDS = """
import json, sys
from nervure.cli import main

codes, names = [], dict(zip(("RUN", "RUN-2", "PICTURE", "FOLDER"), sys.argv[2:]))
for typed in json.loads(sys.argv[1]):
    try:
        main([names.get(each, each) for each in typed])
    except SystemExit as ended:
        codes.append(ended.code)
print(codes)
"""
TYPED = """[
  ["--help"], ["train", "--help"], ["no such command"], ["doctor"], ["doctor", "--json"], ["lecture"],
  ["lecture", "--html", "강의 page.html"],
  ["train", "digits", "--samples", "64", "--epochs", "1", "--precision", "float32", "--out", "RUN"],
  ["explain", "RUN", "--image", "PICTURE", "--label", "3", "--weight", "conv2d/kernel[0,0,0,0]"],
  ["explain", "RUN", "--image", "PICTURE-없음", "--weight", "conv2d/kernel[0,0,0,0]"],
  ["train", "FOLDER", "--epochs", "1", "--model", "lecture-mlp", "--image-size", "8", "--out", "RUN-2"],
  ["evaluate", "RUN-2", "FOLDER", "--json"], ["predict", "RUN-2", "PICTURE"], ["summary", "RUN-2"], ["audit", "FOLDER"]
]"""
# LC_ALL=C alone is answered by Python with UTF-8; older systems have no such help.
C_LOCALE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
CONSOLES = {
    "Korean Windows": ("ko", "cp949", {"PYTHONIOENCODING": "cp949"}),
    "no language at all": ("ko", "ascii", {"PYTHONIOENCODING": "", **C_LOCALE}),
}


def some_pictures(folder: Path) -> Path:
    """Two classes of digits, and files that are left out, with names of every kind."""
    x, y = digits()
    unreadable = os.fsdecode(b"caf\xe9") if sys.platform.startswith("linux") else "café"
    for label, name in enumerate(("고양이", f"{unreadable}\x1b[31m\n")):
        (folder / name).mkdir(parents=True)
        for number, row in enumerate(np.flatnonzero(y == label)[:12]):
            kind = ("a b", "😀", unreadable, "-x", "a\nb")[number % 5]
            (folder / name / f"{kind}{number}.png").write_bytes(written(x[row], "PNG"))
        (folder / name / f"{unreadable}\x1b[2J.png").write_bytes(b"none")
    return folder


@pytest.mark.parametrize("console", CONSOLES)
def test_every_command_works_on_consoles_with_few_signs(tmp_path: Path, console: str) -> None:
    language, encoding, variables = CONSOLES[console]
    folders = {name: tmp_path / name for name in ("집 🏠", "임시 폴더", "작업 폴더")}
    for folder in folders.values():
        folder.mkdir()
    home, temporary, work = folders.values()
    variables |= {"HOME": str(home), "TMPDIR": str(temporary)}
    # Bytes that are no UTF-8 where the system takes them; in the C locale all names are such to Python.
    run = os.fsdecode(b"r\xff ") + "실행" if sys.platform.startswith("linux") else "실행"
    picture = work / "숫자.png"
    Image.fromarray(digits()[0][3500]).save(picture)
    pictures = some_pictures(work / "사진 🐈")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", COMMANDS, TYPED, run, f"{run}-2", str(picture), str(pictures)],
        cwd=work, env=environment(language, **variables), capture_output=True, check=False,
    )  # fmt: skip
    # What prints the help takes a console of ASCII for one of UTF-8 that was set up wrongly.
    out, error = (said.decode("utf-8" if encoding == "ascii" else encoding) for said in (done.stdout, done.stderr))
    assert done.returncode == 0, error
    assert out.splitlines()[-1] == "[0, 0, 2, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]", error
    for word in ("Error", "Traceback", "\x1b"):
        assert word not in out + error
    assert {path.name for path in work.iterdir()} == {"숫자.png", "강의 page.html", "사진 🐈", run, f"{run}-2"}
    assert (work / run / "model.safetensors").is_file()
    assert list(temporary.iterdir()) == []
    assert not any(path.name.startswith("nervure") for path in home.iterdir())
