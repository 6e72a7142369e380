"""Listing a folder of pictures: its class folders, the files in them, and what is left out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from nervure.data.picture_file import OTHER_SUFFIXES, SUFFIXES
from nervure.errors import ArgumentError, DataError, FileError
from nervure.language import text
from nervure.records.picture_folder import LeftOut
from nervure.registry import suggestion

_NAMES_SHOWN = 8
_PARTS = frozenset(("train", "training", "test", "testing", "val", "valid", "validation"))


class Listing(NamedTuple):
    """What a folder holds.

    Attributes:
        paths: of the files that are pictures by their names, below the folder, in Keras' order.
        labels: the number of the class of each; empty where there are no classes.
        class_names: the class folders in order; empty where there are no classes.
        left_out: all other files and folders, with reasons.
        are_given: whether the labels were given as a list instead of by class folders.
    """

    paths: tuple[str, ...]
    labels: tuple[int, ...]
    class_names: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    are_given: bool = False

    @property
    def looks_like_parts(self) -> bool:
        """Whether the class folders are called like the parts of a split data set."""
        return bool(self.class_names) and {name.lower() for name in self.class_names} <= _PARTS


def list_classes(folder: Path, class_names: Sequence[str] | None = None, follow_links: bool = False) -> Listing:
    """The pictures in the folders of ``folder``, each folder a class.

    Args:
        folder: the folder that holds the class folders.
        class_names: the classes wanted, in the order of their numbers; None means all, in the order of their names.
        follow_links: whether folders inside a class that are links are entered.

    Raises:
        FileError: there is no such folder.
        DataError: it holds no class folders.
        ArgumentError: a class has no folder, or is named twice.
    """
    found: list[str] = []
    left_out: list[LeftOut] = []
    for entry in _entries(folder):
        is_folder = entry.is_dir()
        if entry.name.startswith("."):
            left_out.append(_hidden(entry.name, is_folder))
        elif is_folder:
            found.append(entry.name)
        else:
            left_out.append(_reason(entry.name, entry) or LeftOut.because("picture.in_no_class", path=entry.name))
    if not found:
        raise _no_classes(folder, left_out)
    names = found if class_names is None else _chosen(class_names, found)
    left_out += [LeftOut.because("picture.class_not_named", path=name) for name in found if name not in names]
    paths: list[str] = []
    labels: list[int] = []
    for number, name in enumerate(names):
        inside, not_used = _walk(folder, name, follow_links)
        paths += inside
        labels += [number] * len(inside)
        left_out += not_used
    return Listing(tuple(paths), tuple(labels), tuple(names), tuple(left_out))


def list_files(folder: Path, follow_links: bool = False) -> Listing:
    """All pictures in ``folder`` and below it, without classes.

    Raises:
        FileError: there is no such folder.
    """
    _entries(folder)
    paths, left_out = _walk(folder, "", follow_links)
    return Listing(tuple(paths), (), (), tuple(left_out))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        raise FileError.of("picture.no_folder", where=str(folder), **_nearest_there(folder)) from None
    except NotADirectoryError:
        raise FileError.of("picture.not_a_folder", where=str(folder)) from None
    except OSError as problem:
        raise FileError.of(
            "picture.closed_folder", where=str(folder), problem=problem.strerror or str(problem)
        ) from problem


def _nearest_there(folder: Path) -> dict[str, str]:
    """The part of the path that is there, what it holds, and what to do."""
    there = next((above for above in folder.absolute().parents if above.is_dir()), Path(folder.absolute().anchor))
    missing = folder.absolute().relative_to(there).parts[0]
    names = sorted(entry.name for entry in there.iterdir() if entry.is_dir() and not entry.name.startswith("."))
    near = suggestion(missing, names)
    return {
        "there": str(there),
        "names": _shown(names),
        "fix": text("picture.fix_near", near=str(there / near)) if near else text("picture.fix_path"),
    }


def _chosen(class_names: Any, found: Sequence[str]) -> list[str]:
    if isinstance(class_names, str) or not isinstance(class_names, Sequence):
        raise ArgumentError.of("picture.class_names", where="class_names", got=repr(class_names))
    names = [str(name) for name in class_names]
    for number, name in enumerate(names):
        if name in names[:number]:
            raise ArgumentError.of("picture.class_twice", where="class_names", name=name)
        if name not in found:
            near = suggestion(name, found)
            fix = text("registry.did_you_mean", suggestion=near) if near else text("registry.choose_one")
            raise ArgumentError.of(
                "picture.class_unknown", where="class_names", name=name, known=_shown(found), fix=fix
            )
    return names


def _no_classes(folder: Path, left_out: Sequence[LeftOut]) -> DataError:
    pictures = [each.path for each in left_out if each.reason == "picture.in_no_class"]
    if pictures:
        return DataError.of("picture.no_classes", where=str(folder), count=len(pictures), names=_shown(pictures, 3))
    return DataError.of("picture.nothing", where=str(folder))


def _walk(folder: Path, below: str, follow_links: bool) -> tuple[list[str], list[LeftOut]]:
    """The pictures in ``below`` and in its folders, folder by folder in the order of their paths, and what is not."""
    paths: list[str] = []
    left_out: list[LeftOut] = []
    visited: set[str] = set()
    folders: list[tuple[str, list[os.DirEntry[str]]]] = []
    waiting = [below]
    while waiting:
        place = waiting.pop()
        real = os.path.realpath(folder / place)
        if real in visited:
            left_out.append(LeftOut.because("picture.seen_already", path=place))
            continue
        visited.add(real)
        files: list[os.DirEntry[str]] = []
        for entry in _inside(folder, place, left_out):
            path = f"{place}/{entry.name}" if place else entry.name
            if not entry.is_dir():
                files.append(entry)
            elif entry.name.startswith("."):
                left_out.append(_hidden(path, True))
            elif entry.is_symlink() and not follow_links:
                left_out.append(LeftOut.because("picture.link", path=path))
            else:
                waiting.append(path)
        folders.append((place, files))
    # os.walk, which Keras sorts by the whole path of a folder.
    for place, files in sorted(folders, key=lambda each: each[0].replace("/", os.sep)):
        for entry in files:
            path = f"{place}/{entry.name}" if place else entry.name
            reason = _reason(path, entry)
            if reason is None:
                paths.append(path)
            else:
                left_out.append(reason)
    return paths, left_out


def _inside(folder: Path, place: str, left_out: list[LeftOut]) -> Iterator[os.DirEntry[str]]:
    try:
        yield from _entries(folder / place)
    except FileError as problem:
        left_out.append(LeftOut.because("picture.not_readable", path=place, problem=problem.got))


def _reason(path: str, entry: os.DirEntry[str]) -> LeftOut | None:
    """Why a file is not used; None where it is a picture by its name."""
    if entry.name.startswith("."):
        return _hidden(path, False)
    suffix = os.path.splitext(entry.name)[1].lower()  # noqa: PTH122  (Path.suffix differs between versions of Python)
    if suffix in OTHER_SUFFIXES:
        return LeftOut.because("picture.other_format", path=path, suffix=suffix)
    if suffix not in SUFFIXES:
        return LeftOut.because("picture.no_picture", path=path)
    if not entry.is_file():
        return LeftOut.because("picture.no_file", path=path)
    return None


def _hidden(path: str, is_folder: bool) -> LeftOut:
    return LeftOut.because("picture.hidden_folder" if is_folder else "picture.hidden_file", path=path)


def _shown(names: Sequence[str], most: int = _NAMES_SHOWN) -> str:
    shown = ", ".join(names[:most])
    return f"{shown}, ... ({len(names)})" if len(names) > most else shown or "-"
