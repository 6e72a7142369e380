"""Audits a folder of images before training: every file is accounted for, nothing is changed."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from nervure.arguments import Count, Procedure, checked
from nervure.data.auditing.appearance import appearance_of
from nervure.data.auditing.facts import PictureFacts, facts_of
from nervure.data.auditing.listing import AuditListing, in_classes, list_for_audit
from nervure.data.auditing.notes import Usual, class_notes, duplicate_notes, name_notes, picture_notes
from nervure.data.pictures.near_duplicates import Likenesses, likenesses
from nervure.data.pictures.picture_file import strictly
from nervure.data.pictures.source import PictureSource
from nervure.data.pictures.store import usual_workers
from nervure.records.audit_record import (
    AuditRecord,
    Channels,
    ClassCount,
    ColorStatistics,
    DuplicateGroup,
    ReadingSuggestion,
    SizeStatistics,
)
from nervure.records.picture_folder import LeftOut, Note

_SHARE = 8  # files per task of a thread: dispatching a task takes as long as reading a small file

Watcher = Callable[[int, int], None]


class Inspection(NamedTuple):
    """The findings of an audit, before they are summarized.

    Attributes:
        listed: everything that was found.
        found: the facts about each image of the listing, or why it cannot be used.
    """

    listed: AuditListing
    found: tuple[PictureFacts | LeftOut, ...]

    @property
    def used(self) -> Used:
        """The usable images."""
        places = tuple(place for place, each in enumerate(self.found) if isinstance(each, PictureFacts))
        facts = tuple(each for each in self.found if isinstance(each, PictureFacts))
        return Used(self.listed, places, tuple(self.listed.listing.paths[place] for place in places), facts)

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """Everything else, with reasons."""
        return (*self.listed.left_out, *(each for each in self.found if isinstance(each, LeftOut)))


class Used(NamedTuple):
    """The usable images.

    Attributes:
        listed: everything that was found.
        places: their indices in the listing.
        paths: their paths.
        facts: the facts about each.
    """

    listed: AuditListing
    places: tuple[int, ...]
    paths: tuple[str, ...]
    facts: tuple[PictureFacts, ...]


@checked
def audit(path: Any, *, workers: Count | None = None, watch: Procedure | None = None) -> AuditRecord:
    """Examines every file in a folder of images and reports problems; changes nothing on disk.

    Used are the same files as in :func:`nervure.data.picture_parts`: images in class folders, in folders of parts
    (``train``, ``validation``, ``test``) with class folders, in the folder itself if it has none, in a zip archive, or
    listed in a table.

    Left out, each with a reason, are unusable files: damaged, empty and unreadable files, images with too many pixels
    (rejected from the header), unsupported formats, hidden files and folders, links to folders, and files that are not
    images. Notes list what is used but should be checked: extensions that do not match the format, animated, 16-bit,
    CMYK, palette, transparent and blank images, images rotated by an EXIF entry, very small, large and long ones,
    links, nested folders, names that differ only in case or Unicode normalization, classes with few images, copies, and
    images that look the same, also mirrored, within a class and across classes and parts.

    Args:
        path: the folder, the ``.zip`` archive, or the ``.csv`` or ``.tsv`` file.
        workers: the number of reading threads; None means one per processor, at most 8.
        watch: called after each file with the number of finished files and the total.

    Raises:
        FileError: there is no such folder, or the archive or the table cannot be read.
        DataError: the table has no columns of paths and labels.
        ArgumentError: an argument has an invalid value.

    Examples:
        >>> import tempfile, nervure
        >>> from pathlib import Path
        >>> from nervure.files import make_folder, write_text
        >>> pictures, digits = nervure.data.digits()
        >>> folder = Path(tempfile.mkdtemp())
        >>> for number in (0, 1, 5000, 5001):
        ...     place = make_folder(folder / str(digits[number])) / f"{number}.png"
        ...     nervure.data.save_img(place, pictures[number][..., None], scale=False)
        >>> write_text(folder / "0" / "broken.png", "no picture")
        >>> found = audit(folder)
        >>> found
        AuditRecord('...': 4 of 5 files used, 1 findings)
        >>> print(found.findings[0])
        0/broken.png: not an image, or an unsupported format
    """
    threads = usual_workers() if workers is None else workers
    return record_of(inspect(list_for_audit(path), threads, watch))


def inspect(listed: AuditListing, threads: int, watch: Watcher | None = None) -> Inspection:
    """Reads every image of a listing once.

    Args:
        listed: the images.
        threads: the number of reading threads.
        watch: see :func:`audit`.
    """
    return Inspection(listed, tuple(_read(listed, threads, watch)))


def _read(listed: AuditListing, threads: int, watch: Watcher | None) -> Iterator[PictureFacts | LeftOut]:
    """The facts about each file, in order; few are queued at a time, and none starts after an interrupt."""
    paths, done = listed.listing.paths, 0
    shares = [paths[first : first + _SHARE] for first in range(0, len(paths), _SHARE)]
    with strictly():
        pool = ThreadPoolExecutor(threads, thread_name_prefix="nervure-audit")
        waiting: deque[Future[list[PictureFacts | LeftOut]]] = deque()
        try:
            for number in range(len(shares) + threads):
                if number < len(shares):
                    waiting.append(pool.submit(_facts_of_all, listed.source, shares[number]))
                if number < threads:
                    continue
                for found in waiting.popleft().result():
                    done += 1
                    yield found
                    if watch is not None:
                        watch(done, len(paths))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _facts_of_all(source: PictureSource, paths: Sequence[str]) -> list[PictureFacts | LeftOut]:
    return [facts_of(source, path) for path in paths]


def record_of(inspection: Inspection) -> AuditRecord:
    """The summarized findings of an audit."""
    listed, left_out, used = inspection.listed, inspection.left_out, inspection.used
    counts = _class_counts(listed, left_out, used.places)
    alike = likenesses(np.stack([each.thumbnail for each in used.facts])) if used.facts else None
    groups = () if alike is None else _duplicate_groups(used, alike)
    notes: list[Note] = [*class_notes(counts, listed.part_names), *name_notes(listed)]
    if used.facts:
        usual = Usual.of(used.facts)
        for each, facts in zip(used.paths, used.facts, strict=True):
            notes += picture_notes(listed.source.place, each, facts, usual)
    notes += duplicate_notes(groups, {each: facts.digest for each, facts in zip(used.paths, used.facts, strict=True)})
    return AuditRecord(
        path=listed.path,
        parts=listed.part_names,
        classes=counts,
        num_files=listed.num_files,
        num_bytes=sum(each.num_bytes for each in used.facts),
        used=used.paths,
        left_out=left_out,
        notes=tuple(notes),
        duplicates=groups,
        sizes=_sizes(used.facts) if used.facts else None,
        colors=_colors(used.facts) if used.facts else None,
        formats=dict(Counter(each.format for each in used.facts).most_common()),
        suggestion=_suggestion(used.facts) if used.facts else None,
        doubtful=() if alike is None else tuple((used.paths[one], used.paths[other]) for one, other in alike.doubtful),
    )


def _class_counts(listed: AuditListing, left_out: Sequence[LeftOut], places: Sequence[int]) -> tuple[ClassCount, ...]:
    listing = listed.listing
    if not listing.class_names:
        return ()
    parts = listed.part_names or ("",)
    used = Counter((listing.labels[place], listing.parts[place] if listing.parts else "") for place in places)
    missed = in_classes(listed, left_out)
    return tuple(
        ClassCount(name, tuple(used[number, part] for part in parts), missed[name])
        for number, name in enumerate(listing.class_names)
    )


def _duplicate_groups(used: Used, alike: Likenesses) -> tuple[DuplicateGroup, ...]:
    """The groups with more than one image, in the order of their first images."""
    listed, listing = used.listed, used.listed.listing
    members: dict[int, list[int]] = {}
    for number, group in enumerate(alike.groups.tolist()):
        members.setdefault(group, []).append(number)
    made = []
    for numbers in members.values():
        if len(numbers) > 1:
            places = [used.places[number] for number in numbers]
            made.append(
                DuplicateGroup(
                    tuple(listing.paths[place] for place in places),
                    tuple(map(listed.class_of, places)) if listing.labels else (),
                    tuple(listing.parts[place] for place in places) if listing.parts else (),
                    len({used.facts[number].digest for number in numbers}) == 1,
                )
            )
    return tuple(made)


def _sizes(facts: Sequence[PictureFacts]) -> SizeStatistics:
    sizes = Counter((each.header.height, each.header.width) for each in facts)
    by_pixels = sorted(sizes, key=lambda size: (size[0] * size[1], size))
    height, width = np.median([(each.header.height, each.header.width) for each in facts], axis=0)
    most_common, count = sizes.most_common(1)[0]
    return SizeStatistics(by_pixels[0], (round(height), round(width)), by_pixels[-1], most_common, count, len(sizes))


def _colors(facts: Sequence[PictureFacts]) -> ColorStatistics:
    moments = np.mean([each.moments for each in facts], axis=0)
    means, squares = moments[:3], moments[3:]
    return ColorStatistics(
        num_grey=sum(not each.look.is_colored for each in facts),
        means=_channels(means),
        deviations=_channels(np.sqrt(np.maximum(squares - means**2, 0))),
        modes=dict(Counter(each.mode for each in facts).most_common()),
    )


def _channels(values: Any) -> Channels:
    red, green, blue = (round(float(value), 2) for value in values)
    return red, green, blue


def _suggestion(facts: Sequence[PictureFacts]) -> ReadingSuggestion:
    seen = appearance_of([each.look for each in facts])
    height, width = seen.size
    return ReadingSuggestion(height, width, seen.color_mode, seen.framing(seen.size))
