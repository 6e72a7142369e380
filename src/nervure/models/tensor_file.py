"""Files of named tensors (safetensors), read strictly: every claim is checked against the bytes.

A file consists of eight bytes with the length of the header, the header as JSON, and the data. Before memory is
allocated, the header must show that the data fills the file without gaps or overlaps; before JSON is parsed into
objects, their maximum size is computed.

Source:
    https://github.com/huggingface/safetensors#format
"""

from __future__ import annotations

import io
import json
import math
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import numpy as np

from nervure.errors import FileError, Unfit, said_of
from nervure.language import text

Array = np.ndarray[Any, Any]

_DTYPES = {
    "F64": np.float64, "F32": np.float32, "F16": np.float16, "I64": np.int64, "I32": np.int32, "I16": np.int16,
    "I8": np.int8, "U64": np.uint64, "U32": np.uint32, "U16": np.uint16, "U8": np.uint8, "BOOL": np.bool_,
}  # fmt: skip
_DESCRIPTIONS = "__metadata__"
_LENGTH_BYTES = 8
_MOST_AXES = 32  # NumPy 1 supports no more
_LARGEST = np.iinfo(np.intp).max
# The memory allowed besides the file itself, and the largest size of one JSON item as an object.
_BESIDE_THE_FILE_BYTES = 48 << 20
_BYTES_A_LIST, _BYTES_A_MAPPING, _BYTES_AN_ITEM = 128, 384, 48
# A mapping in a description may be a layer, with everything that belongs to it.
_BYTES_A_LAYER = 1536
_LONGEST_QUOTE = 80


class TensorFile(NamedTuple):
    """The content of a file.

    Attributes:
        descriptions: texts by name.
        tensors: arrays by name, views of ``data``.
        data: all bytes of the file.
    """

    descriptions: Mapping[str, str]
    tensors: dict[str, Array]
    data: bytearray


class _Place(NamedTuple):
    """The position of a tensor's data, counted from the end of the header."""

    start: int
    end: int
    dtype: np.dtype[Any]
    shape: tuple[int, ...]


def read_tensors(path: Path) -> TensorFile:
    """The content of a file of tensors.

    Raises:
        FileError: it is not a tensor file, is truncated, or contradicts itself.
        OSError: it cannot be read.
    """
    with path.open("rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        length = int.from_bytes(file.read(_LENGTH_BYTES), "little")
        if size < _LENGTH_BYTES or length > size - _LENGTH_BYTES:
            refuse(path, text("load.cut_off"))
        start = _LENGTH_BYTES + length
        header = _parsed(_decoded(_filled(file, bytearray(length), path), size, path), size, path, _BYTES_A_MAPPING)
        places = _places(header, size - start, path)
        file.seek(0)
        data = _filled(file, bytearray(size), path)
    tensors = {name: _array(data, start, place) for name, place in places.items()}
    return TensorFile(header.get(_DESCRIPTIONS, {}), tensors, data)


def parsed(description: str, file_bytes: int, path: Path) -> Any:
    """A description, which is JSON, as plain values.

    Args:
        description: the text.
        file_bytes: the size of its file.
        path: of that file, for errors.

    Raises:
        FileError: it is not JSON, a key is repeated in a mapping, it is nested too deeply, or it would take more memory
            than the file size justifies.
    """
    return _parsed(description, file_bytes, path, _BYTES_A_LAYER)


def _parsed(written: str, file_bytes: int, path: Path, bytes_a_mapping: int) -> Any:
    lists, mappings, items = (written.count(sign) for sign in "[{,")
    objects = lists * _BYTES_A_LIST + mappings * bytes_a_mapping + items * _BYTES_AN_ITEM
    if _text_bytes(written) + objects > file_bytes + _BESIDE_THE_FILE_BYTES:
        refuse(path, text("load.header_large", count=len(written)))
    try:
        return json.loads(written, object_pairs_hook=_without_doubles)
    except RecursionError:
        refuse(path, text("load.header_deep"))
    except ValueError as problem:
        refuse(path, said_of(problem))


def refuse(path: Path, got: str) -> NoReturn:
    """Reports that a file cannot be read.

    Raises:
        FileError: always.
    """
    raise FileError.of("load.unreadable", where=str(path), got=got)


def _decoded(header: bytearray, file_bytes: int, path: Path) -> str:
    if _text_bytes(header) > file_bytes + _BESIDE_THE_FILE_BYTES:
        refuse(path, text("load.header_large", count=len(header)))
    try:
        return header.decode()
    except UnicodeDecodeError as problem:
        refuse(path, said_of(problem))


def _text_bytes(written: str | bytearray) -> int:
    """The memory of a text: one rare character makes every character four bytes, and the description is copied out."""
    return 2 * len(written) * (1 if written.isascii() else 4)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        counted = Counter(name for name, _ in pairs)
        twice = counted.most_common(1)[0][0]
        raise Unfit(text("load.name_twice", name=twice[:_LONGEST_QUOTE]))
    return made


def _filled(file: io.FileIO, buffer: bytearray, path: Path) -> bytearray:
    left = memoryview(buffer)
    while left:
        count = file.readinto(left)
        if not count:
            refuse(path, text("load.cut_off"))
        left = left[count:]
    return buffer


def _places(header: Any, num_bytes: int, path: Path) -> dict[str, _Place]:
    """The position of each tensor; together they fill ``num_bytes`` without gaps."""
    if not isinstance(header, dict):
        refuse(path, text("load.tensor", name="-"))
    descriptions = header.get(_DESCRIPTIONS, {})
    if not isinstance(descriptions, dict) or not all(isinstance(each, str) for each in descriptions.values()):
        refuse(path, text("load.tensor", name=_DESCRIPTIONS))
    places: dict[str, _Place] = {}
    for name, entry in header.items():
        if name != _DESCRIPTIONS:
            place = _place(entry)
            if place is None:
                refuse(path, text("load.tensor", name=name[:_LONGEST_QUOTE]))
            places[name] = place
    end = 0
    for name, place in sorted(places.items(), key=lambda named: named[1][:2]):
        if place.start != end:
            refuse(path, text("load.offsets", name=name[:_LONGEST_QUOTE]))
        end = place.end
    if end != num_bytes:
        refuse(path, text("load.length", expected=end, got=num_bytes))
    return places


def _place(entry: Any) -> _Place | None:
    """One entry of a header; None if it is invalid."""
    if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
        return None
    named, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if not isinstance(named, str) or named not in _DTYPES or not _are_counts(shape) or not _are_counts(offsets):
        return None
    dtype = np.dtype(_DTYPES[named])
    if len(shape) > _MOST_AXES or len(offsets) != 2 or offsets[1] - offsets[0] != math.prod(shape) * dtype.itemsize:
        return None
    # An empty array may still claim impossible sizes.
    if math.prod(size for size in shape if size) > _LARGEST // dtype.itemsize:
        return None
    return _Place(offsets[0], offsets[1], dtype, tuple(shape))


def _are_counts(values: Any) -> bool:
    return isinstance(values, list) and all(type(value) is int and value >= 0 for value in values)


def _array(data: bytearray, start: int, place: _Place) -> Array:
    count = math.prod(place.shape)
    if not count:
        return np.empty(place.shape, place.dtype)
    numbers = np.frombuffer(data, np.uint8 if place.dtype == np.bool_ else place.dtype, count, start + place.start)
    # A byte other than 0 or 1 is not a bool, and unaligned numbers are slow, or worse.
    numbers = numbers != 0 if place.dtype == np.bool_ else numbers
    return (numbers if numbers.flags.aligned else numbers.copy()).reshape(place.shape)
