"""Lists a folder of images: its class folders, the files in them, and what is left out."""

from __future__ import annotations

import os
import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from nervure.data.pictures.file_names import composed, shortened, suffix_of
from nervure.data.pictures.picture_file import OTHER_SUFFIXES, SUFFIXES
from nervure.errors import ArgumentError, DataError, FileError
from nervure.files import is_of_the_machine, raise_if_of_the_machine
from nervure.language import text
from nervure.records.picture_folder import LeftOut
from nervure.registry import suggestion

# The folder names of a divided dataset, and the part that each one holds.
PARTS = {
    "train": "train", "training": "train", "val": "validation", "valid": "validation", "validation": "validation",
    "test": "test", "testing": "test",
}  # fmt: skip


class Listing(NamedTuple):
    """The contents of a folder.

    Attributes:
        paths: the files with an image extension, relative to the folder, in Keras' order.
        labels: the class number of each; empty if there are no classes.
        class_names: the class folders in order; empty if there are no classes.
        left_out: all other files and folders, with reasons.
        are_given: whether the labels were given as a list instead of by class folders.
        parts: the part of each: ``"train"``, ``"validation"`` or ``"test"``; empty if the source does not tell.
    """

    paths: tuple[str, ...]
    labels: tuple[int, ...]
    class_names: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    are_given: bool = False
    parts: tuple[str, ...] = ()

    @property
    def looks_like_parts(self) -> bool:
        """Whether the class folders have the names of the parts of a divided dataset."""
        return bool(self.class_names) and {name.lower() for name in self.class_names} <= PARTS.keys()


def list_classes(folder: Path, class_names: Sequence[str] | None = None, follow_links: bool = False) -> Listing:
    """The images in the subfolders of ``folder``, one class per subfolder.

    A class has the name of its folder in Unicode's composed form: a Hangul name stored as separate letters, as on
    macOS, equals its composed form, and two folders whose names look the same are one class.

    Args:
        folder: the folder that holds the class folders.
        class_names: the classes to use, in the order of their numbers; None means all, in the order of their names.
        follow_links: whether to follow links to folders inside a class.

    Raises:
        FileError: there is no such folder.
        DataError: it holds no class folders.
        ArgumentError: a class has no folder, or is listed twice.
    """
    found: dict[str, list[str]] = {}
    left_out: list[LeftOut] = []
    for entry in _entries(folder):
        is_folder = _is_folder(entry)
        if entry.name.startswith("."):
            left_out.append(_hidden(entry.name, is_folder))
        elif is_folder:
            found.setdefault(composed(entry.name), []).append(entry.name)
        else:
            left_out.append(_reason(entry.name, entry) or LeftOut.because("picture.in_no_class", path=entry.name))
    if not found:
        raise no_classes(folder, left_out)
    names, not_named = chosen_classes(class_names, sorted(found))
    left_out += not_named
    paths: list[str] = []
    labels: list[int] = []
    for number, name in enumerate(names):
        for place in found[name]:
            inside, not_used = _walk(folder, place, follow_links)
            paths += inside
            labels += [number] * len(inside)
            left_out += not_used
    return Listing(tuple(paths), tuple(labels), tuple(names), tuple(left_out))


def list_divided(folder: Path, class_names: Sequence[str] | None = None, follow_links: bool = False) -> Listing | None:
    """The images of a folder with subfolders called train, validation and test, each with class folders inside.

    Returns:
        None if its subfolders have other names.

    Raises:
        FileError: there is no such folder.
        ArgumentError: a class has no folder, or is listed twice.
    """
    if not _are_parts([entry.name for entry in _entries(folder) if _is_folder(entry) and entry.name[0] != "."]):
        return None
    paths, left_out = _walk(folder, "", follow_links)
    return _divided({path: path.partition("/") for path in paths}, left_out, class_names)


def divided_by_names(
    paths: Sequence[str], left_out: Sequence[LeftOut], class_names: Sequence[str] | None = None, above: str = ""
) -> Listing | None:
    """A listing of images whose paths begin with a part and a class: ``train/daisy/a.jpg``.

    Args:
        paths: the paths of the images.
        left_out: what has already been left out.
        class_names: the classes to use, in the order of their numbers; None means all, in the order of their names.
        above: the common prefix of all paths before that.

    Returns:
        None if they do not.

    Raises:
        ArgumentError: a class has no image, or is listed twice.
    """
    below = {path: path.removeprefix(above).partition("/") for path in paths}
    if not _are_parts({part for part, slash, _ in below.values() if slash}):
        return None
    return _divided(below, left_out, class_names)


def _divided(
    below: Mapping[str, tuple[str, str, str]], left_out: Sequence[LeftOut], class_names: Sequence[str] | None
) -> Listing:
    """A listing of paths by part, a slash, and the rest of each path from its class on."""
    listing = _classed({path: inside for path, (_, _, inside) in below.items()}, left_out, class_names)
    return listing._replace(parts=tuple(PARTS[below[path][0].lower()] for path in listing.paths))


def classed_by_names(
    paths: Sequence[str], left_out: Sequence[LeftOut], class_names: Sequence[str] | None = None, above: str = ""
) -> Listing:
    """A listing of images whose paths begin with their class: ``daisy/a.jpg``.

    Args:
        paths: the paths of the images.
        left_out: what has already been left out.
        class_names: the classes to use, in the order of their numbers; None means all, in the order of their names.
        above: the common prefix of all paths before that.

    Raises:
        ArgumentError: a class has no image, or is listed twice.
    """
    return _classed({path: path.removeprefix(above) for path in paths}, left_out, class_names)


def _classed(inside: Mapping[str, str], left_out: Sequence[LeftOut], class_names: Sequence[str] | None) -> Listing:
    """A listing of paths by the rest of each path from its class on."""
    classes = {path: composed(rest.rpartition("/")[0].split("/")[0]) for path, rest in inside.items()}
    in_none = [LeftOut.because("picture.in_no_class", path=path) for path, name in classes.items() if not name]
    found = sorted({name for name in classes.values() if name})
    names, not_named = chosen_classes(class_names, found)
    numbers = {name: number for number, name in enumerate(names)}
    used = [path for path, name in classes.items() if name in numbers]
    labels = tuple(numbers[classes[path]] for path in used)
    return Listing(tuple(used), labels, tuple(names), (*left_out, *in_none, *not_named))


def _are_parts(names: Iterable[str]) -> bool:
    """Whether folders of these names are a training part and at least one held-out part."""
    kinds = {PARTS.get(name.lower()) for name in names}
    return None not in kinds and "train" in kinds and len(kinds) > 1


def list_files(folder: Path, follow_links: bool = False) -> Listing:
    """All images in ``folder`` and below it, without classes.

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
        raise_if_of_the_machine(folder, problem)
        raise FileError.of(
            "picture.closed_folder", where=str(folder), problem=problem.strerror or str(problem),
            folder=shlex.quote(str(folder)),
        ) from problem  # fmt: skip


def _nearest_there(folder: Path) -> dict[str, str]:
    """The part of the path that exists, what it contains, and what to do."""
    whole = folder.absolute()
    # Not Path.is_dir, which raises if access is denied.
    there = next(filter(os.path.isdir, whole.parents), Path(whole.anchor))
    missing = whole.relative_to(there).parts[0]
    names = folders_in(there)
    near = suggestion(missing, names)
    return {
        "there": str(there),
        "names": shortened(names),
        "fix": text("picture.fix_near", near=str(there / near)) if near else text("picture.fix_path"),
    }


def chosen_classes(class_names: Any, found: Collection[str]) -> tuple[list[str], list[LeftOut]]:
    """The requested classes, in the order of their numbers, and the found ones that were not requested.

    Args:
        class_names: the requested classes; None means all, in the order of ``found``.
        found: the names of the existing classes.

    Raises:
        ArgumentError: a class does not exist, or is listed twice.
    """
    names = list(found) if class_names is None or not found else _chosen(class_names, found)
    return names, [LeftOut.because("picture.class_not_named", path=name) for name in found if name not in names]


def _chosen(class_names: Any, found: Collection[str]) -> list[str]:
    if isinstance(class_names, str) or not isinstance(class_names, Sequence):
        raise ArgumentError.of("picture.class_names", where="class_names", got=repr(class_names))
    names = [composed(str(name)) for name in class_names]
    for number, name in enumerate(names):
        if name in names[:number]:
            raise ArgumentError.of("picture.class_twice", where="class_names", name=name)
        if name not in found:
            near = suggestion(name, found)
            fix = text("registry.did_you_mean", suggestion=near) if near else text("registry.choose_one")
            raise ArgumentError.of(
                "picture.class_unknown", where="class_names", name=name, known=shortened(list(found)), fix=fix
            )
    return names


def no_classes(folder: Path, left_out: Sequence[LeftOut]) -> DataError:
    """The error for a folder, or an archive of one, without recognizable classes."""
    pictures = [each.path for each in left_out if each.reason == "picture.in_no_class"]
    if pictures:
        return DataError.of("picture.no_classes", where=str(folder), count=len(pictures), names=shortened(pictures, 3))
    return DataError.of("picture.nothing", where=str(folder))


def _walk(folder: Path, below: str, follow_links: bool) -> tuple[list[str], list[LeftOut]]:
    """The images in ``below`` and its subfolders, folder by folder in path order, and everything else."""
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
            if not _is_folder(entry):
                files.append(entry)
            elif entry.name.startswith("."):
                left_out.append(_hidden(path, True))
            elif entry.is_symlink() and not follow_links:
                left_out.append(LeftOut.because("picture.link", path=path))
            else:
                waiting.append(path)
        folders.append((place, files))
    # In the order of Keras, which sorts os.walk by the whole path of a folder.
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
        if is_of_the_machine(problem):
            raise
        left_out.append(LeftOut.because("picture.not_readable", path=place, problem=problem.got))


def _reason(path: str, entry: os.DirEntry[str]) -> LeftOut | None:
    """Why a file is not used; None if it has an image extension."""
    reason = name_reason(path)
    if reason is None and not _is_file(entry):
        return LeftOut.because("picture.no_file", path=path)
    return reason


def name_reason(path: str) -> LeftOut | None:
    """Why a file of this name is not used; None if it has an image extension."""
    if any(name.startswith(".") for name in path.split("/")):
        return _hidden(path, False)
    suffix = suffix_of(path)
    if suffix in OTHER_SUFFIXES:
        return LeftOut.because("picture.other_format", path=path, suffix=suffix)
    if suffix not in SUFFIXES:
        return LeftOut.because("picture.no_picture", path=path)
    return None


def folders_in(folder: Path) -> list[str]:
    """The names of the visible subfolders of ``folder``, in order; none if it may not be listed."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if _is_folder(entry) and not entry.name.startswith("."))
    except OSError as problem:  # it may be entered, but not listed
        raise_if_of_the_machine(folder, problem)
        return []


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError as problem:  # a link to itself, or into a folder without permission
        raise_if_of_the_machine(entry.path, problem)
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError as problem:
        raise_if_of_the_machine(entry.path, problem)
        return False


def _hidden(path: str, is_folder: bool) -> LeftOut:
    return LeftOut.because("picture.hidden_folder" if is_folder else "picture.hidden_file", path=path)
