"""All files of a folder for an audit: pictures with their classes and parts, and everything that is none."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from nervure.data.class_folders import Listing, list_classes, list_files
from nervure.data.picture_facts import picture_inside, suffix_of
from nervure.errors import DataError
from nervure.records.picture_folder import LeftOut


class AuditListing(NamedTuple):
    """What an audit looks at.

    Attributes:
        paths: of the files that are pictures by their names, below the folder.
        labels: the number of the class of each; empty where there are no classes.
        parts: the number of the part of each; empty where the folder has none.
        class_names: the class folders of all parts in order.
        part_names: the folders that the set is split into.
        left_out: all other files and folders.
        num_hidden: how many files lie in hidden folders.
    """

    paths: tuple[str, ...]
    labels: tuple[int, ...]
    parts: tuple[int, ...]
    class_names: tuple[str, ...]
    part_names: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    num_hidden: int

    def class_of(self, place: int) -> str:
        """The class of a picture; empty where there are none."""
        return self.class_names[self.labels[place]] if self.labels else ""

    def part_of(self, place: int) -> str:
        """The part that a picture is in; empty where there are none."""
        return self.part_names[self.parts[place]] if self.parts else ""


def list_for_audit(folder: Path) -> AuditListing:
    """Everything in ``folder``, whether it is divided into classes, into parts with classes, or not at all.

    Raises:
        FileError: there is no such folder.
    """
    listing = _classes_or_files(folder)
    if listing.looks_like_parts:
        found = _of_parts(folder, listing)
    else:
        found = AuditListing(listing.paths, listing.labels, (), listing.class_names, (), listing.left_out, 0)
    hidden = {each.path: _num_files(folder / each.path) for each in found.left_out if each.kind == "hidden_folder"}
    left_out = tuple(_looked_into(folder, each, hidden) for each in found.left_out)
    return found._replace(left_out=left_out, num_hidden=sum(hidden.values()))


def _classes_or_files(folder: Path) -> Listing:
    try:
        return list_classes(folder)
    except DataError:  # no folders in it
        return list_files(folder)


def _of_parts(folder: Path, listing: Listing) -> AuditListing:
    """The classes in each of the parts; a class of the same name is the same class."""
    left_out = [each for each in listing.left_out if "/" not in each.path]
    inside = [_classes_or_files(folder / name) for name in listing.class_names]
    class_names = tuple(sorted({name for part in inside for name in part.class_names}))
    numbers = {name: number for number, name in enumerate(class_names)}
    paths: list[str] = []
    labels: list[int] = []
    parts: list[int] = []
    for number, (name, part) in enumerate(zip(listing.class_names, inside, strict=True)):
        paths += [f"{name}/{path}" for path in part.paths]
        labels += [numbers[part.class_names[label]] for label in part.labels]
        parts += [number] * len(part.paths)
        left_out += [dataclasses.replace(each, path=f"{name}/{each.path}") for each in part.left_out]
    if len(labels) < len(paths):  # a part without class folders: nothing is known of the classes of the whole
        labels, class_names = [], ()
    return AuditListing(tuple(paths), tuple(labels), tuple(parts), class_names, listing.class_names, tuple(left_out), 0)


def _looked_into(folder: Path, left_out: LeftOut, hidden: dict[str, int]) -> LeftOut:
    """The same, with what only a look inside can tell."""
    path = left_out.path
    if path in hidden:
        return LeftOut.because("audit.hidden_folder", path=path, count=hidden[path])
    if left_out.reason != "picture.no_picture":
        return left_out
    inside = picture_inside(folder, path)
    if inside is None:
        return left_out
    return LeftOut.because("audit.other_name", path=path, suffix=suffix_of(path) or "-", format=inside)


def _num_files(folder: Path) -> int:
    return sum(len(files) for _, _, files in os.walk(folder))


def nested_folders(paths: Sequence[str], depth: int) -> dict[str, int]:
    """Folders below the class folders that hold pictures, and how many.

    Args:
        paths: of the pictures.
        depth: how many names there are before the pictures of a class: 1, or 2 where there are parts.

    Examples:
        >>> nested_folders(["cat/1.jpg", "cat/old/2.jpg", "cat/old/3.jpg"], 1)
        {'cat/old': 2}
    """
    found: dict[str, int] = {}
    for path in paths:
        folder, _, _ = path.rpartition("/")
        if folder.count("/") >= depth:
            found[folder] = found.get(folder, 0) + 1
    return found
