"""The findings of an audit of a folder of images: every file accounted for, as plain values."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nervure.records.picture_folder import LeftOut, Note

_COSTLY = frozenset(("empty_class", "one_class"))

Size = tuple[int, int]
Channels = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class ClassCount:
    """The number of images of a class.

    Args:
        name: the name of its folder.
        used: the number of images used; one number per part of the folder, or a single one if it has no parts.
        left_out: the number of its files and folders that are not used.
    """

    name: str
    used: tuple[int, ...]
    left_out: int

    @property
    def total(self) -> int:
        """The images that are used, of all parts."""
        return sum(self.used)


@dataclass(frozen=True, slots=True)
class SizeStatistics:
    """The sizes of the used images, in upright orientation: height and width in pixels.

    Args:
        smallest: the size with the fewest pixels.
        median: the median height and the median width.
        largest: the size with the most pixels.
        most_common: the most frequent size.
        num_most_common: the number of images of that size.
        num_sizes: the number of different sizes.
    """

    smallest: Size
    median: Size
    largest: Size
    most_common: Size
    num_most_common: int
    num_sizes: int


@dataclass(frozen=True, slots=True)
class ColorStatistics:
    """The colors of the used images, measured on small copies of them.

    Args:
        num_grey: the number of images without color, however they are stored.
        means: the mean level of red, green and blue, 0 to 255.
        deviations: the standard deviation of red, green and blue over all pixels.
        modes: the number of images stored in each of Pillow's modes (``"RGB"``, ``"L"``, ``"P"``, ...).
    """

    num_grey: int
    means: Channels
    deviations: Channels
    modes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Images with the same content; no image is in two groups.

    Args:
        paths: the paths of the images, at least two.
        classes: the class of each; empty if the folder has none.
        parts: the part of the folder that each is in; empty if it has none.
        is_exact: whether all files are identical byte for byte; otherwise they look the same.
    """

    paths: tuple[str, ...]
    classes: tuple[str, ...]
    parts: tuple[str, ...]
    is_exact: bool

    @property
    def crosses_classes(self) -> bool:
        """Whether the same image has several labels."""
        return len(set(self.classes)) > 1

    @property
    def crosses_parts(self) -> bool:
        """Whether an image of one part is also in another part."""
        return len(set(self.parts)) > 1


@dataclass(frozen=True, slots=True)
class ReadingSuggestion:
    """The best way to feed the images to a network.

    Args:
        height: in pixels.
        width: in pixels.
        color_mode: ``"grayscale"`` or ``"rgb"``.
        framing: ``"stretch"`` or, if their aspect ratios differ too much for that, ``"crop"``, or ``"pad"`` for
            characters.
    """

    height: int
    width: int
    color_mode: str
    framing: str

    @property
    def size(self) -> Size:
        """Height and width."""
        return self.height, self.width


@dataclass(frozen=True, slots=True, repr=False)
class AuditRecord:
    """All findings of an audit; see :func:`nervure.data.audit`.

    Args:
        path: the folder, as given.
        parts: the folders it is split into (``"train"``, ``"test"``, ...); empty if it is not split.
        classes: the class folders in the order of their numbers; empty if there are none.
        num_files: the number of files, including those in hidden folders.
        num_bytes: the bytes on disk of the used images.
        used: the paths of the used images.
        left_out: the files and folders that are not used, each with its reason.
        notes: warnings about used files; a path may have several.
        duplicates: the groups of images with the same content.
        sizes: the sizes of the used images; None if there are none.
        colors: their colors; None if there are none.
        formats: the number of images of each format, by its name in Pillow.
        suggestion: the best way to read them; None if there are none.
        doubtful: pairs of images that may be the same, most similar first; they are treated as different.
        refusal: why ``nervure train`` refuses these images, and what to do; empty if it accepts them, or if this was
            not checked.
    """

    path: str
    parts: tuple[str, ...]
    classes: tuple[ClassCount, ...]
    num_files: int
    num_bytes: int
    used: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    notes: tuple[Note, ...]
    duplicates: tuple[DuplicateGroup, ...]
    sizes: SizeStatistics | None
    colors: ColorStatistics | None
    formats: Mapping[str, int]
    suggestion: ReadingSuggestion | None
    doubtful: tuple[tuple[str, str], ...] = ()
    refusal: str = ""

    @property
    def num_used(self) -> int:
        """The number of used images."""
        return len(self.used)

    @property
    def findings(self) -> tuple[LeftOut | Note, ...]:
        """Everything to check: all unused files except those never intended as images, and all notes."""
        return (*(each for each in self.left_out if not each.is_expected), *self.notes)

    @property
    def is_sound(self) -> bool:
        """Whether there are images, and nothing to check."""
        return bool(self.used) and not self.findings and not self.refusal

    @property
    def costs_data(self) -> bool:
        """Whether something intended for training is not used: files, a class without images, or everything."""
        is_lost = any(not each.is_expected for each in self.left_out)
        has_empty_class = any(each.kind in _COSTLY for each in self.notes)
        return is_lost or has_empty_class or not self.used or bool(self.refusal)

    def groups(self, paths: Iterable[str]) -> list[int]:
        """For each path, the number of its group of identical images; a single image is a group too.

        Args:
            paths: the paths of used images. Numbers start at 0, in the order of the paths.
        """
        first_of = {path: group.paths[0] for group in self.duplicates for path in group.paths}
        numbers: dict[str, int] = {}
        return [numbers.setdefault(first_of.get(path, path), len(numbers)) for path in paths]

    def to_json(self) -> dict[str, Any]:
        """As plain values, with every path and its reason, in the current language, for other programs."""
        written = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        for name in ("left_out", "notes"):
            written[name] = [each.to_json() for each in written[name]]
        for name in ("classes", "duplicates"):
            written[name] = [dataclasses.asdict(each) for each in written[name]]
        for name in ("sizes", "colors", "suggestion"):
            written[name] = None if written[name] is None else dataclasses.asdict(written[name])
        counts = {"num_used": self.num_used, "num_findings": len(self.findings)}
        return {**written, **counts, "costs_data": self.costs_data}

    def __repr__(self) -> str:
        return (
            f"AuditRecord({self.path!r}: {self.num_used} of {self.num_files} files used, {len(self.findings)} findings)"
        )
