"""Notes on usable images of a folder that should be checked: one note per problem."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from nervure.data.auditing.facts import PictureFacts
from nervure.data.auditing.listing import AuditListing, empty_folders, nested_folders
from nervure.data.pictures.file_names import composed, suffix_of
from nervure.records.audit_record import ClassCount, DuplicateGroup
from nervure.records.picture_folder import Note

_TINY_PX = 8
_TINY, _HUGE = 1 / 4, 8  # of the typical side
_OTHER_SHAPE = 3  # times the typical aspect ratio
_RARE = 10  # times as many images in the largest class


class Usual(NamedTuple):
    """The typical image of a folder: median height, width and aspect ratio."""

    height: float
    width: float
    ratio: float

    @classmethod
    def of(cls, facts: Sequence[PictureFacts]) -> Usual:
        """From the images of a folder."""
        sizes = np.array([(each.header.height, each.header.width) for each in facts], dtype=np.float64)
        height, width = np.median(sizes, axis=0)
        return cls(float(height), float(width), float(np.median(sizes[:, 1] / sizes[:, 0])))

    @property
    def side(self) -> float:
        """The side of a square with the same area."""
        return float(np.sqrt(self.height * self.width))


def picture_notes(folder: Path, path: str, facts: PictureFacts, usual: Usual) -> Iterator[Note]:
    """What is unusual about one image: its storage and its size."""
    if not facts.fits_suffix(path):
        yield Note.because("audit.wrong_suffix", path=path, suffix=suffix_of(path), format=facts.format)
    yield from _link_notes(folder, path)
    if facts.header.orientation != 1:
        yield Note.because("audit.turned", path=path, orientation=facts.header.orientation)
    yield from _storage_notes(path, facts)
    yield from _size_notes(path, facts, usual)


def _storage_notes(path: str, facts: PictureFacts) -> Iterator[Note]:
    if facts.is_animated:
        yield Note.because("audit.animated", path=path)
    if facts.bits > 8:
        yield Note.because("audit.deep", path=path, bits=facts.bits)
    if facts.mode == "CMYK":
        yield Note.because("audit.cmyk", path=path)
    if facts.mode in ("P", "PA") and facts.format != "GIF":  # a GIF always has a palette
        yield Note.because("audit.palette", path=path)
    if facts.has_transparency:
        yield Note.because("audit.transparent", path=path)
    if facts.is_blank:
        yield Note.because("audit.blank", path=path)


def _size_notes(path: str, facts: PictureFacts, usual: Usual) -> Iterator[Note]:
    height, width = facts.header.height, facts.header.width
    size = {"height": height, "width": width}
    usual_size = {"usual_height": round(usual.height), "usual_width": round(usual.width)}
    side = (height * width) ** 0.5
    if min(height, width) < _TINY_PX or side < _TINY * usual.side:
        yield Note.because("audit.tiny", path=path, **size, **usual_size)
    elif side > _HUGE * usual.side:
        yield Note.because("audit.huge", path=path, **size, **usual_size)
    ratio = width / height / usual.ratio
    if max(ratio, 1 / ratio) > _OTHER_SHAPE:
        yield Note.because("audit.other_shape", path=path, **size, **usual_size)


def class_notes(counts: Sequence[ClassCount], part_names: Sequence[str]) -> Iterator[Note]:
    """A single class; classes with no image, with one, with few compared to others, or missing from a part."""
    with_pictures = [each for each in counts if each.total]
    if len(with_pictures) == 1:
        yield Note.because("audit.one_class", path=with_pictures[0].name)
    largest = max((each.total for each in counts), default=0)
    for each in counts:
        if each.total == 0:
            yield Note.because("audit.empty_class", path=each.name)
            continue
        if each.total == 1:
            yield Note.because("audit.one_picture", path=each.name)
        elif each.total * _RARE < largest:
            yield Note.because("audit.rare_class", path=each.name, count=each.total, largest=largest)
        for part, count in zip(part_names, each.used, strict=False):
            if count == 0:
                yield Note.because("audit.not_in_part", path=f"{part}/{each.name}", name=each.name, part=part)


def name_notes(listed: AuditListing) -> Iterator[Note]:
    """Names that other systems treat as equal, folders inside classes, and class folders that are links."""
    for path, count in nested_folders(listed).items():
        yield Note.because("audit.nested", path=path, count=count, name=listed.folder_of_class(path).rpartition("/")[2])
    for path in empty_folders(listed):
        yield Note.because("audit.empty_class", path=path)
    folders = sorted({listed.folder_of_class(path) for path in listed.listing.paths} - {""})
    for folder in folders:
        yield from _link_notes(listed.source.place, folder)
    yield from _same_names(folders)
    yield from _same_names(listed.listing.paths)


def _link_notes(folder: Path, path: str) -> Iterator[Note]:
    if os.path.islink(folder / path):  # noqa: PTH114  (Path.is_symlink raises where the system refuses to answer)
        yield Note.because("audit.link", path=path, target=os.path.realpath(folder / path))


def _same_names(paths: Sequence[str]) -> Iterator[Note]:
    """Paths in the same folder that differ only in case or Unicode normalization."""
    first_of: dict[tuple[str, str], str] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        plain = composed(composed(name).casefold())
        first = first_of.setdefault((folder, plain), path)
        if first != path:
            yield Note.because("audit.same_name", path=path, other=first)


def duplicate_notes(groups: Sequence[DuplicateGroup], digests: Mapping[str, bytes]) -> Iterator[Note]:
    """Pairs of copies; across classes or parts both are listed, otherwise all but the first."""
    for group in groups:
        for path, other, crosses in _counterparts(group, digests):
            is_copy = digests[path] == digests[other]
            if crosses == "class":
                key = "audit.copy_of_class" if is_copy else "audit.alike_of_class"
                yield Note.because(key, path=path, other=other)
            elif crosses == "part":
                key = "audit.copy_of_part" if is_copy else "audit.alike_of_part"
                yield Note.because(key, path=path, other=other)
            else:
                yield Note.because("audit.copy" if is_copy else "audit.alike", path=path, other=other)


def _counterparts(group: DuplicateGroup, digests: Mapping[str, bytes]) -> Iterator[tuple[str, str, str]]:
    """Each image with the one to compare it with: from another class, else from another part, else an earlier one.

    Byte-identical images are preferred. The third item is how the two differ.
    """
    of_classes, of_parts = (_Firsts(group.paths, values, digests) for values in (group.classes, group.parts))
    copied: dict[bytes, str] = {}
    for path in group.paths:
        first_copy = copied.setdefault(digests[path], path)
        for crosses, firsts in (("class", of_classes), ("part", of_parts)):
            other = firsts.of_another(path)
            if other is not None:
                yield path, other, crosses
                break
        else:
            if path != group.paths[0]:
                yield path, first_copy if first_copy != path else group.paths[0], ""


class _Firsts:
    """The first image of each class or part of a group: of all images, and of the byte-identical ones.

    A group can be a whole dataset of copies, so the search for a counterpart does not scan all of it.
    """

    def __init__(self, paths: Sequence[str], values: Sequence[str], digests: Mapping[str, bytes]) -> None:
        self._values, self._digests = dict(zip(paths, values, strict=False)), digests
        self._of_all: dict[str, str] = {}
        self._of_copies: dict[bytes, dict[str, str]] = {}
        for path, value in self._values.items():
            self._of_all.setdefault(value, path)
            self._of_copies.setdefault(digests[path], {}).setdefault(value, path)

    def of_another(self, path: str) -> str | None:
        """The first image whose value differs from that of ``path``, a copy if there is one."""
        value = self._values.get(path)
        among = (self._of_copies.get(self._digests[path], {}), self._of_all)
        return next((other for firsts in among for each, other in firsts.items() if each != value), None)
