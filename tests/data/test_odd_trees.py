"""Folders as they lie on people's disks: whatever the names and whatever lies there, each file is used or listed."""

from __future__ import annotations

import contextlib
import io
import os
import socket
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from nervure.data import ImageFolder, image_folder
from nervure.errors import DataError
from nervure.render.terminal import write
from tests.cli.processes import environment
from tests.data.made_pictures import photograph, written

pytestmark = pytest.mark.skipif(os.name != "posix", reason="names and kinds of files that only POSIX systems have")

PICTURE = written(photograph(8, 8), "PNG")
Make = Callable[[Path], object]


class Case(NamedTuple):
    """A tree, and what is said of what lies in it.

    Attributes:
        make: puts things into a folder that holds one good picture, ``a/good.png``.
        used: pictures that are used beside it.
        listed: what is left out, with the reason.
    """

    make: Make
    used: tuple[str, ...] = ()
    listed: dict[str, str] = {}  # noqa: RUF012 - never changed


# Names that are fine, however odd.
NAMES = {
    "hangul": "고양이 사진",
    "hangul taken apart": unicodedata.normalize("NFD", "고양이"),
    "emoji": "😀👩‍👩‍👧",
    "spaces": " a  b ",
    "only a space": " ",
    "dash": "-rf",
    "two dashes": "--help",
    "single quote": "it's",
    "double quote": 'a"b',
    "backtick": "a`id`",
    "backslash": "a\\b",
    "newline": "a\nb",
    "return": "a\rb",
    "tab": "a\tb",
    "escape": "a\x1b[31mb",
    "bell": "a\x07b",
    "delete": "a\x7fb",
    "colon": "C:a",
    "wildcards": "a*?[b]",
    "angles": "<a>|b",
    "percent": "%00%s{0}{name}",
    "dollar": "$(touch x)",
    "semicolon": "a;b&c",
    "tilde": "~",
    "hash": "#a",
    "comma": "a,b",
    "equals": "=1+1",
    "device of Windows": "CON",
    "another device of Windows": "aux.nul",
    "dots inside": "a..b...c",
    "latin 1": os.fsdecode(b"caf\xe9"),
    "no text at all": os.fsdecode(b"\xff\xfe\x80"),
    "half a sign": os.fsdecode("각".encode()[:2]),
    "cp949": os.fsdecode("고양이".encode("cp949")),
    "surrogate in UTF-8": os.fsdecode(b"\xed\xa0\x80"),
    "right to left": "\u202egnp.a",
    "no width": "a\u200bb",
    "mark at the start": "\ufeffa",
    "line of Unicode": "a\u2028b",
    "combining": "a" + "\u0301" * 40,
    "full width": "ａ．ｂ",
    "arabic": "صورة",
    "turkish": "İı",
    "sharp s": "Straße",
    "not a character": "\uffff",
    "null": "null",
    "number": "1e999",
}
LONG_NAMES = {"long": "a" * 251, "long in Hangul": "가" * 83}


def put(path: Path, data: bytes = PICTURE) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _file(name: str) -> Case:
    return Case(lambda folder: put(folder / "a" / f"{name}.png"), (f"a/{name}.png",))


def _class(name: str) -> Case:
    return Case(lambda folder: put(folder / name / "1.png"), (f"{name}/1.png",))


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # paths of sockets are short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def _each(*actions: Make) -> Make:
    return lambda folder: [action(folder) for action in actions]


def _link(name: str, target: str) -> Make:
    return lambda folder: (folder / name).symlink_to(target)


def _folder(name: str) -> Make:
    return lambda folder: (folder / name).mkdir(parents=True)


def _files(*names: str, data: bytes = PICTURE) -> Make:
    return lambda folder: [put(folder / name, data) for name in names]


DEEP = "a/" + "/".join(["d" * 20] * 60)

KINDS = {
    "two spellings of one name": Case(
        _files(*(f"a/{unicodedata.normalize(form, '각')}.png" for form in ("NFC", "NFD"))),
        tuple(f"a/{unicodedata.normalize(form, '각')}.png" for form in ("NFC", "NFD")),
    ),
    "two classes of one name": Case(
        _files(*(f"{unicodedata.normalize(form, '각')}/1.png" for form in ("NFC", "NFD"))),
        tuple(f"{unicodedata.normalize(form, '각')}/1.png" for form in ("NFC", "NFD")),
    ),
    "names that differ in case": Case(_files("a/x.png", "a/X.PNG", "A/x.pNg"), ("a/x.png", "a/X.PNG", "A/x.pNg")),
    "two endings": Case(_files("a/x.jpg.png", "a/x.png.jpg"), ("a/x.jpg.png", "a/x.png.jpg")),
    "a dot at the end": Case(_files("a/x.png."), (), {"a/x.png.": "no_picture"}),
    "a space at the end": Case(_files("a/x.png "), (), {"a/x.png ": "no_picture"}),
    "no ending": Case(_files("a/x", "a/png"), (), {"a/x": "no_picture", "a/png": "no_picture"}),
    "an ending alone": Case(_files("a/.png"), (), {"a/.png": "hidden_file"}),
    "many dots": Case(_files("a/...png", "a/....png"), (), {"a/...png": "hidden_file", "a/....png": "hidden_file"}),
    "what systems leave behind": Case(
        _files("a/Thumbs.db", "a/.DS_Store", "a/desktop.ini", "a/._x.png", data=b"x"),
        (),
        {
            "a/Thumbs.db": "no_picture",
            "a/.DS_Store": "hidden_file",
            "a/desktop.ini": "no_picture",
            "a/._x.png": "hidden_file",
        },
    ),
    "a folder of a Mac's archive": Case(_files("__MACOSX/a/._x.png"), (), {"__MACOSX/a/._x.png": "hidden_file"}),
    "a hidden class": Case(_files(".git/x.png"), (), {".git": "hidden_folder"}),
    "a hidden folder in a class": Case(_files("a/.x/y.png"), (), {"a/.x": "hidden_folder"}),
    "other formats": Case(
        _files("a/x.heic", "a/x.svg", "a/x.avif"),
        (),
        {"a/x.heic": "other_format", "a/x.svg": "other_format", "a/x.avif": "other_format"},
    ),
    "pictures beside the classes": Case(_files("x.png"), (), {"x.png": "in_no_class"}),
    "an empty file": Case(_files("a/x.png", data=b""), (), {"a/x.png": "empty_file"}),
    "a text": Case(_files("a/x.png", data=b"hello"), (), {"a/x.png": "not_a_picture"}),
    "an empty class": Case(_folder("empty")),
    "empty folders in empty folders": Case(_folder("empty/empty/empty")),
    "a folder called like a picture": Case(_files("a/x.png/y.png"), ("a/x.png/y.png",)),
    "an empty folder called like a picture": Case(_folder("a/x.png")),
    "a class called like a picture": Case(_files("x.png/y.png"), ("x.png/y.png",)),
    "folders in folders": Case(_files("a/b/c/d/e/f.png"), ("a/b/c/d/e/f.png",)),
    "sixty folders deep": Case(_files(f"{DEEP}/x.png"), (f"{DEEP}/x.png",)),
    "a link to a picture": Case(_link("a/x.png", "good.png"), ("a/x.png",)),
    "a link to another name": Case(_link("a/x", "good.png"), (), {"a/x": "no_picture"}),
    "a link that leads nowhere": Case(_link("a/x.png", "nowhere"), (), {"a/x.png": "no_file"}),
    "a link to itself": Case(_link("a/x.png", "x.png"), (), {"a/x.png": "no_file"}),
    "links to each other": Case(
        _each(_link("a/x.png", "y.png"), _link("a/y.png", "x.png")), (), {"a/x.png": "no_file", "a/y.png": "no_file"}
    ),
    "a link upwards": Case(_link("a/up", ".."), (), {"a/up": "link"}),
    "a link to the root": Case(_link("a/root", "/"), (), {"a/root": "link"}),
    "a class that is a link to a class": Case(_link("b", "a"), ("b/good.png",)),
    "a class that is a link to itself": Case(_link("b", "b"), (), {"b": "no_picture"}),
    "a pipe": Case(lambda folder: os.mkfifo(folder / "a" / "x.png"), (), {"a/x.png": "no_file"}),
    "a pipe beside the classes": Case(lambda folder: os.mkfifo(folder / "x.png"), (), {"x.png": "no_file"}),
    "a socket": Case(lambda folder: _socket(folder / "a" / "x.png"), (), {"a/x.png": "no_file"}),
    "a link to a device": Case(_link("a/x.png", "/dev/zero"), (), {"a/x.png": "no_file"}),
    "a link to a terminal": Case(_link("a/x.jpg", "/dev/tty"), (), {"a/x.jpg": "no_file"}),
    "a link to what grows while it is read": Case(
        _link("a/x.png", "/proc/self/maps"), (), {"a/x.png": "not_a_picture"}
    ),
}

CASES = {
    **{f"file: {name}": _file(text) for name, text in NAMES.items()},
    **{f"class: {name}": _class(text) for name, text in NAMES.items()},
    **{f"file: {name}": _file(text) for name, text in LONG_NAMES.items()},
    **{f"class: {name}": _class(text) for name, text in LONG_NAMES.items()},
    **KINDS,
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one picture of one class."""
    put(tmp_path / "tree" / "a" / "good.png")
    return tmp_path / "tree"


@contextlib.contextmanager
def consoles() -> Iterator[list[io.TextIOWrapper]]:
    yield [io.TextIOWrapper(io.BytesIO(), encoding) for encoding in ("ascii", "cp949", "utf-8")]


def read(folder: Path, **options: bool) -> tuple[set[str], dict[str, str]]:
    """The pictures used, and what is left out with its reason; all of it was decoded and printed."""
    dataset: ImageFolder = image_folder(folder, 8, workers=1, **options)
    (batch,) = dataset.batches()
    assert tuple(batch.x[0].shape) == (dataset.num_samples, 8, 8, 3)
    said = [*map(str, dataset.left_out), *dataset.file_paths, *(dataset.class_names or ())]
    with consoles() as streams:
        for stream in streams:
            write(stream, "\n".join(said))
    used = {os.path.relpath(path, folder) for path in dataset.file_paths}
    return used, {each.path: each.kind for each in dataset.left_out}


def test_there_are_a_hundred_cases() -> None:
    assert len(CASES) >= 100


@pytest.mark.parametrize("name", CASES)
def test_every_file_of_an_odd_tree_is_used_or_listed(folder: Path, name: str) -> None:
    case = CASES[name]
    try:
        case.make(folder)
    except OSError as problem:
        pytest.skip(f"this file system refuses it: {problem}")
    assert read(folder) == ({"a/good.png", *case.used}, case.listed)


def test_followed_links_end(folder: Path) -> None:
    for name, target in (("up", ".."), ("self", "."), ("x", "y"), ("y", "x")):
        (folder / "a" / name).symlink_to(target)
    used, listed = read(folder, follow_links=True)
    assert used == {"a/good.png", "a/up/a/good.png"} or used == {"a/good.png"}
    assert {"a/x", "a/y", "a/self"} <= set(listed)


def test_a_path_longer_than_the_system_takes_is_listed(folder: Path) -> None:
    here = Path.cwd()
    os.chdir(folder / "a")
    try:
        for _ in range(25):
            Path("d" * 200).mkdir()
            os.chdir("d" * 200)
        Path("x.png").write_bytes(PICTURE)
    finally:
        os.chdir(here)
    used, listed = read(folder)
    assert used == {"a/good.png"}
    assert set(listed.values()) == {"not_readable"}


def test_a_folder_of_nothing_but_odd_things_is_an_error(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.png")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.png").symlink_to("nowhere")
    with pytest.raises(DataError):
        image_folder(tmp_path, 8)


def test_what_may_not_be_read_is_listed(folder: Path) -> None:
    for path in ("a/closed.png", "a/shut/x.png", "b/x.png", "c/x.png"):
        put(folder / path)
    modes = {".": 0o755, "a": 0o755, "a/good.png": 0o644, "a/closed.png": 0, "a/shut": 0, "b": 0, "c": 0o444}
    for path, mode in modes.items():
        (folder / path).chmod(mode)
    # The super-user may do everything, so another process becomes nobody; by a first reading all it needs is imported,
    # which nobody might not be let to read.
    code = (
        "import os, sys\n"
        "from nervure.data import image_folder\n"
        "os.chdir(sys.argv[1])\n"
        "if os.getuid() == 0:\n"
        "    image_folder('.', 8, workers=1)\n"
        "    os.setuid(65534)\n"
        "found = image_folder('.', 8, workers=1)\n"
        "print(found.num_samples, *sorted(f'{each.path}={each.kind}' for each in found.left_out))\n"
    )
    variables = environment()
    command = [sys.executable, "-c", code, str(folder)]
    try:
        done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    finally:
        for path in modes:
            (folder / path).chmod(0o755)
    assert done.stdout.split() == [
        "1", "a/closed.png=not_readable", "a/shut=not_readable", "b=not_readable", "c/x.png=not_readable",
    ]  # fmt: skip
