"""Reads samples and labels from a NumPy file without running code from it."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from nervure.arguments import PathLike, checked
from nervure.errors import FileError
from nervure.files import explained, raise_if_of_the_machine


@checked
def load_npz(path: PathLike) -> tuple[NDArray[Any], NDArray[Any]]:
    """The arrays ``x`` and ``y`` from a file written by ``numpy.savez(path, x=..., y=...)``.

    No code in the file is run: arrays of Python objects, which NumPy stores as pickles, are rejected. An array whose
    header declares more data than the file contains is rejected before memory is allocated.

    Args:
        path: the ``.npz`` file.

    Returns:
        ``x`` and ``y`` as they are in the file, samples first.

    Raises:
        FileError: the file does not exist, is not a NumPy file, is damaged, or lacks an array.

    Examples:
        >>> import tempfile, pathlib
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "points.npz"
        >>> np.savez(path, x=np.zeros((5, 2)), y=np.arange(5))
        >>> x, y = load_npz(path)
        >>> x.shape, y.tolist()
        ((5, 2), [0, 1, 2, 3, 4])
    """
    file = Path(path)
    with explained(file, reads=True):
        if not file.is_file():
            raise FileError.of("data.npz_nothing", where=str(file))
        return _arrays(file)


def _arrays(file: Path) -> tuple[NDArray[Any], NDArray[Any]]:
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, struct.error, ValueError, ArithmeticError, RuntimeError, OSError, EOFError) as problem:
        raise_if_of_the_machine(file, problem)
        raise FileError.of("data.npz_form", where=str(file), got=_beginning(file)) from problem
    with archive:
        names = [name.removesuffix(".npy") for name in archive.namelist() if name.endswith(".npy")]
        if not {"x", "y"} <= set(names):
            raise FileError.of("data.npz_arrays", where=str(file), got=", ".join(names) or "-")
        x, y = _member(archive, "x", file), _member(archive, "y", file)
    if x.ndim == 0 or y.ndim == 0 or len(x) != len(y):
        raise FileError.of("data.npz_lengths", where=str(file), x=x.shape, y=y.shape)
    return x, y


def _member(archive: zipfile.ZipFile, name: str, file: Path) -> NDArray[Any]:
    try:
        info = archive.getinfo(f"{name}.npy")
        with archive.open(info) as stream:
            dtype, declared = _header(stream)
            if dtype.hasobject:
                raise FileError.of("data.npz_objects", where=str(file), name=name)
            if declared != info.file_size:
                sizes = f"{declared} B ≠ {info.file_size} B"
                raise FileError.of("data.npz_damaged", where=str(file), name=name, problem=sizes)
        with archive.open(info) as stream:
            return np.asarray(npy.read_array(stream, allow_pickle=False))
    except FileError:
        raise
    except Exception as problem:  # NumPy parses the header with Python's parser, which can raise any exception
        raise_if_of_the_machine(file, problem)
        raise FileError.of("data.npz_damaged", where=str(file), name=name, problem=type(problem).__name__) from problem


def _header(stream: IO[bytes]) -> tuple[np.dtype[Any], int]:
    """The data type, and the total bytes of header and data that the header declares."""
    version = npy.read_magic(stream)
    read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    shape, _, dtype = read(stream)
    count = 1
    for length in shape:
        count *= int(length)
    return dtype, stream.tell() + count * dtype.itemsize


def _beginning(file: Path) -> str:
    with file.open("rb") as stream:
        return repr(stream.read(8))
