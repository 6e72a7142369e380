"""Lists the images in a table of paths and labels: every line is used, or left out with a reason."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple, TypeAlias

from nervure.data.pictures.class_folders import PARTS, Listing, chosen_classes, name_reason
from nervure.data.pictures.file_names import composed
from nervure.errors import DataError
from nervure.files import read_text
from nervure.records.picture_folder import LeftOut

_DELIMITERS = ",;\t"
_PATHS = ("path", "file", "filename", "file_name", "filepath", "file_path", "image", "image_path", "picture")
_LABELS = ("label", "labels", "class", "class_name", "category", "target")
_PARTS = ("split", "part", "subset", "set")


# Number and cells of a line; an error in place of an unreadable line.
Fields: TypeAlias = list[str] | csv.Error


class _Columns(NamedTuple):
    """The columns of the path, the label and the part; None if neither named nor requested."""

    path: int
    label: int | None
    part: int | None


class _Line(NamedTuple):
    """An image, its class, and its part; empty if not given."""

    path: str
    label: str
    part: str


def list_csv(table: Path, class_names: Sequence[str] | None = None) -> Listing:
    """The images listed in a file, one per line: path, label and, optionally, the part.

    The first line may name the columns (``path,label,split``, or synonyms such as ``filename`` and ``class``); without
    a header they have this order. Commas, semicolons or tabs separate them. Paths are relative to the folder of the
    table.

    Args:
        table: the file.
        class_names: the labels to use, in the order of their numbers; None means all, in order. Labels are in Unicode's
            composed form.

    Raises:
        FileError: there is no such file, or it is not text.
        DataError: it has no columns of paths and labels.
        ArgumentError: a requested label does not exist, or is requested twice.
    """
    kept, left_out = _kept(table, _columns)
    names, not_named = chosen_classes(class_names, _in_order({line.label for line in kept}))
    numbers = {name: number for number, name in enumerate(names)}
    used = [line for line in kept if line.label in numbers]
    return Listing(
        tuple(line.path for line in used),
        tuple(numbers[line.label] for line in used),
        tuple(names),
        (*left_out, *not_named),
        parts=tuple(line.part for line in used if line.part),
    )


def list_csv_paths(table: Path) -> Listing:
    """The images listed in such a file, ignoring other columns: for images whose classes are not yet known.

    Args:
        table: the file; a line may contain only a path.

    Raises:
        FileError: there is no such file, or it is not text.
        DataError: it has no column of paths.
    """
    kept, left_out = _kept(table, _column_of_paths)
    return Listing(tuple(line.path for line in kept), (), (), tuple(left_out))


def _kept(
    table: Path, columns_of: Callable[[Fields, Path], tuple[_Columns, bool]]
) -> tuple[list[_Line], list[LeftOut]]:
    """The usable lines, and why others are not usable."""
    lines = _lines(read_text(table))
    begin: tuple[int, Fields] = next(lines, (0, []))
    columns, is_heading = columns_of(begin[1], table)
    kept: dict[str, _Line] = {}
    left_out: list[LeftOut] = []
    for number, line in lines if is_heading else itertools.chain((begin,), lines):
        place = f"{table.name}:{number}"
        read = _read(line, columns, place)
        if isinstance(read, LeftOut):
            left_out.append(read)
        elif read.path in kept:
            left_out.append(LeftOut.because("picture.csv_twice", path=place, name=read.path))
        else:
            kept[read.path] = read
    return list(kept.values()), left_out


def _lines(text: str) -> Iterator[tuple[int, Fields]]:
    """The lines that are not empty, with their numbers; an error in place of an unreadable line."""
    first = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        try:
            line = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            yield reader.line_num, problem
            continue
        if any(field.strip() for field in line):
            yield reader.line_num, [field.strip() for field in line]


def _columns(first: Fields, table: Path) -> tuple[_Columns, bool]:
    """The positions of the columns, and whether the first line names them."""
    words = _words(first)
    path, label, part = (_place(words, names) for names in (_PATHS, _LABELS, _PARTS))
    if path is not None and label is not None:
        return _Columns(path, label, part), True
    if len(words) in (2, 3) and _is_picture(words[0]):
        return _Columns(0, 1, 2 if len(words) == 3 else None), False
    raise DataError.of("picture.csv_columns", where=str(table), got=_shown(words, first))


def _column_of_paths(first: Fields, table: Path) -> tuple[_Columns, bool]:
    """The position of the column of paths, and whether the first line names it."""
    words = _words(first)
    path = _place(words, _PATHS)
    if path is not None:
        return _Columns(path, None, None), True
    if words and _is_picture(words[0]):
        return _Columns(0, None, None), False
    raise DataError.of("picture.csv_no_paths", where=str(table), got=_shown(words, first))


def _words(first: Fields) -> list[str]:
    return [] if isinstance(first, csv.Error) else [word.lower().replace(" ", "_") for word in first]


def _is_picture(word: str) -> bool:
    return name_reason(word.replace("\\", "/")) is None


def _shown(words: Sequence[str], first: Fields) -> str:
    return ("; ".join(words[:4]) or str(first or "-"))[:200]


def _place(words: Sequence[str], names: Sequence[str]) -> int | None:
    return next((words.index(name) for name in names if name in words), None)


def _read(line: Fields, columns: _Columns, place: str) -> _Line | LeftOut:
    """The contents of a line, or why it is not used."""
    if isinstance(line, csv.Error):
        return LeftOut.because("picture.csv_unreadable", path=place, problem=str(line))
    if len(line) <= max(columns.path, columns.label or 0, columns.part or 0):
        return LeftOut.because("picture.csv_short", path=place, count=len(line))
    path = line[columns.path].replace("\\", "/")
    label = "" if columns.label is None else composed(line[columns.label])
    word = "" if columns.part is None else line[columns.part]
    reason = _reason(path, place)
    if reason is None and not label and columns.label is not None:
        reason = LeftOut.because("picture.csv_no_label", path=place, name=path)
    if reason is None and word.lower() not in PARTS and columns.part is not None:
        reason = LeftOut.because("picture.csv_part", path=place, name=path, word=word)
    return reason or _Line(str(PurePosixPath(path)), label, PARTS.get(word.lower(), ""))


def _reason(path: str, place: str) -> LeftOut | None:
    """Why an image with this path is not used; None if it is used."""
    names = PurePosixPath(path).parts
    if path.startswith("/") or ".." in names or "\0" in path or ":" in "".join(names[:1]):
        return LeftOut.because("picture.csv_outside", path=place, name=path)
    reason = name_reason("/".join(names))
    return None if reason is None else LeftOut(f"{place} {path}", reason.reason, reason.values)


def _in_order(labels: set[str]) -> tuple[str, ...]:
    """The classes in the order of their numbers: whole numbers by value, words alphabetically."""
    if all(label.isascii() and label.isdecimal() for label in labels):
        return tuple(sorted(labels, key=lambda label: (len(label.lstrip("0")), label.lstrip("0"), label)))
    return tuple(sorted(labels))
