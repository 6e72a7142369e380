"""The one room that writes to disk: whole files or nothing, and logs that grow.

A file is written beside its place under another name, forced to disk and renamed. Whatever happens on the way, a kill
or a full disk, the place holds either the old file or the new one, never a part of one. Other people's writers
(safetensors, Pillow, h5py) get the same care through :func:`writing`.

A process that is killed leaves its temporary file. Whoever writes that file next removes it, once it is a minute old
and the system says that nobody holds it: a writer holds its own by a lock, which ends with it, however it ends. Of
several writers at the same time only one uses the name that is looked at.
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

_LONGEST_STEM = 60  # file systems allow 255 bytes a name, and a Korean letter takes up to 9 of them
# As :func:`_beside` names them: ``.model.0f3a91bc.safetensors``.
_TEMPORARY = re.compile(r"\..{0,60}\.[0-9a-f]{8}(\.[^.]*)?")
_USUAL = "00000000"
_LEFT_SECONDS = 60  # between making a file and holding it lies no time, and clocks of file systems are coarse
_NOT_RESERVED = (errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP)  # file systems that cannot take room without writing
_FOLDER_NOT_FLUSHED = (errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM)


@contextlib.contextmanager
def writing(path: PathLike) -> Iterator[Path]:
    """Yields a path to write to; the file takes its place at ``path`` when the block ends without an error.

    The path yielded lies in the same folder and ends like ``path``, for writers that choose a format by the ending.
    A link is followed: the file it points to is replaced, not the link.

    Args:
        path: where the file shall be.

    Raises:
        FileError: the folder does not exist or may not be written to, ``path`` is a folder, or the disk is full.

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
    """Makes ``data`` the whole content of the file at ``path``.

    Raises:
        FileError: see :func:`writing`; the old file is still whole then.
    """
    with writing(path) as temporary, explained(path):
        temporary.write_bytes(data)


def write_text(path: PathLike, text: str) -> None:
    r"""Makes ``text`` the whole content of the file at ``path``: UTF-8, line ends as they are (``\n``).

    Names of files may hold bytes that are no UTF-8; they are written as ``\udcff``, which JSON reads back.

    Raises:
        FileError: see :func:`writing`; the old file is still whole then.
    """
    write_bytes(path, text.encode(errors="backslashreplace"))


def append_text(path: PathLike, text: str) -> None:
    """Adds ``text`` at the end of the log at ``path``, which is made if it is missing: all of it, or nothing.

    Raises:
        FileError: the folder does not exist or may not be written to, ``path`` is a folder, or the disk is full.
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
        FileError: there is no such file, it is a folder, or it may not be read.
    """
    with explained(path, reads=True):
        return Path(path).read_bytes()


def read_text(path: PathLike) -> str:
    """The content of the UTF-8 file at ``path``: line ends as they are, without a byte order mark.

    Raises:
        FileError: there is no such file, it is a folder, it may not be read, or it is not text.
    """
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place, byte = error.start, f"0x{error.object[error.start]:02x}"
        raise FileError.of("files.not_text", where=str(path), position=place, byte=byte) from error


def shared_memory(path: PathLike, num_bytes: int, title: bytes) -> mmap.mmap:
    """The file at ``path`` as memory that processes write in place and share; zeros behind its title where it is new.

    Its room on the disk is taken at once: a full disk is an error here, where a later write into memory without room
    would end the process. For what can be made again: what is in the file is only as whole as its writers see to.

    Args:
        path: of the file; one of another size or title is replaced.
        num_bytes: how large it is.
        title: what it begins with, which says what it holds.

    Raises:
        FileError: see :func:`writing`.
    """
    with explained(path):
        if not _is_titled(Path(path), num_bytes, title):
            with writing(path) as temporary, temporary.open("r+b") as file:
                _reserve(file.fileno(), num_bytes)
                file.write(title)
        with Path(path).open("r+b") as file:
            os.utime(path)  # used now
            return mmap.mmap(file.fileno(), num_bytes)


def _is_titled(path: Path, num_bytes: int, title: bytes) -> bool:
    if not path.is_file() or path.stat().st_size != num_bytes:
        return False
    with path.open("rb") as file:
        return file.read(len(title)) == title


def _reserve(descriptor: int, num_bytes: int) -> None:
    """Makes a new file so large, with its room on the disk."""
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
    """The folder at ``path``, made with all folders above it if it is missing.

    Raises:
        FileError: a file is in the way, or the folder above may not be written to.
    """
    folder = Path(path)
    with explained(path):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def make_new_folder(path: PathLike) -> bool:
    """Makes the folder at ``path``, with all folders above it.

    Returns:
        Whether it was made; False where something is there already, which somebody else may have made just now.

    Raises:
        FileError: the folder above may not be written to, or is none.
    """
    with explained(path):
        try:
            Path(path).mkdir(parents=True)
        except FileExistsError:
            if not os.path.lexists(path):  # it is a folder above that is in the way: a link that leads nowhere
                raise
            return False
    return True


def remove_file(path: PathLike) -> None:
    """Removes the file at ``path``; it is fine if there is none.

    Raises:
        FileError: it is a folder, or its folder may not be written to.
    """
    with explained(path):
        Path(path).unlink(missing_ok=True)


def sweep(folder: PathLike) -> None:
    """Removes the temporary files that dead processes left in ``folder``.

    Only for who holds the lock of the folder: those of a living writer look the same.
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
    """A new file, and the descriptor by which it is held, where there are such locks.

    One at a time has the usual name, so that what a killed writer left is met without looking through the folder.
    """
    try:
        return _new_file(_beside(target, _USUAL))
    except FileExistsError:
        return _new_file(_beside(target, secrets.token_hex(4)))


def _new_file(temporary: Path) -> tuple[Path, int | None]:
    # Not tempfile: that gives 0o600, and a model is as readable as any other new file of its owner.
    descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
    if fcntl is None:  # Windows moves no file that is open
        os.close(descriptor)
        return temporary, None
    return temporary, descriptor


def _beside(target: Path, token: str) -> Path:
    return target.with_name(f".{target.stem[:_LONGEST_STEM]}.{token}{target.suffix}")


def _let_go(descriptor: int | None) -> None:
    if descriptor is not None:
        os.close(descriptor)


def _holds(descriptor: int | None) -> bool:
    """Holds a file that is written by a lock, which ends with the process; False where that cannot be."""
    if descriptor is None:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _remove_left_behind(left: Path, newest: Path) -> None:
    """Removes what a killed writer left; an error of the system leaves it there."""
    with contextlib.suppress(OSError):
        # By the clock of the disk, which may be another machine's.
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
        # Some network file systems know no flush of a folder, and a folder may be writable but not readable.
        if error.errno not in _FOLDER_NOT_FLUSHED:
            raise
