"""Lists everything in a source of images for an audit: candidate images and everything else."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from nervure.data.auditing.facts import picture_inside
from nervure.data.pictures.class_folders import PARTS, Listing, folders_in
from nervure.data.pictures.file_names import composed, suffix_of
from nervure.data.pictures.folder_arguments import FolderArguments
from nervure.data.pictures.folder_labels import labeled, listed
from nervure.data.pictures.source import FolderSource, PictureSource, ZipSource, is_table, source_of
from nervure.data.pictures.zip_pictures import top_folder
from nervure.errors import DataError
from nervure.files import raise_if_of_the_machine
from nervure.records.picture_folder import LeftOut

# Reasons that leave out a whole entry that is not a file.
_FOLDERS = frozenset(("hidden_folder", "link", "seen_already", "class_not_named"))


class AuditListing(NamedTuple):
    """What an audit examines.

    Attributes:
        path: the source, as given.
        source: the source of the bytes.
        listing: the candidate images, with classes and parts, as :func:`nervure.data.image_folder` lists them.
        left_out: everything else, with reasons that require reading the files.
        depth: the number of folder levels down to the class folders; 0 if folders are not classes.
        num_files: the number of files, including those in hidden folders.
    """

    path: str
    source: PictureSource
    listing: Listing
    left_out: tuple[LeftOut, ...]
    depth: int
    num_files: int

    @property
    def part_names(self) -> tuple[str, ...]:
        """The parts that the set is divided into."""
        return tuple(part for part in dict.fromkeys(PARTS.values()) if part in self.listing.parts)

    def class_of(self, place: int) -> str:
        """The class of the image at index ``place`` of the listing."""
        return self.listing.class_names[self.listing.labels[place]]

    def folder_of_class(self, path: str) -> str:
        """The class folder that contains ``path``; empty if there is none."""
        names = path.split("/")
        return "/".join(names[: self.depth]) if 0 < self.depth < len(names) else ""


def list_for_audit(path: Any, *, needs_classes: bool = False) -> AuditListing:
    """Everything at ``path``, whether divided into classes, into parts with classes, or not at all.

    Args:
        path: the folder, the archive or the table.
        needs_classes: whether images without classes are rejected.

    Raises:
        FileError: there is no such folder, or the archive or the table cannot be read.
        DataError: the table has no columns of paths and labels, or classes are required and there are none.
        ArgumentError: ``path`` is not a path.
    """
    given = FolderArguments(path)
    source = source_of(given.path)
    listing, depth = _listed(given, source, needs_classes)
    left_out, num_hidden = listing.left_out, 0
    if isinstance(source, FolderSource):
        hidden = {each.path: _num_files(source.place / each.path) for each in left_out if each.kind == "hidden_folder"}
        left_out = tuple(_looked_into(source.place, each, hidden) for each in left_out)
        num_hidden = sum(hidden.values())
    num_files = len(listing.paths) + num_hidden + sum(each.kind not in _FOLDERS for each in left_out)
    return AuditListing(str(path), source, listing, left_out, depth, num_files)


def _listed(given: FolderArguments, source: PictureSource, needs_classes: bool) -> tuple[Listing, int]:
    """The candidate images, and the depth of the class folders."""
    try:
        listing, _ = listed(given, source)
    except DataError:
        if needs_classes:
            raise
        return labeled(FolderArguments(given.path, labels=None), source)[0], 0  # a table has no folders
    if is_table(given.path):
        return listing, 0
    above = top_folder(listing.paths).count("/") if isinstance(source, ZipSource) else 0
    return listing, above + (2 if listing.parts else 1)


def _looked_into(folder: Path, left_out: LeftOut, hidden: dict[str, int]) -> LeftOut:
    """The same, with reasons that require reading the files."""
    path = left_out.path
    if path in hidden:
        return LeftOut.because("audit.hidden_folder", path=path, count=hidden[path])
    inside = picture_inside(folder / path) if left_out.reason == "picture.no_picture" else None
    if inside is None:
        return left_out
    return LeftOut.because("audit.other_name", path=path, suffix=suffix_of(path) or "-", format=inside)


def _num_files(folder: Path) -> int:
    walk = os.walk(folder, onerror=lambda problem: raise_if_of_the_machine(folder, problem))
    return sum(len(files) for _, _, files in walk)


def nested_folders(listed: AuditListing) -> dict[str, int]:
    """Folders below the class folders that contain images, with counts."""
    folders = (path.rpartition("/")[0] for path in listed.listing.paths)
    return dict(Counter(folder for folder in folders if 0 < listed.depth <= folder.count("/")))


def empty_folders(listed: AuditListing) -> list[str]:
    """Class folders of a divided set with no image in any part, so that nothing else reveals their classes."""
    if not listed.part_names or not isinstance(listed.source, FolderSource):
        return []
    parts = sorted({path.split("/")[0] for path in listed.listing.paths})
    names = [f"{part}/{name}" for part in parts for name in folders_in(listed.source.place / part)]
    known = set(listed.listing.class_names)
    return [path for path in names if composed(path.split("/")[1]) not in known]


def in_classes(listed: AuditListing, left_out: Sequence[LeftOut]) -> Counter[str]:
    """How many of the left-out entries lie in the folders of each class."""
    folders = (listed.folder_of_class(each.path).rpartition("/")[2] for each in left_out)
    return Counter(composed(folder) for folder in folders if folder)
