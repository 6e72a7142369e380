"""What an audit of a folder of pictures found: every file accounted for, as plain values."""

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
    """How many pictures a class has.

    Args:
        name: of its folder.
        used: how many pictures are used; one number for each part of the folder, or one where it has no parts.
        left_out: how many of its files and folders are not used.
    """

    name: str
    used: tuple[int, ...]
    left_out: int

    @property
    def total(self) -> int:
        """The pictures that are used, of all parts."""
        return sum(self.used)


@dataclass(frozen=True, slots=True)
class SizeStatistics:
    """How large the used pictures are, the right way up: height and width in pixels.

    Args:
        smallest: the size with the fewest pixels.
        median: the median height and the median width.
        largest: the size with the most pixels.
        most_common: the size that most pictures have.
        num_most_common: how many have it.
        num_sizes: how many different sizes there are.
    """

    smallest: Size
    median: Size
    largest: Size
    most_common: Size
    num_most_common: int
    num_sizes: int


@dataclass(frozen=True, slots=True)
class ColorStatistics:
    """What colours the used pictures have, measured on small copies of them.

    Args:
        num_grey: how many have no colour, however they are stored.
        means: the mean level of red, green and blue, 0 to 255.
        deviations: the standard deviation of red, green and blue over all pixels.
        modes: how many are stored in each of Pillow's modes (``"RGB"``, ``"L"``, ``"P"``, ...).
    """

    num_grey: int
    means: Channels
    deviations: Channels
    modes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Pictures that show the same; no picture is in two groups.

    Args:
        paths: of the pictures, at least two.
        classes: the class of each; empty where the folder has none.
        parts: the part of the folder that each is in; empty where it has none.
        is_exact: whether all files are the same to the byte; else they look the same.
    """

    paths: tuple[str, ...]
    classes: tuple[str, ...]
    parts: tuple[str, ...]
    is_exact: bool

    @property
    def crosses_classes(self) -> bool:
        """Whether the same picture has several labels."""
        return len(set(self.classes)) > 1

    @property
    def crosses_parts(self) -> bool:
        """Whether a picture of one part is in another part too."""
        return len(set(self.parts)) > 1


@dataclass(frozen=True, slots=True)
class ReadingSuggestion:
    """How the pictures are best brought to a network.

    Args:
        height: in pixels.
        width: in pixels.
        color_mode: ``"grayscale"`` or ``"rgb"``.
        framing: ``"stretch"``, or where their shapes differ too much for that ``"crop"``, or ``"pad"`` for signs.
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
    """All that an audit found; see :func:`nervure.data.audit`.

    Args:
        path: the folder, as it was given.
        parts: the folders it is split into (``"train"``, ``"test"``, ...); empty where it is not split.
        classes: the class folders in the order of their numbers; empty where there are none.
        num_files: how many files there are, those in hidden folders counted.
        num_bytes: how many bytes the used pictures take on the disk.
        used: the paths of the pictures that are used.
        left_out: the files and folders that are not used, each with its reason.
        notes: what should be looked at in what is used; a path may have several.
        duplicates: the groups of pictures that show the same.
        sizes: how large the used pictures are; None where there are none.
        colors: what colours they have; None where there are none.
        formats: how many are of each format, by its name in Pillow.
        suggestion: how they are best read; None where there are none.
        doubtful: pairs of pictures that may show the same, the nearest first; they are taken for different ones.
        refusal: why ``nervure train`` refuses these pictures, with what to do; empty where it does not, or where that
            was not asked.
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
        """How many pictures are used."""
        return len(self.used)

    @property
    def findings(self) -> tuple[LeftOut | Note, ...]:
        """What should be looked at: all that is left out but what nobody meant as a picture, and all notes."""
        return (*(each for each in self.left_out if not each.is_expected), *self.notes)

    @property
    def is_sound(self) -> bool:
        """Whether there are pictures, and nothing to be looked at."""
        return bool(self.used) and not self.findings and not self.refusal

    @property
    def costs_data(self) -> bool:
        """Whether something that was meant to be learned from is not: files, a class without pictures, or all of it."""
        is_lost = any(not each.is_expected for each in self.left_out)
        has_empty_class = any(each.kind in _COSTLY for each in self.notes)
        return is_lost or has_empty_class or not self.used or bool(self.refusal)

    def groups(self, paths: Iterable[str]) -> list[int]:
        """For each path the number of its group of pictures that show the same; a picture alone is a group too.

        Args:
            paths: of used pictures. Numbers begin with 0, in the order of the paths.
        """
        first_of = {path: group.paths[0] for group in self.duplicates for path in group.paths}
        numbers: dict[str, int] = {}
        return [numbers.setdefault(first_of.get(path, path), len(numbers)) for path in paths]

    def to_json(self) -> dict[str, Any]:
        """As plain values, with every path and its reason, in the language in use, for other readers."""
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
