"""The only module that writes to disk: complete files or none, and logs that are appended to.

A file is written under a temporary name in the same folder, forced to disk and renamed. Even if the process is killed
or the disk is full, the path has either the old file or the new one, never a part of one. Third-party writers
(safetensors, Pillow, h5py) are protected in the same way by :func:`writing`.

A process that is killed leaves its temporary file. The next writer of that file removes it, once it is a minute old and
no longer locked: a writer locks its own, and the lock ends with the process, however it ends. Of several writers at the
same time only one uses the name that is checked.
"""

from __future__ import annotations

import contextlib
import errno
import mmap
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

from nervure.errors import FileError
from nervure.system_errors import (
    PathLike,
    explained,
    is_disk_full,
    is_of_the_machine,
    raise_if_of_the_machine,
    system_error,
)

__all__ = [
    "PathLike", "append_text", "explained", "is_disk_full", "is_of_the_machine", "make_folder",
    "raise_if_of_the_machine", "read_bytes", "read_text", "remove_file", "shared_memory", "sweep", "system_error",
    "write_bytes", "write_text", "writing",
]  # fmt: skip

_LONGEST_STEM = 60  # file systems allow 255 bytes per name, and a Korean letter takes up to 9 of them
# As :func:`_beside` names them: ``.model.0f3a91bc.safetensors``.
_TEMPORARY = re.compile(r"\..{0,60}\.[0-9a-f]{8}(\.[^.]*)?")
_USUAL = "00000000"
# Much longer than it takes from creating a file to locking it; clocks of file systems are coarse.
_LEFT_SECONDS = 60
_NOT_RESERVED = (errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP)  # file systems that cannot reserve space unwritten
_FOLDER_NOT_FLUSHED = (errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM)


@contextlib.contextmanager
def writing(path: PathLike) -> Iterator[Path]:
    """Yields a path to write to; the file is moved to ``path`` when the block ends without an error.

    The yielded path is in the same folder and has the same extension as ``path``, for writers that choose a format by
    it. A link is followed: the file it points to is replaced, not the link.

    Args:
        path: the final path of the file.

    Raises:
        FileError: the folder does not exist or is not writable, ``path`` is a folder, or the disk is full.

    Examples:
        >>> import tempfile
        >>> place = Path(tempfile.mkdtemp()) / "numbers.txt"
        >>> with writing(place) as temporary:
        ...     length = temporary.write_text("1 2 3")
        >>> place.read_text()
        '1 2 3'
    """
    with explained(path):
        target = Path(os.path.realpath(path))
        _refuse_what_is_no_file(path, target)
        temporary, descriptor = _new_file_beside(target)
    try:
        usual = _beside(target, _USUAL)
        if _holds(descriptor) and temporary != usual:
            _remove_left_behind(usual, temporary)
        yield temporary
        with explained(path):
            _flush(temporary)
            temporary.replace(target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        with contextlib.suppress(OSError):
            _let_go(descriptor)
        if isinstance(error, OSError) and is_disk_full(error) and not isinstance(error, FileError):
            raise system_error(path, error) from error
        raise
    with explained(path):
        _let_go(descriptor)
        _flush_folder(target.parent)


def write_bytes(path: PathLike, data: bytes | bytearray | memoryview) -> None:
    """Writes ``data`` as the complete content of the file at ``path``.

    Raises:
        FileError: see :func:`writing`; the old file is then still intact.
    """
    with writing(path) as temporary, explained(path):
        temporary.write_bytes(data)


def write_text(path: PathLike, text: str) -> None:
    r"""Writes ``text`` as the complete content of the file at ``path``: UTF-8, line ends unchanged (``\n``).

    File names may contain bytes that are not UTF-8; they are written as ``\udcff``, which JSON reads back.

    Raises:
        FileError: see :func:`writing`; the old file is then still intact.
    """
    write_bytes(path, text.encode(errors="backslashreplace"))


def append_text(path: PathLike, text: str) -> None:
    """Appends ``text`` to the log at ``path``, which is created if missing: all of it, or nothing.

    Raises:
        FileError: the folder does not exist or is not writable, ``path`` is a folder, or the disk is full.
    """
    with explained(path), Path(path).open("ab", buffering=0) as log:
        end, left = log.tell(), memoryview(text.encode(errors="backslashreplace"))
        try:
            while left:
                left = left[log.write(left) :]
        except BaseException:
            with contextlib.suppress(OSError):
                log.truncate(end)
            raise


def read_bytes(path: PathLike) -> bytes:
    """The content of the file at ``path``.

    Raises:
        FileError: the file does not exist, is a folder, or is not readable.
    """
    with explained(path, reads=True):
        return Path(path).read_bytes()


def read_text(path: PathLike) -> str:
    """The content of the UTF-8 file at ``path``: line ends unchanged, without a byte order mark.

    Raises:
        FileError: the file does not exist, is a folder, is not readable, or is not text.
    """
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place, byte = error.start, f"0x{error.object[error.start]:02x}"
        raise FileError.of("files.not_text", where=str(path), position=place, byte=byte) from error


def shared_memory(path: PathLike, num_bytes: int, title: bytes) -> mmap.mmap:
    """The file at ``path`` as memory that processes share and write in place; a new file has zeros after its title.

    Its disk space is allocated immediately: a full disk raises an error here, whereas a later write into memory without
    disk space would kill the process. Use it only for data that can be computed again: consistency is up to the
    writers.

    Args:
        path: the path of the file; a file of another size or title is replaced.
        num_bytes: its size.
        title: its first bytes, which identify its content.

    Raises:
        FileError: see :func:`writing`.
    """
    with explained(path):
        if not _is_titled(Path(path), num_bytes, title):
            with writing(path) as temporary, temporary.open("r+b") as file:
                _reserve(file.fileno(), num_bytes)
                file.write(title)
        with Path(path).open("r+b") as file:
            os.utime(path)  # marks it as recently used
            return mmap.mmap(file.fileno(), num_bytes)


def _is_titled(path: Path, num_bytes: int, title: bytes) -> bool:
    if not path.is_file() or path.stat().st_size != num_bytes:
        return False
    with path.open("rb") as file:
        return file.read(len(title)) == title


def _reserve(descriptor: int, num_bytes: int) -> None:
    """Gives a new file this size, with allocated disk space."""
    if hasattr(os, "posix_fallocate"):
        try:
            os.posix_fallocate(descriptor, 0, num_bytes)
            return
        except OSError as error:
            if error.errno not in _NOT_RESERVED:
                raise
    zeros = bytes(1 << 20)
    for place in range(0, num_bytes, len(zeros)):
        os.write(descriptor, zeros[: num_bytes - place])
    os.lseek(descriptor, 0, os.SEEK_SET)


def make_folder(path: PathLike) -> Path:
    """The folder at ``path``, created with its parents if missing.

    Raises:
        FileError: a file is in the way, or the parent folder is not writable.
    """
    folder = Path(path)
    with explained(path):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def make_new_folder(path: PathLike) -> bool:
    """Creates the folder at ``path``, with its parents.

    Returns:
        Whether it was created; False if the path already exists, possibly just created by another process.

    Raises:
        FileError: the parent folder is not writable, or is not a folder.
    """
    with explained(path):
        try:
            Path(path).mkdir(parents=True)
        except FileExistsError:
            if not os.path.lexists(path):  # a parent is in the way: a dangling link
                raise
            return False
    return True


def remove_file(path: PathLike) -> None:
    """Removes the file at ``path``, if it exists.

    Raises:
        FileError: it is a folder, or its folder is not writable.
    """
    with explained(path):
        Path(path).unlink(missing_ok=True)


def sweep(folder: PathLike) -> None:
    """Removes the temporary files left in ``folder`` by dead processes.

    Call it only with the lock of the folder: the files of a live writer look the same.
    """
    with explained(folder):
        for entry in list(Path(folder).iterdir()):
            if _TEMPORARY.fullmatch(entry.name) and entry.is_file():
                entry.unlink(missing_ok=True)


def _refuse_what_is_no_file(path: PathLike, target: Path) -> None:
    if target.is_dir():
        raise FileError.of("files.is_folder", where=str(path), path=str(path))
    if target.exists() and not target.is_file():
        raise FileError.of("files.special", where=str(path), path=str(path))


def _new_file_beside(target: Path) -> tuple[Path, int | None]:
    """A new file, and the descriptor that locks it, if locks are supported.

    One at a time has the standard name, so that the leftover of a killed writer is found without listing the folder.
    """
    try:
        return _new_file(_beside(target, _USUAL))
    except FileExistsError:
        return _new_file(_beside(target, secrets.token_hex(4)))


def _new_file(temporary: Path) -> tuple[Path, int | None]:
    # Not tempfile, which sets mode 0o600: a model should be as readable as any other new file of its owner.
    descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
    if fcntl is None:  # Windows cannot move an open file
        os.close(descriptor)
        return temporary, None
    return temporary, descriptor


def _beside(target: Path, token: str) -> Path:
    return target.with_name(f".{target.stem[:_LONGEST_STEM]}.{token}{target.suffix}")


def _let_go(descriptor: int | None) -> None:
    if descriptor is not None:
        os.close(descriptor)


def _holds(descriptor: int | None) -> bool:
    """Locks a file that is being written until the process ends; False if that is impossible."""
    if descriptor is None:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _remove_left_behind(left: Path, newest: Path) -> None:
    """Removes the leftover of a killed writer; if the system refuses, it stays."""
    with contextlib.suppress(OSError):
        # By the clock of the file system, which may be on another machine.
        if left.lstat().st_mtime < newest.stat().st_mtime - _LEFT_SECONDS:
            _remove_unless_held(left)


def _remove_unless_held(left: Path) -> None:
    descriptor = os.open(left, os.O_RDWR | os.O_NOFOLLOW)
    try:
        if _holds(descriptor):
            left.unlink(missing_ok=True)
    finally:
        os.close(descriptor)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        # Some network file systems cannot flush a folder, and a folder may be writable but not readable.
        if error.errno not in _FOLDER_NOT_FLUSHED:
            raise
