"""The one room that writes to disk: whole files or nothing, and logs that grow.

A file is written beside its place under another name, forced to disk and renamed. Whatever happens on the way, a kill
or a full disk, the place holds either the old file or the new one, never a part of one. Other people's writers
(safetensors, Pillow, h5py) get the same care through :func:`writing`.
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

from nervure.errors import FileError

__all__ = [
    "PathLike", "append_text", "explained", "is_disk_full", "is_of_the_machine", "make_folder",
    "raise_if_of_the_machine", "read_bytes", "read_text", "remove_file", "shared_memory", "sweep", "system_error",
    "write_bytes", "write_text", "writing",
]  # fmt: skip

PathLike = str | os.PathLike[str]

_LONGEST_STEM = 60  # file systems allow 255 bytes a name, and a Korean letter takes up to 9 of them
_NAMES_SHOWN = 5
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
# What says nothing about a file: the next try, or another machine, may read it. Not every system has all names.
_OF_A_DISK = ("EIO", "ESTALE", "ETIMEDOUT", "EREMOTEIO", "ENOTCONN", "EHOSTDOWN", "ENOLINK")
_OF_THE_MACHINE: dict[int, str] = {
    errno.EMFILE: "files.too_many_open", errno.ENFILE: "files.too_many_open", errno.ENOMEM: "files.no_memory",
    **{getattr(errno, name): "files.disk_fails" for name in _OF_A_DISK if hasattr(errno, name)},
}  # fmt: skip
# As :func:`_new_file_beside` names them: ``.model.0f3a91bc.safetensors``.
_TEMPORARY = re.compile(r"\..{0,60}\.[0-9a-f]{8}(\.[^.]*)?")
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
        temporary = _new_file_beside(target)
    try:
        yield temporary
        with explained(path):
            _flush(temporary)
            temporary.replace(target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError) and is_disk_full(error) and not isinstance(error, FileError):
            raise system_error(path, error) from error
        raise
    with explained(path):
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


def is_disk_full(error: OSError) -> bool:
    """Whether there was no room left, on the disk or in the user's share of it."""
    return error.errno in _DISK_FULL


def is_of_the_machine(error: BaseException | None) -> bool:
    """Whether an error, or one that it came of, is the machine's and says nothing about the file that was read."""
    return _machine_error(error) is not None


def raise_if_of_the_machine(path: PathLike, error: BaseException) -> None:
    """For whoever takes an error for a fault of a file: where it is one of the machine, it is raised as that.

    Args:
        path: what was read.
        error: what came of it.

    Raises:
        FileError: too many files are open, the disk fails, there is no memory.
    """
    found = _machine_error(error)
    if isinstance(found, FileError):
        raise found
    if found is not None:
        raise system_error(path, found, reads=True) from error


def _machine_error(error: BaseException | None) -> OSError | None:
    """The error of the machine that ``error`` is, or that it came of."""
    while error is not None:
        if isinstance(error, MemoryError):
            return OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))
        if isinstance(error, OSError) and error.errno in _OF_THE_MACHINE:
            return error
        error = error.__cause__ or error.__context__
    return None


def _refuse_what_is_no_file(path: PathLike, target: Path) -> None:
    if target.is_dir():
        raise FileError.of("files.is_folder", where=str(path), path=str(path))
    if target.exists() and not target.is_file():
        raise FileError.of("files.special", where=str(path), path=str(path))


def _new_file_beside(target: Path) -> Path:
    temporary = target.with_name(f".{target.stem[:_LONGEST_STEM]}.{secrets.token_hex(4)}{target.suffix}")
    # Not tempfile: that gives 0o600, and a model is as readable as any other new file of its owner.
    descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
    try:
        os.close(descriptor)
    except OSError:  # a network file system may say only now that there is no room
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    return temporary


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


@contextlib.contextmanager
def explained(path: PathLike, *, reads: bool = False) -> Iterator[None]:
    """Turns an error of the operating system into one that says what to do."""
    try:
        yield
    except FileError:
        raise
    except OSError as error:
        raise system_error(path, error, reads=reads) from error


def system_error(path: PathLike, error: OSError, *, reads: bool = False) -> FileError:
    """What the operating system said, in our words.

    Args:
        path: what it was asked for.
        error: what it said.
        reads: whether it was asked to read.
    """
    where = str(path)
    folder = Path(path).parent
    if isinstance(error, FileNotFoundError) and _is_nowhere(path):
        made = FileError.of("files.nowhere", where=where)
    elif isinstance(error, FileNotFoundError):
        if reads and _is_folder(folder):
            made = FileError.of("files.missing", where=where, path=where, folder=folder, names=_names_in(folder))
        else:
            missing = Path(os.path.realpath(path)).parent if _is_folder(folder) else folder  # or a dead link
            made = FileError.of("files.no_folder", where=where, folder=missing)
    elif isinstance(error, (NotADirectoryError, FileExistsError)):
        made = FileError.of("files.no_folder_but_file", where=where, path=error.filename or where)
    elif _is_folder(path):
        made = FileError.of("files.is_folder", where=where, path=where)
    elif isinstance(error, PermissionError):
        key = "files.not_readable" if reads else "files.not_writable"
        made = FileError.of(key, where=where, path=where, folder=folder)
    elif is_disk_full(error):
        made = FileError.of("files.disk_full", where=where, folder=folder)
    elif error.errno is not None and error.errno in _OF_THE_MACHINE:
        made = FileError.of(_OF_THE_MACHINE[error.errno], where=where, got=os.strerror(error.errno))
    else:
        made = FileError.of("files.other", where=where, reason=error.strerror or str(error))
    made.errno = error.errno
    return made


def _is_nowhere(path: PathLike) -> bool:
    """Whether a path begins in the current folder, and that is gone."""
    try:
        return not Path(path).is_absolute() and not os.getcwd()  # noqa: PTH109 - the same call
    except FileNotFoundError:
        return True


def _is_folder(path: PathLike) -> bool:
    return os.path.isdir(path)  # noqa: PTH112  (Path.is_dir raises where the system refuses to answer)


def _names_in(folder: Path) -> str:
    """What a folder holds, in short; a learner sees the typing error."""
    try:
        names = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError:
        return "?"
    shown = ", ".join(names[:_NAMES_SHOWN])
    return f"{shown}, ... ({len(names)})" if len(names) > _NAMES_SHOWN else shown or "-"
