"""Digests of bytes that identify a run's data, code and weights."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nervure.models.model import Model

_SOURCES = Path(__file__).resolve().parent.parent

Array = np.ndarray[Any, Any]


def files_digest(contents: Mapping[str, bytes], labels: Mapping[str, str]) -> str:
    """The digest of files: their names, as given here, their labels, and their bytes.

    Args:
        contents: the SHA-256 of each file by its path.
        labels: the label of each file that counts, by its path.

    Examples:
        >>> files_digest({"a.png": hashlib.sha256(b"pixels").digest()}, {})
        'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """
    lines = (f"{contents[path].hex()} {path}\t{labels[path]}\n" for path in sorted(labels))
    return _digest(line.encode("utf-8", "surrogateescape") for line in lines)


def arrays_digest(*arrays: Array) -> str:
    """The digest of arrays: their types, shapes and values."""
    return _digest(part for array in arrays for part in (f"{array.dtype.str} {array.shape}\n".encode(), _bytes(array)))


def text_digest(words: str) -> str:
    """The digest of a text.

    Examples:
        >>> text_digest("")[:16]
        'e3b0c44298fc1c14'
    """
    return _digest([words.encode()])


def source_digest() -> str:
    """The digest of nervure's installed sources, so that a run records the code that produced it."""
    files = {path.relative_to(_SOURCES).as_posix(): path for path in _SOURCES.rglob("*.py")}
    contents = {name: hashlib.sha256(path.read_bytes()).digest() for name, path in files.items()}
    return files_digest(contents, dict.fromkeys(contents, ""))


def weights_digest(model: Model) -> str:
    """The digest of all weights of a model, including moving statistics."""
    return arrays_digest(*model.get_weights())


def _bytes(array: Array) -> Any:
    return np.ascontiguousarray(array).data if array.size else b""


def _digest(parts: Iterable[Any]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()
