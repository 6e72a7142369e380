"""The atomic writer: whole files or nothing, whatever happens on the way."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from nervure import files
from nervure.errors import FileError
from nervure.files import system_error
from nervure.language import set_language
from tests.failing_calls import CALLS, failing

_HOUSE = Path(files.__file__).parents[1]
_posix = pytest.mark.skipif(os.name != "posix", reason="uses what only POSIX systems have")


def _run(code: str, *arguments: str) -> str:
    """Runs ``code`` in a Python of its own, which must succeed, and returns what it printed."""
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, cwd=_HOUSE, capture_output=True, text=True, check=True).stdout


def _names(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir()]


def _write_and_fail(place: Path, failure: BaseException) -> None:
    with files.writing(place) as temporary:
        temporary.write_text("half of the n")
        raise failure


def test_bytes_and_text_are_written_and_read_back(tmp_path: Path) -> None:
    files.write_bytes(tmp_path / "a.bin", b"\x00\r\n\xff")
    files.write_text(tmp_path / "b.txt", "층\r\nline\n")
    assert files.read_bytes(tmp_path / "a.bin") == b"\x00\r\n\xff"
    assert files.read_text(tmp_path / "b.txt") == "층\r\nline\n"
    assert (tmp_path / "b.txt").read_bytes() == "층\r\nline\n".encode()


def test_writing_replaces_the_old_content_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    place = tmp_path / "model.safetensors"
    files.write_text(place, "a long old content")
    files.write_text(str(place), "new")
    assert place.read_text() == "new"
    assert _names(tmp_path) == ["model.safetensors"]


def test_the_temporary_path_lies_in_the_same_folder_and_keeps_the_ending(tmp_path: Path) -> None:
    place = tmp_path / "weights.best.safetensors"
    with files.writing(place) as temporary:
        assert temporary.parent == place.parent
        assert temporary.suffix == ".safetensors"
        assert temporary != place
        assert not place.exists()
        save_file({"kernel": np.arange(6.0).reshape(2, 3)}, temporary)
    assert np.array_equal(load_file(place)["kernel"], np.arange(6.0).reshape(2, 3))


def test_a_name_as_long_as_the_file_system_allows_can_be_written(tmp_path: Path) -> None:
    for name in ("a" * 250 + ".txt", "층" * 84 + ".h5"):
        files.write_text(tmp_path / name, "x")
        assert (tmp_path / name).read_text() == "x"


def test_until_the_block_ends_readers_see_the_old_file(tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    place.write_text("old")
    with files.writing(place) as temporary:
        temporary.write_text("new")
        assert place.read_text() == "old"
    assert place.read_text() == "new"


@pytest.mark.parametrize("failure", [ValueError("wrong"), KeyboardInterrupt(), SystemExit(1)])
def test_when_the_block_fails_the_old_file_stays_and_the_temporary_file_goes(
    tmp_path: Path, failure: BaseException
) -> None:
    place = tmp_path / "a.txt"
    place.write_text("old")
    with pytest.raises(type(failure)) as caught:
        _write_and_fail(place, failure)
    assert caught.value is failure
    assert place.read_text() == "old"
    assert _names(tmp_path) == ["a.txt"]


def test_a_full_disk_is_said_so_and_the_old_file_stays(tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    place.write_text("old")
    full = OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(FileError, match="the disk is full") as caught:
        _write_and_fail(place, full)
    assert caught.value.__cause__ is full
    assert caught.value.errno == errno.ENOSPC
    assert place.read_text() == "old"
    assert _names(tmp_path) == ["a.txt"]


@_posix
def test_when_the_system_stops_a_write_halfway_the_old_file_stays(tmp_path: Path) -> None:
    place = tmp_path / "a.bin"
    place.write_bytes(b"old")
    printed = _run(
        "import resource, sys\n"
        "from nervure import files\n"
        "from nervure.errors import FileError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))\n"
        "try:\n"
        "    files.write_bytes(sys.argv[1], bytes(100_000))\n"
        "except FileError as error:\n"
        "    print(error.errno)\n",
        str(place),
    )
    assert int(printed) == errno.EFBIG
    assert place.read_bytes() == b"old"
    assert _names(tmp_path) == ["a.bin"]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("call", CALLS)
def test_whichever_call_fails_a_file_is_whole_and_no_other_remains(tmp_path: Path, call: str, code: int) -> None:
    place = tmp_path / "a.bin"
    place.write_bytes(b"old")
    with failing(call, 10**9, code) as uses:
        files.write_bytes(place, b"newer")
    assert uses
    for number in range(len(uses)):
        place.write_bytes(b"old")
        with failing(call, number, code), pytest.raises(FileError) as caught:
            files.write_bytes(place, b"newer")
        assert caught.value.errno == code
        assert place.read_bytes() in (b"old", b"newer")
        assert _names(tmp_path) == ["a.bin"]


def test_a_sweep_takes_temporary_files_and_nothing_else(tmp_path: Path) -> None:
    kept = (".hidden.txt", "a.0123abcd.txt", ".git", ".a.0123ABCD.txt", ".a.0123abcd.txt.old", "model.safetensors")
    for name in (*kept, ".model.0123abcd.safetensors", ".층.89abcdef", ".a.b.00000000.csv"):
        (tmp_path / name).write_text("")
    (tmp_path / ".folder.0123abcd.txt").mkdir()
    files.sweep(tmp_path)
    assert sorted(_names(tmp_path)) == sorted([*kept, ".folder.0123abcd.txt"])


@pytest.mark.parametrize("name", ["model.safetensors", "log", "a.tar.gz", "층" * 80 + ".h5"])
def test_a_sweep_takes_what_a_writer_that_died_leaves(tmp_path: Path, name: str) -> None:
    with contextlib.suppress(FileError), files.writing(tmp_path / name):
        assert len(_names(tmp_path)) == 1
        files.sweep(tmp_path)
        assert _names(tmp_path) == []


@_posix
def test_a_kill_at_any_moment_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    place = tmp_path / "a.bin"
    code = (
        "import sys\n"
        "from nervure import files\n"
        "for letter in 'ab' * 100_000:\n"
        "    files.write_bytes(sys.argv[1], letter.encode() * 3_000_000)\n"
        "    print(letter, flush=True)\n"
    )
    command = [sys.executable, "-c", code, str(place)]
    for moment in range(8):
        with subprocess.Popen(command, cwd=_HOUSE, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(0.003 * moment)
            process.send_signal(signal.SIGKILL)
        content = place.read_bytes()
        assert content in (b"a" * 3_000_000, b"b" * 3_000_000)


# Saves a model over and over, and says when a save begins.
_SAVING = """
import sys
from nervure import Sequential, layers
model = Sequential([layers.Input((400,)), layers.Dense(3000)])
while True:
    print(flush=True)
    model.save(sys.argv[1])
"""


@_posix
def test_what_killed_saves_left_goes_with_the_next_one_and_what_others_write_stays(tmp_path: Path) -> None:
    place = tmp_path / "model.safetensors"
    left: list[str] = []
    for moment in range(20):
        with subprocess.Popen(
            [sys.executable, "-c", _SAVING, str(place)], cwd=_HOUSE, stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(0.002 + 0.002 * moment)
            process.send_signal(signal.SIGKILL)
        left = [name for name in _names(tmp_path) if name != place.name]
        if left:
            break
    assert left, "no kill came while a file was written"
    other = [".other.0123abcd.safetensors", ".model.0123abcd.txt", ".model.0123abcg.safetensors", "model.txt"]
    for name in other:
        (tmp_path / name).touch()
    with files.writing(place) as held:
        files.write_bytes(place, b"new")  # all of it is new: a writer may be about to hold it
        assert set(_names(tmp_path)) == {place.name, held.name, *left, *other}
        for name in (*left, *other, held.name):
            os.utime(tmp_path / name, (0, 0))
        files.write_bytes(place, b"newer")
        assert set(_names(tmp_path)) == {place.name, held.name, *other}
        held.write_bytes(b"newest")
    assert place.read_bytes() == b"newest"


@_posix
@pytest.mark.parametrize("made", [Path.mkdir, lambda left: left.symlink_to(__file__)])
def test_what_cannot_be_removed_stays_and_the_file_is_written(tmp_path: Path, made: Callable[[Path], None]) -> None:
    place = tmp_path / "a.txt"
    with files.writing(place) as usual:
        usual.touch()
    made(usual)
    os.utime(usual, (0, 0), follow_symlinks=False)
    files.write_text(place, "new")
    assert place.read_text() == "new"
    assert sorted(_names(tmp_path)) == sorted([usual.name, place.name])
    assert Path(__file__).exists()


def test_no_write_looks_through_the_folder(tmp_path: Path) -> None:
    # Ten thousand images written into one folder would take the square of that.
    code = (
        "import sys\n"
        "from nervure import files\n"
        "looked = []\n"
        "sys.addaudithook(lambda event, given: looked.append(event))\n"
        "for name in ('a.txt', 'b.txt', 'a.txt'):\n"
        "    files.write_text(f'{sys.argv[1]}/{name}', 'new')\n"
        "print('open' in looked, 'os.scandir' in looked, 'os.listdir' in looked)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, cwd=_HOUSE, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False", "False"]


def test_writers_at_the_same_time_leave_one_whole_file(tmp_path: Path) -> None:
    place = tmp_path / "a.txt"
    contents = [letter * 100_000 for letter in "abcdefgh"]
    threads = [threading.Thread(target=files.write_text, args=(place, content)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert place.read_text() in contents
    assert _names(tmp_path) == ["a.txt"]


@_posix
def test_a_new_file_has_the_permissions_that_the_umask_gives(tmp_path: Path) -> None:
    for mask in (0o022, 0o077, 0o002):
        before = os.umask(mask)
        try:
            files.write_text(tmp_path / "ours.txt", "x")
            (tmp_path / "ordinary.txt").unlink(missing_ok=True)
            (tmp_path / "ordinary.txt").write_text("x")
        finally:
            os.umask(before)
        modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("ours.txt", "ordinary.txt")}
        assert modes == {0o666 & ~mask}


@_posix
def test_a_link_stays_a_link_and_its_target_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk" / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to(tmp_path / "disk" / "real.txt")
    files.write_text(tmp_path / "link.txt", "new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "disk" / "real.txt").read_text() == "new"


def test_appended_text_stands_after_what_was_there(tmp_path: Path) -> None:
    files.append_text(tmp_path / "log.csv", "epoch,손실\n")
    files.append_text(tmp_path / "log.csv", "1,0.5\n")
    assert (tmp_path / "log.csv").read_bytes() == "epoch,손실\n1,0.5\n".encode()


def test_names_that_are_no_utf_8_are_written_as_json_reads_them(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9 \xed\x95\x9c") if os.name == "posix" else "caf\udce9 한"
    files.write_text(tmp_path / "a.json", json.dumps({"path": name}, ensure_ascii=False))
    assert json.loads(files.read_text(tmp_path / "a.json")) == {"path": name}
    files.append_text(tmp_path / "log", f"{name}\n")
    assert files.read_text(tmp_path / "log") == "caf\\udce9 한\n"


def test_a_folder_is_made_with_those_above_it_and_may_exist(tmp_path: Path) -> None:
    made = files.make_folder(tmp_path / "runs" / "first")
    assert made == tmp_path / "runs" / "first"
    assert files.make_folder(str(made)).is_dir()


def test_a_new_folder_is_made_by_one_only(tmp_path: Path) -> None:
    new = tmp_path / "runs" / "first"
    assert [files.make_new_folder(new), files.make_new_folder(new), new.is_dir()] == [True, False, True]
    (tmp_path / "file").write_text("x")
    assert not files.make_new_folder(tmp_path / "file")
    with pytest.raises(FileError):
        files.make_new_folder(tmp_path / "file" / "new")


@_posix
def test_a_new_folder_below_a_link_that_leads_nowhere_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "runs").symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileError):
        files.make_new_folder(tmp_path / "runs" / "first")


def test_removing_a_file_that_is_not_there_is_fine(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    files.remove_file(tmp_path / "a.txt")
    files.remove_file(tmp_path / "a.txt")
    assert _names(tmp_path) == []


def test_a_byte_order_mark_is_not_part_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfabc")
    assert files.read_text(tmp_path / "a.txt") == "abc"


Action = Callable[[Path], object]
WRITERS: list[Action] = [
    lambda path: files.write_text(path, "x"),
    lambda path: files.append_text(path, "x"),
    lambda path: contextlib.ExitStack().enter_context(files.writing(path)),
]
READERS: list[Action] = [files.read_bytes, files.read_text]


@pytest.mark.parametrize("write", WRITERS)
def test_a_missing_folder_is_named(tmp_path: Path, write: Action) -> None:
    place = tmp_path / "no" / "model.safetensors"
    with pytest.raises(FileError) as caught:
        write(place)
    assert caught.value.where == str(place)
    assert str(caught.value).splitlines()[0] == f"{place}: the folder '{tmp_path / 'no'}' does not exist."
    assert len(str(caught.value).splitlines()) == 4
    assert _names(tmp_path) == []


@pytest.mark.parametrize("act", [*WRITERS, *READERS, files.remove_file])
def test_a_folder_where_a_file_should_be_is_said_so(tmp_path: Path, act: Action) -> None:
    (tmp_path / "runs").mkdir()
    with pytest.raises(FileError, match="this is a folder, not a file") as caught:
        act(tmp_path / "runs")
    assert caught.value.got == f"the folder '{tmp_path / 'runs'}'"
    assert _names(tmp_path) == ["runs"]


@_posix
@pytest.mark.parametrize("act", [*WRITERS, *READERS, lambda path: files.make_folder(path.parent)])
def test_a_file_where_a_folder_should_be_is_said_so(tmp_path: Path, act: Action) -> None:
    (tmp_path / "runs").write_text("x")
    with pytest.raises(FileError, match="a file where a folder is needed"):
        act(tmp_path / "runs" / "model.safetensors")
    assert (tmp_path / "runs").read_text() == "x"


@pytest.mark.parametrize("read", READERS)
def test_a_missing_file_is_said_so_with_what_the_folder_holds(tmp_path: Path, read: Action) -> None:
    for name in ("model.safetensors", "log.csv", ".hidden"):
        (tmp_path / name).write_text("x")
    with pytest.raises(FileError, match="there is no such file") as caught:
        read(tmp_path / "modell.safetensors")
    assert caught.value.expected == f"a file in the folder '{tmp_path}', which holds: log.csv, model.safetensors"
    assert caught.value.errno == errno.ENOENT


def test_of_a_folder_with_many_files_five_are_named(tmp_path: Path) -> None:
    for number in range(8):
        (tmp_path / f"{number}.txt").write_text("x")
    with pytest.raises(FileError, match=r"0.txt, 1.txt, 2.txt, 3.txt, 4.txt, ... \(8\)"):
        files.read_text(tmp_path / "a.txt")


def test_of_an_empty_folder_nothing_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="which holds: -"):
        files.read_text(tmp_path / "a.txt")


def test_reading_in_a_missing_folder_names_the_folder(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="does not exist"):
        files.read_text(tmp_path / "no" / "a.txt")


def test_bytes_that_are_no_text_are_said_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"abc\xff")
    with pytest.raises(FileError, match="not a text file") as caught:
        files.read_text(tmp_path / "a.txt")
    assert caught.value.got == "the byte 0xff at position 3"


@_posix
def test_a_device_is_not_replaced() -> None:
    with pytest.raises(FileError, match="a device or a pipe"):
        files.write_text("/dev/null", "x")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@_posix
def test_a_link_into_a_missing_folder_names_that_folder(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "gone" / "a.txt")
    with pytest.raises(FileError) as caught:
        files.write_text(tmp_path / "link", "x")
    assert caught.value.got == f"no folder '{tmp_path / 'gone'}'"


@pytest.fixture
def forbidden_folder() -> Iterator[Path]:
    """A folder in which only its owner may do anything, and nothing is written by others."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "secret.txt").write_text("x")
        (folder / "secret.txt").chmod(0o000)
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


@_posix
@pytest.mark.parametrize(
    ("action", "problem"),
    [
        ("files.write_text(folder + '/new.txt', 'x')", "writing is not allowed here."),
        ("files.append_text(folder + '/new.txt', 'x')", "writing is not allowed here."),
        ("files.remove_file(folder + '/secret.txt')", "writing is not allowed here."),
        ("files.make_folder(folder + '/new')", "writing is not allowed here."),
        ("files.read_text(folder + '/secret.txt')", "reading is not allowed here."),
    ],
)
def test_what_is_not_permitted_is_said_so(forbidden_folder: Path, action: str, problem: str) -> None:
    # The super-user may do everything, so the code becomes nobody once all is imported.
    printed = _run(
        "import os, sys\n"
        "from nervure import files\n"
        "from nervure.language import set_language\n"
        "from nervure.errors import FileError\n"
        "set_language('en')\n"
        "folder = sys.argv[1]\n"
        "if os.getuid() == 0:\n"
        "    os.setuid(65534)\n"
        "try:\n"
        f"    {action}\n"
        "except FileError as error:\n"
        "    print(error.problem)\n"
        "    print(error.errno)\n",
        str(forbidden_folder),
    )
    assert printed.splitlines() == [problem, str(errno.EACCES)]


def test_the_errors_speak_korean(tmp_path: Path) -> None:
    set_language("ko")
    with pytest.raises(FileError) as caught:
        files.write_text(tmp_path / "없는 폴더" / "a.txt", "x")
    lines = str(caught.value).splitlines()
    assert lines[0] == f"{tmp_path / '없는 폴더' / 'a.txt'}: '{tmp_path / '없는 폴더'}' 폴더가 없어요."
    assert [line.split(":")[0] for line in lines[1:]] == ["  기대", "  받음", "  해결"]


def test_an_error_of_the_system_is_the_cause_and_is_still_an_oserror(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="there is no such file") as caught:
        files.read_bytes(tmp_path / "a.txt")
    assert isinstance(caught.value.__cause__, FileNotFoundError)


@_posix
def test_an_error_that_nobody_foresaw_says_what_the_system_said(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        files.write_text(tmp_path / ("a" * 300), "x")
    assert caught.value.got == os.strerror(errno.ENAMETOOLONG)


def test_memory_that_is_shared_is_zeros_behind_its_title_and_seen_by_all(tmp_path: Path) -> None:
    path = tmp_path / "rows"
    one, two = (files.shared_memory(path, 5000, b"rows 1\n") for _ in range(2))
    assert one[:10] == b"rows 1\n\0\0\0"
    assert len(one) == path.stat().st_size == 5000
    one[4999] = 7
    assert two[4999] == 7
    assert files.shared_memory(path, 5000, b"rows 1\n")[4999] == 7


def test_shared_memory_of_another_size_or_title_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "rows"
    for size, title in ((5000, b"rows 1\n"), (6000, b"rows 1\n"), (6000, b"rows 2\n")):
        found = files.shared_memory(path, size, title)
        assert found[:] == title + bytes(size - len(title))
        found[size - 1] = 7
    assert [each.name for each in tmp_path.iterdir()] == ["rows"]


def test_shared_memory_without_room_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        files.shared_memory(tmp_path / "rows", 1 << 60, b"rows 1\n")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FileError):
        files.shared_memory(tmp_path / "gone" / "rows", 100, b"rows 1\n")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.EMFILE, "too many files are open"), (errno.EIO, "the file itself may be intact"),
        (errno.ENOSPC, "the disk is full"), (errno.ENOMEM, "out of memory"), (errno.ELOOP, "refused"),
    ],
)  # fmt: skip
def test_what_the_system_says_is_told_in_our_words(code: int, words: str) -> None:
    made = system_error("some/file", OSError(code, os.strerror(code), "some/file"))
    assert words in str(made)
    assert (made.errno, len(str(made).splitlines())) == (code, 4)
