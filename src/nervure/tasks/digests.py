"""What tells a run's data, code and weights apart from others: digests of bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from nervure.data.pictures.source import FolderSource, PictureSource
from nervure.models.model import Model

_SOURCES = Path(__file__).resolve().parent.parent
_WORKERS = 4  # hashing lets go of Python's lock

Array = np.ndarray[Any, Any]


def files_digest(source: PictureSource, labels: Mapping[str, str]) -> str:
    """Of files of a source: their names, as they are written here, their labels, and their bytes.

    Args:
        source: where they are.
        labels: the label of each by its path.

    Examples:
        >>> files_digest(FolderSource(Path(".")), {})
        'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """

    def line(path: str) -> bytes:
        written = f"{hashlib.sha256(source.read(path)).hexdigest()} {path}\t{labels[path]}\n"
        return written.encode("utf-8", "surrogateescape")

    with ThreadPoolExecutor(_WORKERS) as pool:
        return _digest(pool.map(line, sorted(labels)))


def arrays_digest(*arrays: Array) -> str:
    """Of arrays: their types, shapes and numbers."""
    return _digest(part for array in arrays for part in (f"{array.dtype.str} {array.shape}\n".encode(), _bytes(array)))


def source_digest() -> str:
    """Of the sources of nervure that are installed, so that a run knows by which code it was made."""
    paths = [path.relative_to(_SOURCES).as_posix() for path in _SOURCES.rglob("*.py")]
    return files_digest(FolderSource(_SOURCES), dict.fromkeys(paths, ""))


def weights_digest(model: Model) -> str:
    """Of all weights of a model, moving statistics too."""
    return arrays_digest(*model.get_weights())


def _bytes(array: Array) -> Any:
    return np.ascontiguousarray(array).data if array.size else b""


def _digest(parts: Iterable[Any]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()
